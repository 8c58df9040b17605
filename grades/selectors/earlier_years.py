"""Years before the portal, as files state them, and what the portal computed of the same."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grades.choices.examinations import YearPart
from grades.models import EarlierYear, TermResult, YearResult
from schools.models import ClassGroup, Subject
from students.models import Enrolment, Student

# Part of a year -> the number of its term.
TERMS = {YearPart.FIRST.value: 1, YearPart.SECOND.value: 2}


def earlier_years_of(student: Student) -> list[EarlierYear]:
    """Of one student with the results of subjects, the newest first: two queries."""
    rows = EarlierYear.objects.filter(student=student).order_by("-year", "part")
    return list(rows.prefetch_related("marks__subject"))


@dataclass(frozen=True)
class EarlierOf:
    """A student of a class with the earlier years, the newest first."""

    student: Student
    years: Sequence[EarlierYear]


def earlier_in_class(group: ClassGroup) -> list[EarlierOf]:
    """Everybody who sat in the class, by name, with the earlier years: three queries."""
    stays = Enrolment.objects.filter(class_group=group).select_related("student")
    students = {stay.student_id: stay.student for stay in stays.order_by("student__sort_key")}
    rows = EarlierYear.objects.filter(student__in=students).prefetch_related("marks__subject")
    found: dict[int, list[EarlierYear]] = {pk: [] for pk in students}
    for row in rows.order_by("-year", "part"):
        found[row.student_id].append(row)
    return [EarlierOf(student, found[pk]) for pk, student in students.items()]


def subjects_stated(rows: Collection[EarlierOf]) -> list[Subject]:
    """The subjects that these years have results in, in the order of the mark book."""
    found = {
        mark.subject_id: mark.subject
        for row in rows
        for year in row.years
        for mark in year.marks.all()
    }
    return sorted(found.values(), key=lambda subject: subject.position)


def computed_results(
    students: Collection[int], years: Collection[int]
) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    """What the portal itself has sealed of these: student, year, part and facts; two queries.

    A year is the one it begins in; facts are codes of levels, and the sessions missed of a year.
    """
    stay = {"enrolment__student__in": students}
    begins = "enrolment__school_year__starts_on__year"
    for student, year, learning, conduct, absences in YearResult.objects.filter(
        **stay, **{f"{begins}__in": years}
    ).values_list("enrolment__student", begins, "learning", "conduct", "absences"):
        facts = {"learning": learning, "conduct": conduct, "absences": absences}
        yield student, year, YearPart.YEAR.value, facts
    parts = {number: part for part, number in TERMS.items()}
    for student, year, number, learning, conduct in TermResult.objects.filter(
        **stay, **{f"{begins}__in": years}
    ).values_list("enrolment__student", begins, "term__number", "learning", "conduct"):
        yield student, year, parts[number], {"learning": learning, "conduct": conduct}
