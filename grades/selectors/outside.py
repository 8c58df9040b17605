"""Where a student who came in the course of a term can have marks from outside the portal."""

import datetime
from dataclasses import dataclass

from grades.cells import read_cell, text_of
from grades.models import MarkRecord
from grades.rules.sheets import Column
from grades.selectors.origins import is_outside, origin_of
from schools.models import Term
from students.models import Enrolment, Student
from students.selectors import reported_for


def first_day_of(stay: Enrolment) -> datetime.date:
    """The student's first day at the school in the year of the stay: one query."""
    stays = Enrolment.objects.filter(student=stay.student_id, school_year=stay.school_year_id)
    return stays.order_by("starts_on").values_list("starts_on", flat=True)[0]


def term_joined(stay: Enrolment) -> Term | None:
    """The term that had begun when the student came to the school: two queries.

    A student who was there on its first day was given every mark of it here.
    """
    day = first_day_of(stay)
    terms = Term.objects.filter(school_year=stay.school_year_id)
    return terms.filter(starts_on__lt=day, ends_on__gte=day).first()


def outside_lines(student: Student) -> list[MarkRecord]:
    """The student's lines of the term joined, in the class that reports it: four queries."""
    stay = Enrolment.objects.filter(student=student).order_by("-starts_on", "-pk").first()
    term = term_joined(stay) if stay else None
    if stay is None or term is None:
        return []
    lines = MarkRecord.objects.filter(
        reported_for(term, "enrolment__"), enrolment__student=student, sheet__term=term
    )
    related = ("subject", "term__school_year", "regulation", "class_group")
    return list(
        lines.select_related("enrolment", *(f"sheet__{name}" for name in related)).order_by(
            "sheet__subject__position", "pk"
        )
    )


@dataclass(frozen=True)
class OutsideCell:
    """One cell of the page: `origin` for a mark from outside; `is_own` holds a mark given here."""

    name: str
    label: str
    text: str
    origin: str
    is_own: bool


def outside_cell(line: MarkRecord, column: Column, *, reads: bool) -> OutsideCell:
    """The cell as its user may see it; without `reads` a mark given here is no text."""
    value = read_cell(line, column.name)
    is_own = value is not None and not is_outside(line, column.name)
    text = "" if is_own and not reads else text_of(line.sheet, column.name, value)
    return OutsideCell(column.name, column.label, text, origin_of(line, column.name), is_own)
