"""The averages that a file states, beside the one its marks give.

They are computed by the portal and never taken from a file. So several may stand on one sheet;
those of another term or of the year are named with the columns that are not imported.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from eduportal.imports.importer import Importer, Table
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import column_number
from grades.cells import write_cell
from grades.models import MarkRecord, MarkSheet
from grades.rules import mark_text
from grades.rules.cells import HIGHEST_MARK, CellCode, CellForm

__all__ = ["stated_averages", "with_averages"]

_KEY = "average-"
# "ĐTBmhk1", "TBM", "Học kỳ 2 ĐTB môn", "ĐTBmcn", as title_key has them.
_TERM = "(?:hoc)?k[yi]|hk"
_AVERAGE = re.compile(
    rf"(?P<year>canam)?(?:(?:{_TERM})(?P<group>ii?|[12]))?"
    r"(?:d?tb(?:m(?:on|hk)?|hk)?|diemtb(?:m(?:on|hk)?)?|diemtrungbinh(?:mon(?:hoc)?)?)"
    rf"(?:(?:{_TERM})?(?P<own>ii?|[12])|(?P<end>cn|canam))?"
)
_NUMBERS = {"1": 1, "i": 1, "2": 2, "ii": 2}


def with_averages(table: Table, term: int) -> Table:
    """The table with its averages of this term as columns, each under a key of its own."""
    sheet, header = table
    found = {
        letters: title for letters, title in header.unknown.items() if _is_average(title, term)
    }
    columns = {_KEY + letters: (column_number(letters) - 1,) for letters in found}
    titles = {_KEY + letters: title for letters, title in found.items()}
    unknown = {letters: title for letters, title in header.unknown.items() if letters not in found}
    return sheet, replace(
        header,
        columns=header.columns | columns,
        titles=header.titles | titles,
        unknown=unknown,
    )


def stated_averages(
    importer: Importer, row: TableRow, record: MarkRecord, given: Mapping[str, int | str]
) -> Iterator[Problem]:
    """A warning for each average of the row that its marks and the stored others do not give."""
    for key in filter(_is_key, row.header.columns):
        stated, computed = _stated(row.value(key), record.sheet), _average(record, given)
        if stated is not None and computed is not None and computed != stated:
            yield importer.problem(
                "average_differs",
                row.place(key),
                severity="warning",
                stated=mark_text.format_cell(stated, record.sheet.form),
                computed=mark_text.format_cell(computed, record.sheet.form),
            )


def _is_key(column: str) -> bool:
    return column.startswith(_KEY)


def _is_average(title: str, term: int) -> bool:
    """Whether a title names the subject's average of this term; one without a term means it."""
    found = _AVERAGE.fullmatch(title_key(title))
    if found is None or found["year"] or found["end"]:
        return False
    return _NUMBERS.get(found["own"] or found["group"] or "", term) == term


def _average(record: MarkRecord, given: Mapping[str, int | str]) -> int | None:
    """The average of the line with these marks in it, in tenths, or the code of its result."""
    line = copy.copy(record)
    line.regular = list(record.regular)
    for cell, value in given.items():
        write_cell(line, cell, value)
    computed = line.average
    is_mark = computed is not None and 0 <= computed <= HIGHEST_MARK
    return computed if is_mark or record.sheet.form != CellForm.SCORED else None


def _stated(value: Value, sheet: MarkSheet) -> int | None:
    """What a cell says as the sheet has its averages; None where it is nothing of the kind."""
    try:
        text = number_value(value)
    except CellProblem as found:
        if found.understood is None:
            return None
        text = str(found.understood)
    try:
        stated = mark_text.parse_cell(text, sheet.form)
    except mark_text.MarkTextError:
        return None
    return None if stated in (CellCode.ABSENT, CellCode.EXEMPT) else stated
