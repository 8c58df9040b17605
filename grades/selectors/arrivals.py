"""Students who came into a class or left it while the term ran, and what of those who came is
still empty."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import cells_due, days_of_sheets
from grades.selectors.sheets import SheetRow
from schools.models import ClassGroup, Term
from students.choices import Began
from students.models import Enrolment, Student
from students.selectors import in_class_for


@dataclass(frozen=True)
class Arrival:
    """One student, the first day in the class, and the empty cells by subject: "Toán: GK, CK".

    `empty` are those that are due, `undue` those of columns that had closed before.
    """

    student: Student
    since: datetime.date
    empty: tuple[str, ...]
    undue: tuple[str, ...]


def arrivals_of(class_group: ClassGroup, term: Term, rows: Sequence[SheetRow]) -> list[Arrival]:
    """Who came into the class after the term began: two queries."""
    sheets: dict[int, MarkSheet] = {row.sheet.pk: row.sheet for row in rows}
    lines = (
        MarkRecord.objects.filter(
            in_class_for(term, "enrolment__"),
            school=class_group.school_id,
            sheet__in=sheets,
            enrolment__starts_on__gt=term.starts_on,
        )
        .select_related("enrolment__student")
        .order_by("enrolment__position", "enrolment__student__sort_key", "sheet__subject__position")
    )
    days = days_of_sheets(list(sheets.values()))
    found: dict[Student, tuple[list[str], list[str]]] = {}
    since: dict[Student, datetime.date] = {}
    for line in lines:
        line.sheet = sheet = sheets[line.sheet_id]
        empty = cells_due(line, days[sheet.pk])
        undue = [name for name in sheet.scheme.cells_to_fill(sheet, line) if name not in empty]
        lists = found.setdefault(line.enrolment.student, ([], []))
        since[line.enrolment.student] = line.enrolment.starts_on
        for names, words in zip((empty, undue), lists, strict=True):
            if names:
                labels = ", ".join(sheet.columns[name].label for name in names)
                words.append(f"{sheet.subject.name}: {labels}")
    return [
        Arrival(student, since[student], tuple(empty), tuple(undue))
        for student, (empty, undue) in found.items()
    ]


def stayed(stay: Enrolment, term: Term) -> str:
    """How the student came or left within the term, in a few words; empty for all of it."""
    if stay.ends_on is not None and stay.ends_on < term.ends_on:
        return _("until %(day)s, %(how)s") % {
            "day": f"{stay.ends_on:%d/%m/%Y}",
            "how": stay.get_ended_display(),
        }
    if stay.starts_on > term.starts_on and stay.began != Began.ENROLLED:
        return _("since %(day)s, %(how)s") % {
            "day": f"{stay.starts_on:%d/%m/%Y}",
            "how": stay.get_began_display(),
        }
    return ""


def newcomer(stay: Enrolment, term: Term) -> UUID | None:
    """The address of a student who came from another school in the course of the term."""
    has_come = stay.began == Began.TRANSFER and stay.starts_on > term.starts_on
    return stay.student.public_id if has_come else None
