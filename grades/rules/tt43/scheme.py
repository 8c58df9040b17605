"""43/2021/TT-BGDĐT as a scheme: a class of continuing education is assessed as 22/2021 does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from grades.rules.answers import Answer
from grades.rules.settings import Setting
from grades.rules.tt22.scheme import Secondary
from grades.rules.tt43.readings import SETTINGS, Readings
from grades.rules.year_end import Matter


class Continuing(Secondary):
    """Grades 6 to 12 of continuing education."""

    code: ClassVar[str] = "TT43"
    circular: ClassVar[str] = "43/2021/TT-BGDĐT"
    settings_list: ClassVar[tuple[Setting, ...]] = SETTINGS
    readings_type = Readings
    places: ClassVar[Mapping[str, str]] = {
        "conduct": "Đ8 k2",
        "commented": "Đ9 k1",
        "table": "Đ9 k2",
        "adjustment": "Đ9 k3",
        "promotion": "Đ11",
        "training": "Đ12",
        "again": "Đ13",
        "award": "Đ14",
    }
    year_clauses: ClassVar[Mapping[str, str]] = {
        Matter.FIRST_TERM: "Đ9 k1",
        Matter.READINGS: "Đ9 k3",
        Matter.LEARNING: "Đ11",
        Matter.CONDUCT: "Đ8",
        Matter.ABSENCES: "Đ11",
        Matter.PROMOTION: "Đ11",
        "adjusted": "Đ9 k3",
        "training": "Đ8 k2, Đ12",
        "reassessment": "Đ13",
        "award": "Đ14",
    }
    answer_clauses: ClassVar[Mapping[Answer, str]] = {
        Answer.MAKE_UP: "Đ7",
        Answer.ZERO: "Đ7",
        Answer.LEAVE_OUT: "Đ9 k1",
        Answer.LEVEL: "Đ9 k2",
        Answer.NONE: "Đ9 k2",
    }
