"""Columns of unknown meaning that hold numbers such as people and their papers have."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import TableRow, table_rows
from eduportal.workbooks.workbook import Sheet, column_number

LOOKED_AT = 1000
# Personal numbers have 12 digits, codes of the Ministry and telephones 10, and a program that took
# them for numbers has cut off what stood in front.
_NUMBER = re.compile(r"\d{9,12}", re.ASCII)
_BETWEEN = re.compile(r"[\s.'’\-]")
# Titles that say it: a number of the parents, of an insurance, a telephone.
_TELLS = re.compile(
    r"\b(?:dien thoai|sdt|dt|dd|di dong|phone|mobile|zalo|fax|bhyt|bhxh|bao hiem|tai khoan|stk"
    r"|thue|mst|ho khau|ho so|so bo|hoc ba|cha|bo|me|giam ho|phu huynh|chu ho|nguoi than)\b"
)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column by its letters, with its title and the cell of its first number."""

    letters: str
    title: str
    cell: str
    digits: int


def number_columns(sheet: Sheet, header: Header) -> list[NumberColumn]:
    """The titled columns that nobody knows and most of whose cells look like such numbers."""
    titles = {at: title for at, title in header.unknown.items() if not _TELLS.search(fold(title))}
    if not titles:
        return []
    rows = list(islice(table_rows(sheet, header), LOOKED_AT))
    found = (_of(rows, letters, title) for letters, title in titles.items())
    return [column for column in found if column is not None]


def _of(rows: Sequence[TableRow], letters: str, title: str) -> NumberColumn | None:
    index = column_number(letters) - 1
    cells = [(row.number, row.values[index]) for row in rows if index < len(row.values)]
    texts = [(number, _BETWEEN.sub("", display_text(value))) for number, value in cells]
    filled = [(number, text) for number, text in texts if text]
    numbers = [(number, text) for number, text in filled if _NUMBER.fullmatch(text)]
    is_filled = 2 * len(filled) > len(rows)
    are_numbers = 10 * len(numbers) >= 9 * len(filled)
    if not (numbers and is_filled and are_numbers):
        return None
    # One number on every row is that of the school.
    if 2 * len({text for _number, text in numbers}) <= len(numbers):
        return None
    number, text = numbers[0]
    return NumberColumn(letters, title, f"{letters}{number}", len(text))
