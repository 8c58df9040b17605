"""Spreadsheets handed out: .xlsx and .csv whose cells can only ever be values.

A name typed by a stranger must not become a formula on the computer where the list is opened.
"""

import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | Decimal | bool | datetime.date | datetime.datetime | None
Rows = Iterable[Sequence[Value]]

# What a spreadsheet program takes for the beginning of a formula, or skips on its way to one.
_RISKY_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 6, 60
_DATE_FORMAT = "dd/mm/yyyy"


def is_risky(text: str) -> bool:
    """Whether a program might take a text for a formula when a person types or opens it."""
    return text.startswith(_RISKY_STARTS)


def neutralise(text: str) -> str:
    """The text, with an apostrophe in front if a program might run it as a formula.

    Reading the cell back through eduportal.workbooks.cells takes the apostrophe off again.
    """
    return f"'{text}" if is_risky(text) else text


def write_csv(rows: Rows, delimiter: str = ",") -> bytes:
    """A .csv in UTF-8 with the mark that lets Excel show Vietnamese letters.

    Every text that begins like a formula gets an apostrophe; numbers stay numbers.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    for row in rows:
        writer.writerow([_csv_text(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _csv_text(value: Value) -> Value:
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return value


def write_xlsx(sheets: Iterable[tuple[str, Rows]], lines_above: int = 0) -> bytes:
    """An .xlsx from (sheet name, rows); the first row of each sheet is its row of titles.

    As many rows as `lines_above` stand before the titles and say what the table is.
    Texts are stored as they are and as text, whatever they begin with: never as a formula, a link
    or a number. Raises ValueError for a text or a sheet longer than Excel holds.
    """
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        formats = _Formats(
            above=workbook.add_format({"bold": True}),
            title=workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            # Keeps the text a text even when someone edits the cell.
            guarded=workbook.add_format({"quote_prefix": True}),
            date=workbook.add_format({"num_format": _DATE_FORMAT}),
            time=workbook.add_format({"num_format": f"{_DATE_FORMAT} hh:mm"}),
        )
        used: set[str] = set()
        for name, rows in sheets:
            worksheet = workbook.add_worksheet(sheet_name(name, used))
            _write_rows(worksheet, rows, formats, lines_above)
    return content.getvalue()


class _Formats:
    """The looks a cell can have."""

    def __init__(
        self, *, above: Format, title: Format, guarded: Format, date: Format, time: Format
    ) -> None:
        self.above, self.title, self.guarded = above, title, guarded
        self.date, self.time = date, time

    def of_text(self, value: str, row: int, titles_at: int) -> Format | None:
        """What a text looks like in a row, whose table has its titles in `titles_at`."""
        if row <= titles_at:
            return self.title if row == titles_at else self.above
        return self.guarded if is_risky(value) else None


def _write_rows(worksheet: Worksheet, rows: Rows, formats: _Formats, titles_at: int) -> None:
    widths: dict[int, int] = {}
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if value is None or value == "":
                continue
            look = formats.of_text(value, number, titles_at) if isinstance(value, str) else None
            refused = _write_cell(worksheet, (number, index), value, formats, look)
            if refused:
                raise ValueError(f"row {number + 1}, column {index + 1} does not fit in a sheet")
            if number >= titles_at:
                widths[index] = max(widths.get(index, 0), len(str(value)))
    worksheet.freeze_panes(titles_at + 1, 0)
    for index, width in widths.items():
        worksheet.set_column(index, index, min(max(width + 2, _NARROWEST), _WIDEST))


def _write_cell(
    worksheet: Worksheet,
    place: tuple[int, int],
    value: Value,
    formats: _Formats,
    look: Format | None,
) -> int:
    """Write one cell, a text with its look; anything but 0 means that Excel has no room for it."""
    row, column = place
    refused: int
    if isinstance(value, str):
        refused = worksheet.write_string(row, column, value, look)
    elif isinstance(value, bool):
        refused = worksheet.write_boolean(row, column, value)
    elif isinstance(value, datetime.datetime):
        # Excel knows no time zones.
        naive = value.replace(tzinfo=None)
        refused = worksheet.write_datetime(row, column, naive, formats.time)
    elif isinstance(value, datetime.date):
        refused = worksheet.write_datetime(row, column, value, formats.date)
    else:
        refused = worksheet.write_number(row, column, value)
    return refused


def neutral_cell(
    worksheet: Worksheet, place: tuple[int, int], value: Value, guarded: Format
) -> int:
    """Write one value, a text that begins like a formula as `guarded`; not 0 without room for it.

    Dates are for the caller to write as texts or with a format of their own.
    """
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        return write_text(worksheet, place, value, guarded)
    return int(worksheet.write_number(*place, value))


def write_text(
    worksheet: Worksheet, place: tuple[int, int], text: str, guarded: Format | None
) -> int:
    """Write a text as a text, as `guarded` if it begins like a formula; not 0 without room."""
    return int(worksheet.write_string(*place, text, guarded if is_risky(text) else None))


def sheet_name(name: str, used: set[str]) -> str:
    """A name Excel accepts and no other sheet has, as near to the wanted one as can be."""
    plain = _FORBIDDEN_IN_NAME.sub(" ", name).strip().strip("'")[:_LONGEST_NAME] or "Sheet"
    candidate, count = plain, 1
    while candidate.lower() in used or candidate.lower() == "history":
        count += 1
        ending = f" ({count})"
        candidate = plain[: _LONGEST_NAME - len(ending)] + ending
    used.add(candidate.lower())
    return candidate
