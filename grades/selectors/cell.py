"""One cell of a sheet as its panel shows it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from grades.cells import cell_label, read_cell, text_of, why_not_studied
from grades.models import CellComment, MarkRecord, MarkSheet
from grades.selectors.days import SheetDays, why_cell_closed
from grades.selectors.history import CellChange, changes_of_cell
from grades.selectors.origins import origin_of
from students.models import Student
from students.selectors import sits_in_class


@dataclass(frozen=True)
class CellPage:
    """What there is to say of one cell: what it holds, why it is locked, and how it came so.

    `why` is empty for a cell that takes marks; `changes` are the newest first, `comments` the
    oldest.
    """

    sheet: MarkSheet
    record: MarkRecord
    cell: str
    label: str
    text: str
    why: str
    origin: str
    changes: list[CellChange]
    comments: list[CellComment]

    @property
    def student(self) -> Student:
        """Whose line it is."""
        return self.record.enrolment.student


def cell_page(
    sheet: MarkSheet, record_id: int, cell: str, days: SheetDays, locked_because: str
) -> CellPage | None:
    """The cell, None where the sheet has none of that name or no such line: three queries.

    `days` and `locked_because` as in sheet_page.
    """
    if cell not in sheet.columns and cell not in sheet.scheme.remarks:
        return None
    lines = MarkRecord.objects.filter(school=sheet.school_id, sheet=sheet)
    record = lines.select_related("enrolment__student").filter(pk=record_id).first()
    if record is None:
        return None
    record.sheet = sheet
    comments = CellComment.objects.filter(school=sheet.school_id, record=record, cell=cell)
    return CellPage(
        sheet=sheet,
        record=record,
        cell=cell,
        label=cell_label(sheet, cell),
        text=text_of(sheet, cell, read_cell(record, cell)),
        why=why_line_locked(record, cell) or locked_because or why_cell_closed(record, cell, days),
        origin=origin_of(record, cell) if cell in sheet.columns else "",
        changes=changes_of_cell(record, cell),
        comments=list(comments.select_related("author")),
    )


def why_line_locked(record: MarkRecord, cell: str) -> str:
    """Why this cell of the student takes nothing, whoever asks; empty where it does."""
    if not sits_in_class(record.enrolment, record.sheet.term):
        return _("The student has left the class.")
    if record.exempt and cell in record.sheet.columns:
        return _("The student is exempt from this subject.")
    return why_not_studied(record, cell)


def with_comments(records: "QuerySet[MarkRecord]") -> "QuerySet[MarkRecord]":
    """The lines, each with the names of its cells that have a comment, as `commented`."""
    rows = CellComment.objects.filter(school=OuterRef("school"), record=OuterRef("pk"))
    return records.annotate(commented=ArraySubquery(rows.values("cell")))


def commented_of(record: Any) -> Collection[str]:
    """The names of the cells with a comment, of a line read by with_comments."""
    found: Collection[str] = record.commented
    return found


def comments_about(student_id: int) -> list[tuple[MarkSheet, str, CellComment]]:
    """Every comment on a cell of the student, with its sheet and the cell's title: one query."""
    comments = CellComment.objects.filter(record__enrolment__student=student_id).select_related(
        "author",
        "record__sheet__regulation",
        "record__sheet__subject",
        "record__sheet__class_group",
        "record__sheet__term__school_year",
    )
    sheets = ((comment.record.sheet, comment) for comment in comments)
    return [(sheet, cell_label(sheet, comment.cell), comment) for sheet, comment in sheets]
