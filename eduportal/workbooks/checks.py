"""A check that compares the rows of a file. It remembers what it saw: make one for each file."""

from collections.abc import Callable, Iterable

from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.problems import CellProblem, Problem, Severity, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import column_letters

Check = Callable[[TableRow], Iterable[Problem]]


def unique(*keys: str, severity: Severity = "error") -> Check:
    """No two rows of the file may agree in all these cells; rows that lack one are not compared.

    Reported at the later row, naming the cell of the first.
    """
    # Sheet and row number of the first row with each identity: little, for long lists.
    seen: dict[tuple[str, ...], tuple[str, int]] = {}

    def check(row: TableRow) -> Iterable[Problem]:
        columns = row.header.columns
        identity = tuple([fold(_text(row, key)) for key in keys if key in columns])
        if len(identity) < len(keys) or "" in identity:
            return ()
        here = (row.header.sheet, row.number)
        sheet, number = seen.setdefault(identity, here)
        if (sheet, number) == here:
            return ()
        first = f"{sheet}!{column_letters(columns[keys[0]][0])}{number}"
        value = ", ".join(_text(row, key) for key in keys)
        return [
            problem("duplicate", row.place(keys[0]), severity=severity, value=value, first=first)
        ]

    return check


def _text(row: TableRow, key: str) -> str:
    """The cell's text; one that cannot be read is filled all the same."""
    try:
        return text_value(row.value(key))
    except CellProblem:
        return row.text(key)
