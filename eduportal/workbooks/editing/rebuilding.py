"""An .xlsx of what the readers found in a file of another format: all sheets, each cell's value."""

import datetime
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from eduportal.workbooks.formats.looks import as_shown
from eduportal.workbooks.formats.number_format import parse_format
from eduportal.workbooks.values import ConvertedText, ShownDate, ShownNumber, Value
from eduportal.workbooks.workbook import MergedRange, Sheet, Workbook
from eduportal.workbooks.writing import sheet_name, write_text

_DAY, _MOMENT, _TIME, _SPAN = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss", "hh:mm:ss", "[h]:mm:ss"
_DAY_FORMATS = ("mm/dd/yyyy", "m/d/yyyy", "yyyy", "mm/yyyy", "dd/mm", "mm", "dd")
# Cells in merged blocks of a sheet.
_MOST_MERGED = 500_000
_NUMBER = re.compile(r"^-?(?P<whole>[\d,]*)(?:\.(?P<decimals>\d+))?(?P<percent>%?)$", re.ASCII)


def rebuilt(workbook: Workbook) -> bytes:
    """The workbook as an .xlsx; a value that its cell shows otherwise keeps both.

    What was hidden stays so, what was merged as well. Where no plain number format shows what a
    cell showed, the cell has the text it showed.
    """
    content = BytesIO()
    options = {"constant_memory": True, "date_1904": workbook.counts_from_1904}
    with xlsxwriter.Workbook(content, options) as book:
        formats, used, is_active = _Formats(book), set[str](), False
        for sheet in workbook.sheets:
            written = sheet.written_name.written if sheet.written_name else sheet.name
            worksheet = book.add_worksheet(sheet_name(written, used))
            if sheet.hidden:
                worksheet.hide()
            elif not is_active:
                worksheet.activate()
                is_active = True
            _write(worksheet, sheet, formats)
    return content.getvalue()


class _Formats:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        self.guarded = book.add_format({"quote_prefix": True})

    def of(self, code: str) -> Format | None:
        if not code:
            return None
        if code not in self._made:
            self._made[code] = self._book.add_format({"num_format": code})
        return self._made[code]


def _write(worksheet: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    for (top, left), (bottom, right) in _apart(sheet.merges or ()):
        # The library's own call writes the cells as well, which do not come in its order.
        worksheet.merge.append([top, left, bottom, right])
    for column in sheet.hidden_columns:
        worksheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
    for number, values in sheet.rows():
        if number in sheet.hidden_rows:
            worksheet.set_row(number - 1, None, None, {"hidden": True})
        for index, value in enumerate(values):
            if value != "":
                _write_cell(worksheet, (number - 1, index), value, formats)


def _apart(merges: Iterable[MergedRange]) -> Iterator[MergedRange]:
    """The blocks that lie over no other, which Excel opens alone; none that is larger than a list.

    A file of a few bytes can merge a whole sheet of 17 thousand million cells.
    """
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in merges:
        count = (bottom - top + 1) * (right - left + 1)
        if len(covered) + count > _MOST_MERGED:
            continue
        cells = set(product(range(top, bottom + 1), range(left, right + 1)))
        if covered.isdisjoint(cells):
            covered |= cells
            yield (top, left), (bottom, right)


def _write_cell(
    worksheet: Worksheet, place: tuple[int, int], value: Value, formats: _Formats
) -> None:
    if isinstance(value, ConvertedText):
        write_text(worksheet, place, value.written, formats.guarded)
    elif isinstance(value, str):
        write_text(worksheet, place, value, formats.guarded)
    elif isinstance(value, bool):
        worksheet.write_boolean(*place, value)
    elif isinstance(value, int | float):
        _write_number(worksheet, place, value, formats)
    else:
        _write_moment(worksheet, place, value, formats)


def _write_number(
    worksheet: Worksheet, place: tuple[int, int], value: float, formats: _Formats
) -> None:
    code = _format_of_number(value) if isinstance(value, ShownNumber) else ""
    if code is None and isinstance(value, ShownNumber):
        write_text(worksheet, place, value.shown, formats.guarded)
    else:
        worksheet.write_number(*place, value, formats.of(code or ""))


def _format_of_number(number: ShownNumber) -> str | None:
    """A plain format by which the number shows what it showed; None if there is none."""
    found = _NUMBER.match(number.shown)
    if found is None:
        return None
    digits = found["whole"].replace(",", "")
    whole = "#,##0" if "," in found["whole"] else "0" * max(1, len(digits) * digits.startswith("0"))
    decimals = "." + "0" * len(found["decimals"]) if found["decimals"] else ""
    code = f"{whole}{decimals}{found['percent']}"
    parsed = parse_format(code)
    return code if parsed and parsed.shown(float(number)) == number.shown else None


def _write_moment(
    worksheet: Worksheet,
    place: tuple[int, int],
    value: datetime.date | datetime.time | datetime.timedelta,
    formats: _Formats,
) -> None:
    if isinstance(value, ShownDate):
        code = _format_of_day(value)
        if code:
            worksheet.write_datetime(*place, value, formats.of(code))
        else:
            write_text(worksheet, place, value.shown, formats.guarded)
        return
    code = _DAY
    if isinstance(value, datetime.datetime):
        code = _MOMENT
    elif isinstance(value, datetime.time):
        code = _TIME
    elif isinstance(value, datetime.timedelta):
        code = _SPAN
    if isinstance(value, datetime.date) and value.year < 1900:
        # Before Excel's calendar.
        write_text(worksheet, place, value.isoformat(), formats.guarded)
    else:
        worksheet.write_datetime(*place, value, formats.of(code))


def _format_of_day(day: ShownDate) -> str:
    plain = datetime.date(day.year, day.month, day.day)
    for code in _DAY_FORMATS:
        shown = as_shown(plain, parse_format(code))
        if isinstance(shown, ShownDate) and shown.shown == day.shown:
            return code
    return ""
