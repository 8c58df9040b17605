"""Checks that any list needs, each reporting every cell it objects to.

A check is called with one row after another and yields the row's problems. Checks that compare rows
remember what they saw, so make new ones for each file:

    problems = check_rows(rows, [required("full_name", "birth_date"), unique("code")])
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from eduportal.workbooks.cells import Value, fold, text_value
from eduportal.workbooks.formats.extent import column_letters
from eduportal.workbooks.problems import CellProblem, Problem, Severity
from eduportal.workbooks.tables import TableRow

Check = Callable[[TableRow], Iterable[Problem]]

_LISTED = 12


def check_rows(rows: Iterable[TableRow], checks: Iterable[Check]) -> list[Problem]:
    """Every problem of every row, top to bottom, in one pass."""
    all_checks = list(checks)
    return [found for row in rows for check in all_checks for found in check(row)]


def required(*keys: str) -> Check:
    """Each of these cells must hold something; a dash or dots are nothing."""

    def check(row: TableRow) -> Iterable[Problem]:
        empty = [key for key in keys if key in row.header.columns and _is_empty(row, key)]
        return [row.problem(key, "required") for key in empty]

    return check


def readable(key: str, reader: Callable[[Value], object]) -> Check:
    """A cell must be what the reader reads; its warnings and questions are passed on."""

    def check(row: TableRow) -> Iterator[Problem]:
        if key in row.header.columns:
            problems: list[Problem] = []
            row.read(key, reader, problems)
            yield from problems

    return check


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
        return [row.problem(keys[0], "duplicate", severity=severity, value=value, first=first)]

    return check


def allowed(key: str, choices: Mapping[str, Iterable[str]]) -> Check:
    """A filled cell must hold one of the labels, or another spelling or code of one.

    `choices` is label -> other spellings. Accents, capitals and blanks do not matter.
    """
    known = {fold(text) for label, others in choices.items() for text in (label, *others)}
    labels = list(choices)
    listed = ", ".join(labels[:_LISTED]) + (" …" if len(labels) > _LISTED else "")

    def check(row: TableRow) -> Iterator[Problem]:
        text = _text(row, key) if key in row.header.columns else ""
        if text and fold(text) not in known:
            yield row.problem(key, "not_allowed", value=text, allowed=listed)

    return check


def _is_empty(row: TableRow, key: str) -> bool:
    value = row.value(key)
    if not isinstance(value, str) or value[:1].isalnum():
        return False
    return not _text(row, key)


def _text(row: TableRow, key: str) -> str:
    """The cell's text; one that cannot be read is filled all the same."""
    try:
        return text_value(row.value(key))
    except CellProblem:
        return row.text(key)
