"""What the end of a term settles in a class by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from grades.cells import average_of, text_of
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import CellCode
from grades.rules.sheets import Column, Moment
from schools.models import ClassGroup, Term
from students.selectors import in_class_for


def moment_of(term: Term) -> Moment:
    """How far the year is when the term is sealed."""
    return Moment.YEAR_OVER if term.number == 2 else Moment.TERM_OVER


def open_records(sheets: Sequence[MarkSheet]) -> list[MarkRecord]:
    """Records without a result, of students who count in the class, each with its sheet.

    A student who has left keeps what was open. One query.
    """
    by_id = {sheet.pk: sheet for sheet in sheets}
    records = list(
        MarkRecord.objects.filter(
            in_class_for("sheet__term", "enrolment__"),
            sheet__in=by_id,
            average=None,
            exempt=False,
        )
        .select_related("enrolment__student")
        .order_by("sheet", "enrolment__position", "pk")
    )
    for record in records:
        record.sheet = by_id[record.sheet_id]
    return records


@dataclass(frozen=True)
class SettledStudent:
    """One student's result that will follow from gaps alone: the average or CĐ.

    `is_absent`: the cell holds an absence without a make-up; otherwise it is empty.
    """

    name: str
    student_id: int
    is_absent: bool
    result: str


@dataclass(frozen=True)
class Settlement:
    """One column of a subject whose gaps decide results: absences, and what comments lack."""

    subject: str
    column: str
    students: tuple[SettledStudent, ...]

    @property
    def result(self) -> str:
        """The result that all of the students get; empty where they differ."""
        results = {student.result for student in self.students}
        return results.pop() if len(results) == 1 else ""


def settlements_of(class_group: ClassGroup, term: Term) -> list[Settlement]:
    """What sealing the class will decide, by subject and column: two queries."""
    return grouped(open_in_class(class_group, term), moment_of(term))


def open_in_class(class_group: ClassGroup, term: Term) -> list[MarkRecord]:
    """Records of the class's term without a result, by subject and student: two queries."""
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    sheets = sheets.select_related("subject", "regulation").order_by("subject__position", "pk")
    by_sheet = {sheet.pk: number for number, sheet in enumerate(sheets)}
    return sorted(open_records(list(sheets)), key=lambda record: by_sheet[record.sheet_id])


def grouped(records: Sequence[MarkRecord], moment: Moment) -> list[Settlement]:
    """The open records that will get a result, by subject and column in the order of the sheet."""
    found: dict[tuple[MarkSheet, Column], list[SettledStudent]] = {}
    for record in records:
        settled = record.sheet.scheme.settled(record.sheet, record, moment)
        result = text_of("average", average_of(record, moment)) if settled else ""
        for column in record.sheet.columns.values():
            students = found.setdefault((record.sheet, column), [])
            if column.name in settled:
                students.append(
                    SettledStudent(
                        name=record.enrolment.student.full_name,
                        student_id=record.enrolment.student_id,
                        is_absent=column.value(record) == CellCode.ABSENT,
                        result=result,
                    )
                )
    return [
        Settlement(sheet.subject.name, column.label, tuple(students))
        for (sheet, column), students in found.items()
        if students
    ]
