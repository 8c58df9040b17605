"""Giving the file of a job back with its bad cells marked (docs/decisions/0063)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from eduportal.imports.choices import Severity
from eduportal.imports.models import ImportJob, ImportProblem
from eduportal.imports.selectors import problems_to_mark
from eduportal.imports.sentences import sentence, word
from eduportal.imports.services.opening import limits, opened, stored_file
from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.workbook import Row, Workbook, column_letters

# What a row waits for -> the question of its sheet, or of a column of it.
OF_SHEETS = {
    "row_hidden": "rows_hidden",
    "row_below": "rows_below",
    "date_order_open": "day_or_month",
}


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
        yield Mark(each.sheet, cell, _said(job, each))


def _said(job: ImportJob, problem: ImportProblem) -> str:
    """The sentence of a problem; that of a question with the answers there are to it."""
    said = sentence(problem.message, problem.params)
    question = _question_of(job, problem) if problem.severity == Severity.QUESTION else None
    if question is None:
        return said
    answers = "; ".join(word(text) for _answer, text in question["choices"])
    told = {"said": said, "answers": answers}
    return _("%(said)s Answers to choose from on the page of the import: %(answers)s") % told


def _question_of(job: ImportJob, problem: ImportProblem) -> dict[str, Any] | None:
    """The question that a row or a cell waits for: of the same words, or of its sheet."""
    if asked := OF_SHEETS.get(problem.rule):
        key = f"{asked}-{problem.sheet}"
        return next((each for each in job.questions if each["key"].startswith(key)), None)
    alike = [each for each in job.questions if each["message"] == problem.message]
    about = (each for each in alike if each["params"].items() <= problem.params.items())
    return next(about, alike[0] if alike else None)


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
