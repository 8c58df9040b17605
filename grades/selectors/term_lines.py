"""A class's term as it travels: one line a student, every subject's cells in one row.

The same lines from the mark book at sealing, and from it again when levels are compared.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from grades.models import MarkRecord, MarkSheet, TermResult
from grades.rules.cells import CellCode
from grades.rules.travelling import NOT_TAKEN, SubjectCells, SubjectLayout, not_taken
from grades.selectors.class_regulations import sharing_sets
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import (
    NONE_MISSED,
    absences_counted,
    in_class_during,
    roll_calls_of,
)
from students.selectors.travelling import identity_of

FEED = "term"
RECORD_FIELDS = (
    "enrolment_id",
    "sheet_id",
    "regular",
    "midterm",
    "final",
    "average",
    "exempt",
    "sheet__has_topic",
    "studies_topics",
)


class TermLines(NamedTuple):
    """A class's term: the layout of the cells, and the lines by the students' uids."""

    layout: list[SubjectLayout]
    lines: list[list[Any]]


def term_lines(
    class_group: ClassGroup, term: Term, sheets: Iterable[MarkSheet] | None = None
) -> TermLines:
    """Every student who sat in the class in the term: six queries, five where `sheets` are given.

    Who left keeps the marks so far, on a line that does not count: the class where the student
    sits on the term's last day reports the whole term.
    """
    sheets = sorted(sheets or _sheets_of(class_group, term), key=lambda each: each.subject.code)
    layout = [
        SubjectLayout(sheet.subject.code, sheet.form, sheet.regular_count, int(sheet.has_topic))
        for sheet in sheets
    ]
    records = MarkRecord.objects.filter(sheet__in=sheets).values_list(*RECORD_FIELDS)
    cells = {(stay, sheet): _cells(*values) for stay, sheet, *values in records}
    stays = _last_stays(class_group, term)
    results = _results(class_group, term, stays, sheets)
    lines = [
        [
            *identity_of(stay, term.ends_on),
            [
                cell
                for sheet, subject in zip(sheets, layout, strict=True)
                for cell in cells.get((stay.pk, sheet.pk)) or not_taken(subject)
            ],
            results[stay.pk],
        ]
        for stay in stays
    ]
    return TermLines(layout, sorted(lines, key=lambda line: line[0]))


def _sheets_of(class_group: ClassGroup, term: Term) -> list[MarkSheet]:
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    return sharing_sets(sheets.select_related("subject", "regulation"))


def _last_stays(class_group: ClassGroup, term: Term) -> list[Enrolment]:
    """One stay of each student in the class in the term, the last: one query."""
    stays = Enrolment.objects.filter(in_class_during(term), class_group=class_group)
    stays = stays.select_related("student")
    return list({stay.student_id: stay for stay in stays.order_by("starts_on", "pk")}.values())


def _cells(
    regular: Sequence[int | None],
    midterm: int | None,
    final: int | None,
    average: int | None,
    exempt: bool,
    has_topic: bool,
    studies_topics: bool,
) -> list[int | None]:
    if has_topic and not studies_topics:
        regular = [*regular[:-1], NOT_TAKEN]
    result = CellCode.EXEMPT.value if exempt else average
    return SubjectCells(regular, midterm, final, result).cells


def _results(
    class_group: ClassGroup, term: Term, stays: Sequence[Enrolment], sheets: Iterable[MarkSheet]
) -> dict[int, list[int | None]]:
    """The result of each stay as it travels: three queries."""
    found = TermResult.objects.filter(term=term, enrolment__in=stays)
    results = {each.enrolment_id: each for each in found}
    absent = _absent(class_group, term, stays, sheets)
    return {stay.pk: _result(results.get(stay.pk), absent.get(stay.student_id)) for stay in stays}


def _absent(
    class_group: ClassGroup, term: Term, stays: Iterable[Enrolment], sheets: Iterable[MarkSheet]
) -> dict[int, int]:
    """The sessions each student missed in the term, by student, as the set counts them.

    Empty where the class's roll was never taken: nobody knows then.
    """
    scheme = next((sheet.scheme for sheet in sheets), None)
    if scheme is None or not roll_calls_of(class_group.pk, term.starts_on, term.ends_on):
        return {}
    students = [stay.student_id for stay in stays]
    missed = absences_counted(students, term.starts_on, term.ends_on)
    return {pk: scheme.countable_absences(missed.get(pk, NONE_MISSED).a_day) for pk in students}


def _result(result: TermResult | None, absent: int | None) -> list[int | None]:
    """Learning, learning before Art. 9(3), conduct, sessions absent."""
    if result is None:
        return [None, None, None, absent]
    return [result.learning, result.level_before_adjustment, result.conduct, absent]
