"""Cells that python-calamine would pass over in silence.

It reads a formula's error, and a formula that was never computed, as an empty cell.
"""

from collections.abc import Iterator

from eduportal.workbooks.values import FormulaText, Value

# Enough to be reported, not enough to fill memory.
_MOST = 10_000


class Patches:
    """What to show in some cells of one sheet: "#N/A" for an error, "=A1+B1" for a formula.

    `height` and `width` are the last row and column that have one, from 1.
    """

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._count = 0
        self.height = self.width = 0

    def add(self, row: int, column: int, text: str) -> None:
        """Show this text in a cell; row and column count from 1."""
        if self._count < _MOST:
            self._count += 1
            self.height, self.width = max(self.height, row), max(self.width, column)
            self._rows.setdefault(row, {})[column - 1] = text

    def shown_in(self, rows: Iterator[list[Value]]) -> Iterator[list[Value]]:
        """The rows of the sheet from row 1 on, with these texts in their cells."""
        number = 0
        for number, values in enumerate(rows, 1):
            yield self._row(number, values)
        for beyond in range(number + 1, self.height + 1):
            yield self._row(beyond, [])

    def _row(self, number: int, values: list[Value]) -> list[Value]:
        for index, text in self._rows.get(number, {}).items():
            values.extend([""] * (index + 1 - len(values)))
            values[index] = FormulaText(text)
        return values
