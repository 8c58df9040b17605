"""How far a sheet really reaches, and what the reading library would pass over in silence.

python-calamine allocates the rectangle from the first to the last filled cell, so two cells in
opposite corners of a sheet of 6 KB would ask for 400 GB and end the process. It also reads a
formula's error, and a formula that was never computed, as an empty cell. Both are found here first.
"""

from dataclasses import dataclass, field

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook

# Enough to be reported, not enough to fill memory.
_MOST_PATCHES = 10_000


@dataclass(slots=True)
class Extent:
    """What one sheet holds: its last filled row and column counted from 1, and its text.

    `patches` are cells to be shown otherwise than the reading library does: row number and index
    in the row -> text. An error keeps its name ("#N/A"), an uncomputed formula its text ("=A1+B1").
    """

    rows: int = 0
    columns: int = 0
    text_bytes: int = 0
    patches: dict[tuple[int, int], str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Count a filled cell; both from 1."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column)

    def patch(self, row: int, column: int, text: str) -> None:
        """Remember what to show in a cell; both from 1."""
        if len(self.patches) < _MOST_PATCHES:
            self.patches[row, column - 1] = text

    @property
    def cells(self) -> int:
        """Cells of the rectangle from A1, filled or not."""
        return self.rows * self.columns


def column_letters(index: int) -> str:
    """The letters of a column from its index in the row: 0 is A, 27 is AB."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def fits(extent: Extent, limits: Limits) -> bool:
    """Whether one sheet alone stays within the limits."""
    return (
        extent.rows <= limits.max_rows
        and extent.columns <= limits.max_columns
        and extent.cells <= limits.max_cells
        and extent.text_bytes <= limits.max_text_bytes
    )


def refuse_too_large(extents: dict[str, Extent], limits: Limits) -> None:
    """Refuse a workbook with a sheet, or with sheets together, beyond the limits."""
    for sheet, extent in extents.items():
        if extent.rows > limits.max_rows:
            raise UnreadableWorkbook(
                "too_many_rows", sheet=sheet, found=extent.rows, limit=limits.max_rows
            )
        if extent.columns > limits.max_columns:
            raise UnreadableWorkbook(
                "too_many_columns",
                sheet=sheet,
                found=column_letters(extent.columns - 1),
                limit=limits.max_columns,
            )
    cells = sum(extent.cells for extent in extents.values())
    if cells > limits.max_cells:
        raise UnreadableWorkbook("too_many_cells", found=cells, limit=limits.max_cells)
    if sum(extent.text_bytes for extent in extents.values()) > limits.max_text_bytes:
        raise UnreadableWorkbook("too_much_text")
