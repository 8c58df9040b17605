"""What the end of a term settles in a class by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from grades.cells import average_of, text_of
from grades.models import MarkRecord, MarkSheet
from grades.rules.sheets import Moment
from schools.models import ClassGroup, Term
from students.choices import StudentStatus


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
            sheet__in=by_id,
            average=None,
            exempt=False,
            enrolment__status__in=StudentStatus.of_class(),
        )
        .select_related("enrolment__student")
        .order_by("sheet", "enrolment__position", "pk")
    )
    for record in records:
        record.sheet = by_id[record.sheet_id]
    return records


@dataclass(frozen=True)
class Settlement:
    """One result that will follow from gaps alone.

    `cells` are absences without a make-up and what a comment-only subject lacks; `result` is the
    average or CĐ.
    """

    student: str
    subject: str
    cells: tuple[str, ...]
    result: str


def settlements_of(class_group: ClassGroup, term: Term) -> list[Settlement]:
    """What sealing the class will decide, by subject and student: two queries."""
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    moment = moment_of(term)
    return [
        Settlement(
            student=record.enrolment.student.full_name,
            subject=record.sheet.subject.name,
            cells=tuple(record.sheet.columns[name].label for name in cells),
            result=text_of("average", average_of(record, moment)),
        )
        for record in open_records(list(sheets.select_related("subject", "regulation")))
        if (cells := record.sheet.scheme.settled(record.sheet, record, moment))
    ]
