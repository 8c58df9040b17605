"""A check that compares the rows of a file. It remembers what it saw: make one for each file."""

from collections.abc import Callable, Iterator, Sequence

from eduportal.workbooks.cells import display_text, fold, text_value
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import CellProblem, Problem, Severity, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import column_letters

# More than any sheet has.
_MOST_ROWS = 1 << 32
# What is wrong with some rows, by the place of each among them.
Check = Callable[[Sequence[TableRow]], Iterator[tuple[int, Problem]]]


def unique(*keys: str, severity: Severity = "error") -> Check:
    """No two rows of the file may agree in all these cells; rows that lack one are not compared.

    Reported at the later row, naming the cell of the first.
    """
    # The first row with each identity, and the sheets by number: little, for long lists.
    seen: dict[tuple[str, ...], int] = {}
    sheets: dict[str, int] = {}

    def check(rows: Sequence[TableRow]) -> Iterator[tuple[int, Problem]]:
        if not any(
            _has_all(header, keys) for header in {id(r.header): r.header for r in rows}.values()
        ):
            return
        identities = zip(*(_identities(rows, key) for key in keys), strict=True)
        for at, (row, identity) in enumerate(zip(rows, identities, strict=True)):
            if "" in identity:
                continue
            here = sheets.setdefault(row.header.sheet, len(sheets)) * _MOST_ROWS + row.number
            there = seen.setdefault(identity, here)
            if there == here:
                continue
            sheet, number = list(sheets)[there // _MOST_ROWS], there % _MOST_ROWS
            letters = column_letters(row.header.columns[keys[0]][0])
            value = ", ".join(_text(row.value(key)) for key in keys)
            first = f"{sheet}!{letters}{number}"
            place = row.place(keys[0])
            yield at, problem("duplicate", place, severity=severity, value=value, first=first)

    return check


def _identities(rows: Sequence[TableRow], key: str) -> list[str]:
    """What the cells of a column are compared by; "" in rows that have no such column."""
    return [_identity(row.value(key)) if key in row.header.columns else "" for row in rows]


def _has_all(header: Header, keys: Sequence[str]) -> bool:
    return all(key in header.columns for key in keys)


def _identity(value: Value) -> str:
    """What a cell is compared by; most are codes of digits."""
    if type(value) is str and value.isascii() and value.isdigit():
        return value
    return _folded(_text(value))


def _folded(text: str) -> str:
    """What texts are compared by; most of them are codes of digits."""
    return text if text.isdigit() and text.isascii() else fold(text)


def _text(value: Value) -> str:
    """The cell's text; one that cannot be read is filled all the same."""
    if type(value) is str and value.isascii() and value.isalnum():
        return value
    try:
        return text_value(value)
    except CellProblem:
        return display_text(value)
