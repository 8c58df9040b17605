"""One student as the pages of the school show him or her: stays, and results by subject."""

from dataclasses import dataclass, field

from django.db.models import Q

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.cells import text_of
from grades.models import MarkRecord, MarkSheet
from schools.models import SchoolYear
from schools.models.year import TERM_NUMBERS
from staffing.selectors import assigned_pairs, taught_in_term
from students.models import Enrolment, Student
from students.selectors import reported_for


def readable_sheets(scope: Scope, user_id: int, school_id: int) -> Q:
    """A condition on a school's sheets: every one by role, otherwise those the user
    is assigned or was in their term."""
    if scope.can(Action.READ_MARKS, school_id) or scope.can(Action.WRITE_MARKS, school_id):
        return Q()
    if scope.can(Action.WRITE_OWN_MARKS, school_id):
        return assigned_pairs(user_id) | taught_in_term(user_id)
    return Q(pk__in=[])


def stays_of(student: Student) -> list[Enrolment]:
    """Every stay of the student, the newest first: one query."""
    stays = Enrolment.objects.filter(student=student).order_by("-starts_on", "-pk")
    related = ("class_group__grade_level", "school_year", "school", "student")
    return list(stays.select_related(*related))


@dataclass(frozen=True)
class SubjectResults:
    """One subject's row: the sheet's address and the average as text, by the term's number.

    An average that is not there yet is an empty text.
    """

    subject: str
    results: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, str]]:
        return [self.results.get(number, ("", "")) for number, _name in TERM_NUMBERS]


def results_by_subject(student: Student, year: SchoolYear, readable: Q) -> list[SubjectResults]:
    """The student's averages of a year on the sheets that may be read: one query.

    `readable` is a condition of readable_sheets. Of several classes of the year, the one that
    reports the term.
    """
    records = (
        MarkRecord.objects.filter(
            reported_for("sheet__term", "enrolment__"),
            enrolment__student=student,
            sheet__term__school_year=year,
            sheet__in=MarkSheet.objects.filter(readable, school=student.school_id),
        )
        .select_related("sheet__subject", "sheet__term")
        .order_by("sheet__subject__position", "sheet__term__number")
    )
    rows: dict[int, SubjectResults] = {}
    for record in records:
        sheet = record.sheet
        row = rows.setdefault(sheet.subject_id, SubjectResults(sheet.subject.name))
        text = text_of("average", record.average)
        row.results[sheet.term.number] = (str(sheet.public_id), text)
    return list(rows.values())
