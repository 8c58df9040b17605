"""One way of applying 27/2020/TT-BGDĐT: every number and every reading it leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grades.rules.settings import (
    BadSettings,
    Setting,
    SettingProblem,
    Tag,
    gettext_noop,
    problems_of,
    setting,
    settings_of,
)
from grades.rules.settings import to_settings as to_settings

_ = gettext_noop
LAST_GRADE = 5
NEVER = LAST_GRADE + 1


@dataclass(frozen=True)
class Readings:
    """All settings; the defaults are those of docs/regulations.md. Tests in whole points."""

    science_competence_from: int = setting(
        4,
        "Đ5",
        _("From which grade on is the competence in science assessed? (6: in none)"),
        Tag.SECONDARY,
        source="S22k",
        between=(1, NEVER),
    )
    technology_competences_from: int = setting(
        3,
        "Đ5",
        _("From which grade on are the competences in technology and informatics assessed?"),
        Tag.DERIVED,
        source="S22k",
        between=(1, NEVER),
    )
    early_grades_tested: bool = setting(
        True,
        "Đ7 k1",
        _("Do grades 1 and 2 have tests at the end of a term, in Tiếng Việt and Toán?"),
        Tag.DERIVED,
        source="S22b",
    )
    early_language_tested: bool = setting(
        False,
        "Đ7 k1",
        _("Is a foreign language chosen in grades 1 and 2 tested at the end of a term?"),
        Tag.DERIVED,
        source="S22b",
    )
    science_tested: bool = setting(
        True,
        "Đ7 k1",
        _("Is Khoa học tested at the end of a term in grades 4 and 5?"),
        Tag.SECONDARY,
        source="S22k",
    )
    minority_language_tested: bool = setting(
        False,
        "Đ7 k1",
        _("Is a language of an ethnic minority tested at the end of a term?"),
        Tag.UNCONFIRMED,
    )
    zero_allowed: bool = setting(
        True,
        "Đ7 k1 đd",
        _("May a test be marked 0?"),
        Tag.UNCONFIRMED,
        source="R10",
        point="A13",
    )
    excellent_test: int = setting(
        9,
        "Đ9 k2",
        _("How many points in every test at the end of the year for “Hoàn thành xuất sắc”?"),
        Tag.READ,
        source="S22c",
        between=(1, 10),
    )
    well_test: int = setting(
        7,
        "Đ9 k2",
        _("How many points in every test at the end of the year for “Hoàn thành tốt”?"),
        Tag.READ,
        source="S22c",
        between=(1, 10),
    )
    completed_test: int = setting(
        5,
        "Đ9 k2",
        _("How many points in every test at the end of the year for “Hoàn thành”?"),
        Tag.READ,
        source="S22c",
        between=(1, 10),
    )
    outstanding_test: int = setting(
        9,
        "Đ13 k1",
        _("From how many points in a test is a subject a ground for “Học sinh Tiêu biểu”?"),
        Tag.UNCONFIRMED,
        between=(1, 10),
    )


SETTINGS: tuple[Setting, ...] = settings_of(Readings)


def from_settings(values: Mapping[str, object]) -> Readings:
    """The readings behind stored values; a key that is absent takes its default.

    Raises BadSettings with every unknown key, every value that is not allowed, and every bar that
    lies below that of a lower level.
    """
    problems = problems_of(Readings, values)
    if not problems:
        given: dict[str, Any] = dict(values)
        readings = Readings(**given)
        problems = _contradictions(readings)
    if problems:
        raise BadSettings(problems)
    return readings


def _contradictions(readings: Readings) -> list[SettingProblem]:
    pairs = (("excellent_test", "well_test"), ("well_test", "completed_test"))
    return [
        SettingProblem("below_next_level", {"key": higher, "other": lower})
        for higher, lower in pairs
        if getattr(readings, higher) < getattr(readings, lower)
    ]
