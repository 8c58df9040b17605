"""Which classes get which mark books, and how far a term has come."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.programme import Curriculum
from schools.models import Term


@dataclass(frozen=True)
class MarkBooks:
    """Which classes get which mark books, and how far they have come on the day shown."""

    cohorts: Sequence[Sequence[ClassPlan]]
    class_ids: dict[ClassPlan, int]
    curriculum: Curriculum
    terms: Sequence[Term]
    as_of: datetime.date


def when(term: Term, as_of: datetime.date) -> dict[str, int | float | str]:
    """How far a term has come: its share gone by, or over when entry has closed."""
    gone = (as_of - term.starts_on) / (term.ends_on - term.starts_on)
    return {
        "term": term.pk,
        "code": term.code,
        "year": term.school_year_id,
        "is_over": term.entry_closes_on < as_of,
        "gone": min(max(gone, 0.0), 1.0),
    }
