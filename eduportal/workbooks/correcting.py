"""A workbook read as if some of its cells held something else; the file stays as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from eduportal.workbooks.workbook import NumberedRow, Sheet, Workbook

# Row, from 1 -> index in the row, from 0 -> the text instead.
Cells = Mapping[int, Mapping[int, str]]


def corrected(workbook: Workbook, cells: Mapping[str, Cells]) -> Workbook:
    """The workbook with these texts in these cells, by the names of its sheets.

    A row that holds nothing in the file gets nothing.
    """
    sheets = [
        replace(sheet, _read=partial(_rows, sheet, cells[sheet.name]))
        if sheet.name in cells
        else sheet
        for sheet in workbook.sheets
    ]
    return replace(workbook, sheets=sheets)


def _rows(sheet: Sheet, cells: Cells) -> Iterator[NumberedRow]:
    for number, values in sheet.rows():
        for index, text in cells.get(number, {}).items():
            values += [""] * (index + 1 - len(values))
            values[index] = text
        yield number, values
