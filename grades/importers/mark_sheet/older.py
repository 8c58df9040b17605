"""Marks that the file says and the portal was told otherwise later."""

from eduportal.imports.ages import older
from eduportal.imports.importer import Importer
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.mark_sheet.books import Book
from grades.importers.mark_sheet.columns import REGULAR
from grades.models import MarkRecord


def leave_out_older(
    importer: Importer,
    row: TableRow,
    book: Book,
    record: MarkRecord,
    cells: dict[str, list[str]],
    problems: list[Problem],
) -> list[str]:
    """Take the cells that changed after the file out of those it writes; returns which.

    Unless somebody says that they count.
    """
    name = record.enrolment.student.full_name
    left = []
    for cell in list(cells):
        changed = book.changed(record, cell)
        refusal = changed and older(importer, _place(row, book, cell), name, changed)
        if refusal:
            problems.append(refusal)
            del cells[cell]
            left.append(cell)
    return left


def _place(row: TableRow, book: Book, cell: str) -> Place:
    for way in book.ways(row.header):
        if way.cell == cell:
            return row.place(way.key, way.part)
    return row.place("regular" if cell in REGULAR else cell)
