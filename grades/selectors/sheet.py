"""One mark sheet as its page shows it."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eduportal.core.text import given_name
from grades.cells import cell_names, read_cell, text_of
from grades.models import MarkRecord, MarkSheet
from students.choices import StudentStatus


@dataclass(frozen=True)
class Column:
    """One column of mark cells; `group` is regular or periodic."""

    cell: str
    label: str
    group: str
    locked: bool
    why: str


@dataclass(frozen=True)
class Cell:
    """One cell as text."""

    cell: str
    text: str
    locked: bool
    why: str


@dataclass
class Row:
    """One student's line as text."""

    record_id: int
    order: int
    name: str
    given_name: str
    student_code: str
    gone: bool
    exempt: bool
    average: str
    remark: str
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class SheetPage:
    """Everything the grid shows of one sheet: two queries' worth."""

    sheet: MarkSheet
    columns: list[Column]
    rows: list[Row]

    @property
    def total(self) -> int:
        """Mark cells that are to be filled."""
        return sum(len(row.cells) for row in self.rows if not row.gone and not row.exempt)

    @property
    def filled(self) -> int:
        return sum(
            1
            for row in self.rows
            if not row.gone and not row.exempt
            for cell in row.cells
            if cell.text
        )


def records_of(sheet: MarkSheet) -> "QuerySet[MarkRecord]":
    """The sheet's lines in the order of the class, with their students."""
    return (
        MarkRecord.objects.filter(school=sheet.school_id, sheet=sheet)
        .select_related("enrolment__student")
        .order_by("enrolment__position", "enrolment__student__sort_key", "pk")
    )


def sheet_page(sheet: MarkSheet, locked_because: str) -> SheetPage:
    """The sheet's columns and rows; `locked_because` is empty for a sheet that takes marks."""
    names = cell_names(sheet)
    columns = [
        Column(
            cell=name,
            label=name.upper(),
            group="regular" if name.startswith("tx") else "periodic",
            locked=bool(locked_because),
            why=locked_because,
        )
        for name in names
    ]
    rows = [
        _row(sheet, record, names, locked_because, order)
        for order, record in enumerate(records_of(sheet), start=1)
    ]
    return SheetPage(sheet, columns, rows)


def _row(
    sheet: MarkSheet, record: MarkRecord, names: list[str], locked_because: str, order: int
) -> Row:
    record.sheet = sheet
    student = record.enrolment.student
    gone = record.enrolment.status not in StudentStatus.present()
    why = _("The student has left the class.") if gone else locked_because
    return Row(
        record_id=record.pk,
        order=order,
        name=student.full_name,
        given_name=given_name(student.full_name),
        student_code=student.ministry_code or "",
        gone=gone,
        exempt=record.exempt,
        average=text_of("average", record.average),
        remark=record.remark,
        cells=[Cell(n, text_of(n, read_cell(record, n)), bool(why), why) for n in names],
    )


@dataclass(frozen=True)
class Gap:
    """Empty cells of one student on one sheet."""

    student: str
    cells: tuple[str, ...]


def gaps_of(sheet: MarkSheet) -> list[Gap]:
    """Students present and not exempt who have empty cells, each with the cells' names."""
    names = cell_names(sheet)
    gaps = []
    for record in records_of(sheet).filter(
        exempt=False, enrolment__status__in=StudentStatus.present()
    ):
        empty = tuple(name.upper() for name in names if read_cell(record, name) is None)
        if empty:
            gaps.append(Gap(record.enrolment.student.full_name, empty))
    return gaps
