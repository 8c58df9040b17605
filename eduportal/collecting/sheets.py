"""A return as a spreadsheet: generated from its form, and read back cell by cell.

One sheet has a line a question; each table has a sheet of its own. What is wrong is named by the
sheet and the cell, and nothing of such a file is taken.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from eduportal.collecting.models import Return
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.answers import Problem, read_answer, read_table
from eduportal.collecting.rules.form import Field, Form
from eduportal.collecting.services import CollectingRefused
from eduportal.collecting.words import cell_name, number_text, range_text, said
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, UnreadableWorkbook
from eduportal.workbooks.reading import MEGABYTE, read_workbook
from eduportal.workbooks.workbook import Sheet, Workbook
from eduportal.workbooks.writing import Value, write_xlsx

LIMITS = Limits(
    max_bytes=3 * MEGABYTE,
    max_unpacked_bytes=30 * MEGABYTE,
    max_rows=20_000,
    max_cells=500_000,
    max_characters=2_000_000,
    max_seconds=10,
    max_wait_seconds=20,
)
# Lines above the titles, and where the key and the answer of a question stand.
ABOVE = 3
KEY, ANSWER = 0, 3
MOST_PROBLEMS = 50


def _sheet_of(asked: Field) -> str:
    return asked.key


def return_sheet(row: Return, form: Form, answers: Mapping[str, Any]) -> bytes:
    """The form of this return as .xlsx, with what is answered so far."""
    head: list[Sequence[Value]] = [
        [_("Collection"), row.collection.title],
        [_("Answered by"), row.place],
        [_("Code of the return"), str(row.public_id)],
    ]
    titles = [_("Code"), _("Question"), _("Range and unit"), _("Answer"), _("Note")]
    lines = [_line(each, answers) for each in form.fields]
    tables = [
        (_sheet_of(each), [*head, *_table(each, answers.get(each.key) or ())])
        for each in form.fields
        if each.kind == forms.TABLE
    ]
    return write_xlsx([(_("Answers"), [*head, titles, *lines]), *tables], lines_above=ABOVE)


def _line(each: Field, answers: Mapping[str, Any]) -> list[Value]:
    note = each.help
    answer = answers.get(each.key, "")
    if each.kind == forms.TABLE:
        answer, note = "", _("on the sheet %s") % _sheet_of(each)
    elif each.kind == forms.FILE:
        note = _("a file is added on the page")
    elif each.kind == forms.FIGURE:
        note = _("filled in by the portal; not read")
    elif each.kind == forms.CHOICE:
        note = "; ".join(each.choices)
    return [each.key, each.label, range_text(each), _cell(each.is_counted, answer), note]


def _cell(is_number: bool, text: str) -> Value:
    if not is_number or not text:
        return text
    return float(text) if "." in text else int(text)


def _table(each: Field, lines: Sequence[Sequence[str]]) -> Iterator[list[Value]]:
    yield [each.label, *(column.title for column in each.columns)]
    for at in range(each.height):
        line = lines[at] if at < len(lines) else [""] * len(each.columns)
        name = each.rows[at] if each.rows else at + 1
        cells = (_cell(c.is_number, text) for c, text in zip(each.columns, line, strict=True))
        yield [name, *cells]


def read_sheet(row: Return, form: Form, content: bytes, filename: str) -> dict[str, Any]:
    """The answers in a filled-in file, files and figures apart.

    Raises CollectingRefused with a sentence for each cell, or for the file as a whole.
    """
    try:
        workbook = read_workbook(content, filename, LIMITS)
    except UnreadableWorkbook as refusal:
        raise CollectingRefused([_(refusal.message) % refusal.params]) from None
    rows = _rows_of_return(workbook, row)
    answers: dict[str, Any] = {}
    problems: list[str] = []
    for asked in form.asked:
        if asked.kind == forms.FILE:
            continue
        if asked.kind == forms.TABLE:
            answers[asked.key], wrong = _of_sheet(form, asked, workbook)
        else:
            answers[asked.key], wrong = _of_line(form, asked, rows.get(asked.key))
        problems += wrong
    if problems:
        raise CollectingRefused(problems[:MOST_PROBLEMS])
    return {key: value for key, value in answers.items() if value}


def _of_line(form: Form, asked: Field, line: tuple[int, Any] | None) -> tuple[Any, list[str]]:
    """The answer in its line, and what is wrong with it in words."""
    if line is None:
        return None, [_("The line of %s is missing.") % asked.key]
    number, value = line
    place = cell_name(number, ANSWER)
    try:
        answer, wrong = read_answer(asked, _text(value, asked))
    except CellProblem as problem:
        return None, [f"{place}: {_of_cell(problem)}"]
    return answer, [f"{place}: {said(form, each)}" for each in wrong]


def _of_sheet(form: Form, asked: Field, workbook: Workbook) -> tuple[Any, list[str]]:
    """The table on its sheet, and what is wrong with it in words."""
    sheet = next((each for each in workbook.sheets if each.name == _sheet_of(asked)), None)
    if sheet is None:
        return None, [_("The sheet %s is missing.") % _sheet_of(asked)]
    answer, wrong = _read_table(asked, sheet)
    return answer, [_said(form, sheet, each, place) for each, place in wrong]


def _rows_of_return(workbook: Workbook, row: Return) -> dict[str, tuple[int, Any]]:
    """By key: the number of its line and the cell with the answer."""
    lines = list(workbook.sheets[0].rows()) if workbook.sheets else []
    named = {str(cells[1]) for _number, cells in lines[:ABOVE] if len(cells) > 1}
    if str(row.public_id) not in named:
        raise CollectingRefused(
            [_("This is not the spreadsheet of this return: download it here, then fill it in.")]
        )
    return {
        str(cells[KEY]): (number, cells[ANSWER] if len(cells) > ANSWER else "")
        for number, cells in lines[ABOVE:]
        if cells
    }


def _text(value: Any, asked: Field, is_number: bool | None = None) -> str:
    is_number = asked.kind == forms.NUMBER if is_number is None else is_number
    try:
        return number_value(value, asked.places if is_number else 6)
    except CellProblem as problem:
        # A number computed with less precision means what it shows.
        if problem.severity == "warning" and isinstance(problem.understood, str):
            return problem.understood
        raise


def _read_table(asked: Field, sheet: Sheet) -> tuple[Any, list[tuple[Problem, str]]]:
    """The table with what is wrong and in which cell."""
    lines: list[list[str]] = [[] for _row in range(asked.height)]
    wrong: list[tuple[Problem, str]] = []
    first = ABOVE + 2
    for number, cells in sheet.rows():
        at = number - first
        if not 0 <= at < asked.height:
            continue
        for column, each in enumerate(asked.columns):
            value = cells[column + 1] if column + 1 < len(cells) else ""
            try:
                lines[at].append(_text(value, asked, each.is_number))
            except CellProblem as problem:
                lines[at].append("")
                found = Problem(asked.key, "cell", {"said": _of_cell(problem)})
                wrong.append((found, cell_name(number, column + 1)))
    answer, problems = read_table(asked, lines)
    wrong += [(each, cell_name(each.row + first, each.column + 1)) for each in problems]
    return answer, wrong


def _said(form: Form, sheet: Sheet, problem: Problem, place: str) -> str:
    text = problem.params["said"] if problem.code == "cell" else said(form, problem)
    return f"{sheet.name}!{place}: {text}"


def _of_cell(problem: CellProblem) -> str:
    return _(problem.message) % problem.params


def answer_text(asked: Field, answer: Any) -> str:
    """An answer in one cell of an export."""
    if asked.kind == forms.TABLE:
        return " | ".join("; ".join(line) for line in answer or ())
    if asked.is_counted:
        return number_text(answer or "")
    return str(answer or "")
