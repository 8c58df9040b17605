"""Half-days of which the roll was taken after the file was saved."""

import datetime

from eduportal.imports.ages import older
from eduportal.imports.importer import Importer
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.attendance.books import RollBook


def why_older(
    importer: Importer, row: TableRow, key: str, book: RollBook, day: datetime.date
) -> Problem | None:
    """Why the cell of the day is kept out; None where the roll is no newer than the file, or
    somebody says that the file counts."""
    taken = book.taken_on(day, importer.context.later_than)
    return older(importer, row.place(key), row.text("full_name").strip(), taken) if taken else None
