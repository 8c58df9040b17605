"""Cells that python-calamine would pass over in silence.

It reads a formula's error, and a formula that was never computed, as an empty cell.
"""

from collections.abc import Iterator

from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import FormulaText, Value

# Of one file. 60,000 wrong rows are reported whole; more would fill memory.
MOST_PATCHES = 200_000
# What is shown of a long formula.
_SHOWN = 200


class PatchCount:
    """How many cells of all sheets of one file are patched."""

    def __init__(self) -> None:
        self.found = 0


class Patches:
    """What to show in some cells of one sheet: "#N/A" for an error, "=A1+B1" for a formula.

    `height` and `width` are the last row and column that have one, from 1.
    """

    def __init__(self, count: PatchCount | None = None) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._count = count or PatchCount()
        self.height = self.width = 0

    def add(self, row: int, column: int, text: str) -> None:
        """Show this text in a cell; row and column count from 1.

        Raises UnreadableWorkbook for a file with too many: what is left out would seem empty.
        """
        self._count.found += 1
        if self._count.found > MOST_PATCHES:
            raise UnreadableWorkbook("too_many_failed_formulas", limit=MOST_PATCHES)
        self.height, self.width = max(self.height, row), max(self.width, column)
        self._rows.setdefault(row, {})[column - 1] = text[:_SHOWN]

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
