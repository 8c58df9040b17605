"""Workbooks in somebody else's layout: titles over several rows, merged where they say the same."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from eduportal.workbooks.writing import Rows, neutral_cell

NARROWEST, WIDEST = 6, 30


class Block(NamedTuple):
    """A title over some rows and columns, counted from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


def blocks(titles: Sequence[Sequence[str]]) -> Iterator[Block]:
    """The titles of the columns as blocks.

    A column names its titles from above; the last of them reaches down to the last row. Neighbours
    that share all titles down to a row share the block.
    """
    height = max(map(len, titles))
    for top in range(height):
        left = 0
        while left < len(titles):
            above, right = titles[left][: top + 1], left
            while right + 1 < len(titles) and _goes_on(titles, left, right + 1, top):
                right += 1
            if top < len(titles[left]) and above[top]:
                bottom = height - 1 if top == len(titles[left]) - 1 else top
                yield Block(top, left, bottom, right, above[top])
            left = right + 1


def _goes_on(titles: Sequence[Sequence[str]], left: int, right: int, top: int) -> bool:
    """Whether the block in row `top` over the column `left` reaches the column `right`."""
    one, other = titles[left], titles[right]
    deeper = len(one) > top + 1 and len(other) > top + 1
    return deeper and one[: top + 1] == other[: top + 1]


def write_form(sheet: str, titles: Sequence[Sequence[str]], rows: Rows) -> bytes:
    """An .xlsx of one sheet: the titles, then the rows, each cell a value.

    Raises ValueError for a text or a sheet longer than Excel holds.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        worksheet = workbook.add_worksheet(sheet)
        head = workbook.add_format(
            {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
        )
        guarded = workbook.add_format({"quote_prefix": True})
        for block in blocks(titles):
            _write_block(worksheet, block, head)
        height = max(map(len, titles))
        for number, row in enumerate(rows, start=height):
            for index, value in enumerate(row):
                if neutral_cell(worksheet, (number, index), value, guarded):
                    raise ValueError(f"row {number + 1}, column {index + 1} does not fit")
        for index, column in enumerate(titles):
            width = min(max(len(column[-1]) + 2, NARROWEST), WIDEST)
            worksheet.set_column(index, index, width)
        worksheet.freeze_panes(height, 0)
    return content.getvalue()


def _write_block(worksheet: Worksheet, block: Block, head: object) -> None:
    if (block.top, block.left) == (block.bottom, block.right):
        worksheet.write_string(block.top, block.left, block.text, head)
    else:
        worksheet.merge_range(*block, head)
