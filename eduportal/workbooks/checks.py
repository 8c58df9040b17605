"""A check that compares the rows of a file. It remembers what it saw: make one for each file."""

from collections.abc import Callable, Iterable

from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.problems import CellProblem, Problem, Severity, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import column_letters

# More than any sheet has.
_MOST_ROWS = 1 << 32
Check = Callable[[TableRow], Iterable[Problem]]


def unique(*keys: str, severity: Severity = "error") -> Check:
    """No two rows of the file may agree in all these cells; rows that lack one are not compared.

    Reported at the later row, naming the cell of the first.
    """
    # The first row with each identity, and the sheets by number: little, for long lists.
    seen: dict[tuple[str, ...] | str, int] = {}
    sheets: dict[str, int] = {}

    def check(row: TableRow) -> Iterable[Problem]:
        columns = row.header.columns
        for key in keys:
            if key not in columns:
                return ()
        identity = [_folded(_text(row, key)) for key in keys]
        if "" in identity:
            return ()
        here = sheets.setdefault(row.header.sheet, len(sheets)) * _MOST_ROWS + row.number
        there = seen.setdefault(tuple(identity) if len(keys) > 1 else identity[0], here)
        if there == here:
            return ()
        sheet, number = list(sheets)[there // _MOST_ROWS], there % _MOST_ROWS
        first = f"{sheet}!{column_letters(columns[keys[0]][0])}{number}"
        value = ", ".join(_text(row, key) for key in keys)
        return [
            problem("duplicate", row.place(keys[0]), severity=severity, value=value, first=first)
        ]

    return check


def _folded(text: str) -> str:
    """What texts are compared by; most of them are codes of digits."""
    return text if text.isdigit() and text.isascii() else fold(text)


def _text(row: TableRow, key: str) -> str:
    """The cell's text; one that cannot be read is filled all the same."""
    value = row.value(key)
    if type(value) is str and value.isascii() and value.isalnum():
        return value
    try:
        return text_value(value)
    except CellProblem:
        return row.text(key)
