"""One mark sheet as its page shows it."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eduportal.core.text import given_name
from grades.cells import (
    heading_of,
    is_written_in_digits,
    read_cell,
    text_of,
    why_not_studied,
)
from grades.models import MarkRecord, MarkSheet
from grades.rules.mark_text import format_cell
from grades.selectors.arrivals import newcomer, stayed
from grades.selectors.asked import NOTHING_ASKED, Asked, AskedPlace
from grades.selectors.cell import commented_of, with_comments
from grades.selectors.days import (
    SheetDays,
    cells_due,
    days_of_sheet,
    undue_kinds,
    why_cell_closed,
    why_closed,
)
from grades.selectors.origins import origin_of
from students.models import Exemption, Student
from students.selectors import exemptions_for, in_class_for, sits_in_class


@dataclass(frozen=True)
class Column:
    """One column of mark cells; `heading` stands over it and its neighbours, `form` is how a cell
    is written (CellForm)."""

    cell: str
    label: str
    heading: str
    form: str
    locked: bool
    why: str


@dataclass(frozen=True)
class Cell:
    """One cell as text. `origin` says where it was marked, if not on this sheet.

    `undue`: it is empty and no mark is asked of the student in this column. `asked` is what a
    return asks of it by itself. `is_studied` is false of the mark of study topics where the student
    does not study them. `is_number`: the cell is written with digits. `noted` says that it has a
    comment.
    """

    cell: str
    text: str
    locked: bool
    why: str
    origin: str = ""
    undue: bool = False
    asked: AskedPlace | None = None
    is_studied: bool = True
    is_number: bool = False
    noted: bool = False


@dataclass(frozen=True)
class Remark:
    """One remark on a student's line; `why` says why it is locked, empty where it is not.

    `noted` says that it has a comment.
    """

    cell: str
    title: str
    text: str
    why: str
    noted: bool


@dataclass
class Row:
    """One student's line as text.

    `stayed` says since or until when, if not the whole term; `newcomer` is the address of one who
    came from another school in the course of it; `born` tells students of one name apart, and is
    empty for the others; `exemption` is the decision about an exempt student.
    """

    record_id: int
    student_id: int
    order: int
    name: str
    given_name: str
    student_code: str
    birth_date: datetime.date
    gone: bool
    stayed: str
    newcomer: UUID | None
    born: str
    exempt: bool
    exemption: Exemption | None
    average: str
    remarks: list[Remark]
    to_fill: tuple[str, ...]
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class SheetPage:
    """Everything the grid shows of one sheet: one query, two with exempt students.

    `closed` are the sentences of the columns whose days do not include today.
    """

    sheet: MarkSheet
    columns: list[Column]
    rows: list[Row]
    closed: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Mark cells that are to be filled, those that are filled among them."""
        asked = {name for name, column in self.sheet.columns.items() if column.group != "topic"}
        there = (row.cells for row in self.rows if not row.gone and not row.exempt)
        return sum(each.cell in asked and not each.undue for cells in there for each in cells)

    @property
    def student_ids(self) -> list[int]:
        """Whom the grid shows."""
        return [row.student_id for row in self.rows]

    @property
    def present(self) -> int:
        """How many students of the class are on the sheet, without those who have left it."""
        return sum(not row.gone for row in self.rows)

    @property
    def filled(self) -> int:
        return self.total - sum(len(row.to_fill) for row in self.rows)


def records_of(sheet: MarkSheet) -> "QuerySet[MarkRecord]":
    """The sheet's lines in the order of the class, with their students."""
    return (
        MarkRecord.objects.filter(school=sheet.school_id, sheet=sheet)
        .select_related("enrolment__student")
        .order_by("enrolment__position", "enrolment__student__sort_key", "pk")
    )


def sheet_page(
    sheet: MarkSheet, locked_because: str, days: SheetDays, asked: Asked = NOTHING_ASKED
) -> SheetPage:
    """The sheet's columns and rows; `locked_because` is empty for a sheet that takes marks.

    `days` are the sheet's for the person who looks, `asked` what its return asks to look at.
    """
    closed = _closed_columns(sheet, days)
    columns = [
        Column(
            cell=column.name,
            label=column.label,
            heading=heading_of(column.group),
            form=column.form or sheet.form,
            locked=bool(locked_because or column.kind in closed),
            why=locked_because or closed.get(column.kind, ""),
        )
        for column in sheet.columns.values()
    ]
    records = list(with_comments(records_of(sheet)))
    names = Counter(record.enrolment.student.sort_key for record in records)
    exempt = [record.enrolment.student_id for record in records if record.exempt]
    exemptions = exemptions_for(sheet.term, sheet.subject_id, exempt) if exempt else {}
    rows = [
        _row(sheet, record, locked_because, days, order, names, exemptions, asked)
        for order, record in enumerate(records, start=1)
    ]
    return SheetPage(sheet, columns, rows, tuple(closed.values()))


def _closed_columns(sheet: MarkSheet, days: SheetDays) -> dict[str, str]:
    """The sentence of each kind of column that takes no marks of the whole class today."""
    kinds = dict.fromkeys(column.kind for column in sheet.columns.values())
    labels = sheet.scheme.column_kinds
    return {
        kind: why_closed(labels[kind], days.due(kind)) for kind in kinds if not days.takes(kind)
    }


def _row(
    sheet: MarkSheet,
    record: MarkRecord,
    locked_because: str,
    days: SheetDays,
    order: int,
    names: Counter[str],
    exemptions: Mapping[int, Exemption],
    asked: Asked,
) -> Row:
    record.sheet = sheet
    gone = not sits_in_class(record.enrolment, sheet.term)
    why = _why_locked(record, gone) or locked_because
    undue = undue_kinds(record.enrolment, days)
    return Row(
        record_id=record.pk,
        order=order,
        gone=gone,
        stayed=stayed(record.enrolment, sheet.term),
        newcomer=newcomer(record.enrolment, sheet.term),
        exempt=record.exempt,
        exemption=exemptions.get(record.enrolment.student_id),
        average=format_cell(record.average),
        remarks=_remarks(record, why, days),
        to_fill=() if gone else cells_due(record, days),
        cells=[_cell(record, name, why, days, undue, asked) for name in sheet.columns],
        **_who(record.enrolment.student, names),
    )


def _who(student: Student, names: Counter[str]) -> dict[str, Any]:
    """The student as the row names him or her."""
    return {
        "student_id": student.pk,
        "name": student.full_name,
        "given_name": given_name(student.full_name),
        "student_code": student.ministry_code or "",
        "birth_date": student.birth_date,
        "born": f"{student.birth_date:%d/%m/%Y}" if names[student.sort_key] > 1 else "",
    }


def _why_locked(record: MarkRecord, gone: bool) -> str:
    """Why no mark of the student is taken, whoever asks; empty where marks are."""
    if gone:
        return _("The student has left the class.")
    return _("The student is exempt from this subject.") if record.exempt else ""


def _cell(
    record: MarkRecord, name: str, why: str, days: SheetDays, undue: Collection[str], asked: Asked
) -> Cell:
    text = text_of(record.sheet, name, read_cell(record, name))
    unstudied = why_not_studied(record, name)
    why = why or unstudied or why_cell_closed(record, name, days)
    is_undue = bool(unstudied) or record.sheet.columns[name].kind in undue
    return Cell(
        name,
        text,
        locked=bool(why),
        why=why,
        origin=origin_of(record, name),
        undue=not text and is_undue,
        asked=asked.by_key.get((record.pk, name)),
        is_studied=not unstudied,
        is_number=is_written_in_digits(record.sheet, name),
        noted=name in commented_of(record),
    )


def _remarks(record: MarkRecord, why: str, days: SheetDays) -> list[Remark]:
    return [
        Remark(
            name,
            _(title),
            text_of(record.sheet, name, read_cell(record, name)),
            why or why_cell_closed(record, name, days),
            name in commented_of(record),
        )
        for name, title in record.sheet.scheme.remarks.items()
    ]


@dataclass(frozen=True)
class Gap:
    """Empty cells of one student on one sheet."""

    student: str
    student_id: int
    cells: tuple[str, ...]


def gaps_of(sheet: MarkSheet) -> list[Gap]:
    """Students present and not exempt who have empty cells that are due, with the cells' names."""
    gaps = []
    days = days_of_sheet(sheet)
    for record in records_of(sheet).filter(in_class_for(sheet.term, "enrolment__")):
        record.sheet = sheet
        if empty := cells_due(record, days):
            labels = tuple(sheet.columns[name].label for name in empty)
            student = record.enrolment.student
            gaps.append(Gap(student.full_name, student.pk, labels))
    return gaps
