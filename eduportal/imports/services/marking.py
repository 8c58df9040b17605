"""Giving the file of a job back with its bad cells marked (docs/decisions/0063)."""

from collections.abc import Iterator

from eduportal.imports.models import ImportJob
from eduportal.imports.selectors import problems_to_mark
from eduportal.imports.sentences import sentence
from eduportal.imports.services.opening import limits, opened, stored_file
from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.workbook import Row, Workbook, column_letters


def marked_file(job: ImportJob) -> bytes:
    """The file with its marks, in the reader's language."""
    content = stored_file(job)
    workbook = opened(job, content)
    return marked(content, workbook, _marks(job, workbook), str(job.public_id), limits())


def _marks(job: ImportJob, workbook: Workbook) -> Iterator[Mark]:
    """One for each problem; that of a row stands at the row's first cell that is filled."""
    problems = list(problems_to_mark(job))
    whole_rows = {(each.sheet, each.row) for each in problems if not each.cell}
    first_cells = _first_cells(workbook, whole_rows)
    for each in problems:
        cell = each.cell or first_cells.get((each.sheet, each.row), f"A{each.row}")
        yield Mark(each.sheet, cell, sentence(each.message, each.params))


def _first_cells(
    workbook: Workbook, places: set[tuple[str, int | None]]
) -> dict[tuple[str, int | None], str]:
    """The name of the first cell that is filled in each of these rows of sheets."""
    wanted = {sheet for sheet, _row in places}
    return {
        (sheet.name, number): f"{column_letters(_first(row))}{number}"
        for sheet in workbook.sheets
        if sheet.name in wanted
        for number, row in sheet.rows()
        if (sheet.name, number) in places
    }


def _first(row: Row) -> int:
    return next((index for index, value in enumerate(row) if value != ""), 0)
