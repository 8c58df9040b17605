"""What the end of a term settles in a class by itself."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from uuid import UUID

from grades.cells import average_of, write_cell
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.rules.answers import Lack
from grades.rules.cells import CellCode
from grades.rules.mark_text import format_cell
from grades.rules.sheets import Column, Moment
from grades.selectors.class_regulations import sharing_sets
from grades.selectors.days import days_of_sheets, undue_kinds
from schools.models import ClassGroup, Term
from students.models import Enrolment
from students.selectors import in_class_for, sits_in_class


def moment_of(term: Term) -> Moment:
    """How far the year is when the term is sealed."""
    return Moment.YEAR_OVER if term.number == 2 else Moment.TERM_OVER


def moment_for(stay: Enrolment, term: Term) -> Moment:
    """The same for one student: of who has left, the end of the term decides nothing."""
    return moment_of(term) if sits_in_class(stay, term) else Moment.RUNNING


@dataclass(frozen=True)
class OpenLine:
    """A record without a result, of a student who counts in the class, with its sheet.

    `undue` are the kinds of columns that were open on no day of the stay: sealing gives no result
    for want of a mark in them.
    """

    record: MarkRecord
    undue: frozenset[str]

    def result(self, moment: Moment) -> int | None:
        """What the moment makes of the line."""
        return average_of(self.record, moment, self.undue)

    def result_with(self, cells: Mapping[str, int], moment: Moment) -> int | None:
        """The same, with these cells filled as well; the record stays as it is."""
        filled = copy(self.record)
        filled.regular = [*self.record.regular]
        for name, value in cells.items():
            write_cell(filled, name, value)
        return average_of(filled, moment, self.undue)

    def settled(self, moment: Moment) -> tuple[str, ...]:
        """Names of the cells whose gap or absence the moment decides."""
        return self.record.sheet.scheme.settled(self.record.sheet, self.record, moment, self.undue)

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """The cells for want of which the line has no result."""
        return self.record.sheet.scheme.lacks(self.record.sheet, self.record, self.undue)


def open_lines(sheets: Sequence[MarkSheet]) -> list[OpenLine]:
    """The lines without a result, by sheet and in the order of the class: two queries.

    One where there is none. A student who has left keeps what was open.
    """
    by_id = {sheet.pk: sheet for sheet in sheets}
    records = MarkRecord.objects.filter(
        in_class_for("sheet__term", "enrolment__"), sheet__in=by_id, average=None, exempt=False
    )
    records = records.select_related("enrolment__student")
    found = list(records.order_by("sheet", "enrolment__position", "pk"))
    for record in found:
        record.sheet = by_id[record.sheet_id]
    days = days_of_sheets({record.sheet for record in found})
    return [
        OpenLine(record, undue_kinds(record.enrolment, days[record.sheet_id])) for record in found
    ]


@dataclass(frozen=True)
class SettledStudent:
    """One student's result that will follow from gaps alone: the average or CĐ.

    `is_absent`: the cell holds an absence without a make-up; otherwise it is empty. `record_id` is
    the line of the sheet.
    """

    name: str
    student_id: int
    record_id: int
    is_absent: bool
    result: str


@dataclass(frozen=True)
class Settlement:
    """One column of a subject whose gaps decide results: absences, and what comments lack."""

    subject: str
    sheet: UUID
    column: str
    students: tuple[SettledStudent, ...]

    @property
    def result(self) -> str:
        """The result that all of the students get; empty where they differ."""
        results = {student.result for student in self.students}
        return results.pop() if len(results) == 1 else ""


def in_book_order(sheets: Iterable[MarkSheet]) -> list[MarkSheet]:
    """The sheets of a class in the mark book's order."""
    return sorted(sheets, key=lambda sheet: (sheet.subject.position, sheet.pk))


def open_in_class(
    class_group: ClassGroup, term: Term, sheets: Iterable[MarkSheet] | None = None
) -> list[OpenLine]:
    """Lines without a result on the class's sheets that are not sealed, by subject and student.

    Three queries; two where the `sheets` are at hand.
    """
    if sheets is None:
        found = MarkSheet.objects.filter(class_group=class_group, term=term)
        sheets = sharing_sets(found.select_related("subject", "regulation"))
    left = in_book_order(sheet for sheet in sheets if sheet.state != SheetState.SEALED)
    by_sheet = {sheet.pk: number for number, sheet in enumerate(left)}
    return sorted(open_lines(left), key=lambda line: by_sheet[line.record.sheet_id])


def grouped(lines: Sequence[OpenLine], moment: Moment) -> list[Settlement]:
    """The open lines that will get a result, by subject and column in the order of the sheet."""
    found: dict[tuple[MarkSheet, Column], list[SettledStudent]] = {}
    for line in lines:
        record, settled = line.record, line.settled(moment)
        result = format_cell(line.result(moment)) if settled else ""
        for column in record.sheet.columns.values():
            students = found.setdefault((record.sheet, column), [])
            if column.name in settled:
                students.append(
                    SettledStudent(
                        name=record.enrolment.student.full_name,
                        student_id=record.enrolment.student_id,
                        record_id=record.pk,
                        is_absent=column.value(record) == CellCode.ABSENT,
                        result=result,
                    )
                )
    return [
        Settlement(sheet.subject.name, sheet.public_id, column.label, tuple(students))
        for (sheet, column), students in found.items()
        if students
    ]
