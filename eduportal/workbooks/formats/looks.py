"""How the cells of one sheet look, beside what they hold: number formats, what is hidden."""

import datetime
from collections.abc import Iterator

from eduportal.workbooks.formats.number_format import NumberFormat
from eduportal.workbooks.values import ShownNumber, Value, shown_date
from eduportal.workbooks.workbook import MergedRange

# Rows and columns from 1.
_STORED_DIGITS = 15


class Looks:
    """Formats of the cells whose format may show something else, and the hidden lines of a sheet.

    `merges` only where the library that reads the cells does not give them.

    Most rows of a list are formatted alike, so equal rows share one tuple.
    """

    def __init__(self) -> None:
        self.merges: list[MergedRange] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._rows: dict[int, tuple[tuple[int, NumberFormat], ...]] = {}
        self._cells: dict[int, dict[int, Value]] = {}
        self._shared: dict[tuple[tuple[int, int], ...], tuple[tuple[int, NumberFormat], ...]] = {}

    def add_row(
        self, row: int, cells: list[tuple[int, int]], formats: dict[int, NumberFormat]
    ) -> None:
        """The formatted cells of a row, as column and number of the format."""
        key = tuple(cells)
        if key not in self._shared:
            self._shared[key] = tuple((column, formats[number]) for column, number in key)
        self._rows[row] = self._rows.get(row, ()) + self._shared[key]

    def add_cell(self, row: int, column: int, value: Value) -> None:
        """A value with the text of its cell, where the file itself says both."""
        self._cells.setdefault(row, {})[column] = value

    def shown_in(self, rows: Iterator[list[Value]]) -> Iterator[list[Value]]:
        """The rows from row 1 on, each value with the text its cell shows where that differs."""
        if not self._rows and not self._cells:
            yield from rows
            return
        for number, values in enumerate(rows, 1):
            for column, style in self._rows.get(number, ()):
                if column <= len(values):
                    values[column - 1] = as_shown(values[column - 1], style)
            for column, value in self._cells.get(number, {}).items():
                if column <= len(values):
                    values[column - 1] = value
            yield values


def as_shown(value: Value, style: NumberFormat | None) -> Value:
    """The value, with the text of its cell where this says something else."""
    if style is None or isinstance(value, str | bool):
        return value
    if isinstance(value, datetime.date):
        return _day(value, style)
    if style.is_date or not isinstance(value, int | float):
        return value
    shown = style.shown(float(value))
    same = shown == f"{value:.{_STORED_DIGITS}g}" or shown == str(value)
    return value if same else ShownNumber(float(value), shown)


def _day(value: datetime.date, style: NumberFormat) -> Value:
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return value
    if style.month_first:
        return shown_date(value.year, value.month, value.day, f"{value:%m/%d/%Y}")
    if style.is_date and style.partial:
        return shown_date(value.year, value.month, value.day, style.day_shown(value))
    return value
