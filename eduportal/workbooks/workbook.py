"""A spreadsheet as sheets of plain rows with the row numbers the clerk sees.

Nothing here knows what a column means, nor anything of Django. Rows are lists of raw values, not
objects per cell: a province's file has millions of cells.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from eduportal.workbooks.values import ConvertedText, Value

Row = list[Value]
# The row's number in the sheet, from 1, and its values from column A on.
NumberedRow = tuple[int, Row]
# ((first row, first column), (last row, last column)), all from 0.
MergedRange = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `merges` is None where the file format does not tell.

    A hidden sheet is read like any other; find_headers passes it over. `hidden_rows` and
    `hidden_columns`, both from 1, are read like the others too. `is_text`: from a file with one row
    a line, where each row is as long as it was written. `written_name` is the name with what the
    file holds, where that is in another code.
    """

    name: str
    hidden: bool
    merges: list[MergedRange] | None
    _read: Callable[[], Iterator[NumberedRow]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_text: bool = False
    written_name: ConvertedText | None = None

    def rows(self) -> Iterator[NumberedRow]:
        """Row number and values for every row that holds something; an empty cell is "".

        Rows that only look empty, at the end or between others, are passed over; the numbers stay
        those of the sheet.
        """
        return self._read()

    def head(self, count: int) -> list[NumberedRow]:
        """The first rows that hold something."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file: its name as uploaded and its sheets in order.

    `counts_from_1904`: day 0 of its calendar is 1 January 1904, as old programs for Macintosh have
    it, and not 30 December 1899.
    """

    filename: str
    kind: str
    sheets: list[Sheet]
    counts_from_1904: bool = False


@lru_cache(maxsize=1024)
def column_letters(index: int) -> str:
    """The letters of a column from its index in the row: 0 is A, 27 is AB."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
