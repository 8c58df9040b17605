"""Open a file by its content, not by its name: .xlsx, .xls, .ods, delimited text or a timetable.

A hostile file can make the libraries ask for any amount of memory and end the process. So this
runs in a process of its own: see eduportal.workbooks.reading.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from eduportal.core.text import visible
from eduportal.workbooks.formats import csv_text, ods, xlsx
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.inspected import Inspected
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.formats.looks import Looks
from eduportal.workbooks.formats.patches import Patches
from eduportal.workbooks.formats.timetables import TimetableList, timetable_list
from eduportal.workbooks.letters import converted
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import MergedRange, NumberedRow, Row, column_letters

if TYPE_CHECKING:
    from xlrd.sheet import Sheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# Excel 2 to 4: bare records, no file system around them.
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_OTHER_TEXT = ("%PDF", "{\\rtf", "%!PS")
_WEB_PAGE = re.compile(
    r"<(?:!doctype html|html|head|body|meta|style|table|div)\b|mime-version:", re.I
)
# Behind a byte order mark, in one byte a letter or in two.
_MARKUP = re.compile(r"(?:ï»¿|ÿþ|þÿ)?[\0\s]*<")


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """What a sheet holds.

    `height` and `width` reach from A1 to the last filled cell; `merges` is None where the format
    does not tell. Hidden rows and columns count from 1.
    """

    height: int
    width: int
    merges: list[MergedRange] | None
    rows: Iterable[Row]
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of the file; only `open` reads it."""

    name: str
    hidden: bool
    open: Callable[[], OpenedSheet]


@dataclass(frozen=True, slots=True)
class Found:
    """The kind of the file, its sheets in order, and whether its calendar begins with 1904."""

    kind: str
    sheets: list[FoundSheet]
    counts_from_1904: bool = False


def find_sheets(content: bytes, stem: str, limits: Limits) -> Found:
    """What is in the file; a text file's sheet is called by `stem`.

    Raises UnreadableWorkbook for a file that the portal does not open, and whatever the libraries
    raise for a broken one.
    """
    if content.startswith(_OLE):
        return _xls_book(content)
    if content.startswith(_ZIP):
        return _zipped_sheets(content, limits)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableWorkbook("unsupported_workbook", format="Excel 4")
    start = content[:4000].decode("latin-1")
    _refuse_other_text(start)
    if _MARKUP.match(start) and (found := timetable_list(content)):
        return _timetable(found)
    text = csv_text.decode(content)
    _refuse_other_text(text)
    if text.lstrip().startswith("<"):
        raise UnreadableWorkbook("not_a_spreadsheet")
    return Found("csv", [FoundSheet(stem or "CSV", False, lambda: _text_sheet(text))])


def _text_sheet(text: str) -> OpenedSheet:
    rows = list(csv_text.read_rows(text))
    return OpenedSheet(len(rows), max(map(len, rows), default=0), None, rows)


def _timetable(found: TimetableList) -> Found:
    sheet = OpenedSheet(
        len(found.rows), max(map(len, found.rows)), None, found.rows, found.set_aside
    )
    return Found("xml", [FoundSheet(found.name, False, lambda: sheet)])


def _xls_book(content: bytes) -> Found:
    # Each file has a process of its own, and few of them need the reader of old files.
    from eduportal.workbooks.formats import xls

    def opened(sheet: "Sheet") -> OpenedSheet:
        rows, merges = xls.rows_of(book, sheet), xls.merges_of(sheet)
        return OpenedSheet(sheet.nrows, sheet.ncols, merges, rows, *xls.hidden_of(sheet))

    book = xls.open_book(content)
    sheets = [
        FoundSheet(visible(sheet.name), sheet.visibility != 0, partial(opened, sheet))
        for sheet in book.sheets()
    ]
    return Found("xls", sheets, book.datemode == 1)


def _zipped_sheets(content: bytes, limits: Limits) -> Found:
    archive = Archive(content, limits)
    if "xl/workbook.xml" in archive.parts:
        inspected = xlsx.inspect(archive, limits.max_held)
        return Found("xlsx", _calamine_sheets(content, inspected), inspected.counts_from_1904)
    if "xl/workbook.bin" in archive.parts:
        raise UnreadableWorkbook("unsupported_workbook", format="XLSB")
    if archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Found("ods", _calamine_sheets(content, ods.inspect(archive)))
    raise UnreadableWorkbook("not_a_spreadsheet")


def _refuse_other_text(text: str) -> None:
    start = text[:4000].lstrip()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith("<?xml"):
        raise UnreadableWorkbook("unsupported_workbook", format="XML Spreadsheet 2003")
    if _WEB_PAGE.match(start) or (start.startswith("<") and _WEB_PAGE.search(start)):
        raise UnreadableWorkbook("web_page")
    if start.startswith(_OTHER_TEXT):
        raise UnreadableWorkbook("not_a_spreadsheet")


def _calamine_sheets(content: bytes, inspected: Inspected) -> list[FoundSheet]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [
        FoundSheet(
            visible(each.name),
            each.visible != SheetVisibleEnum.Visible,
            partial(_calamine_sheet, book, each.name, inspected.sheet(each.name)),
        )
        for each in book.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet
    ]


def _calamine_sheet(
    book: CalamineWorkbook, name: str, inspected: tuple[Patches, Looks]
) -> OpenedSheet:
    patches, looks = inspected
    sheet = book.get_sheet_by_name(name)
    bottom, right = sheet.end or (-1, -1)
    # The library gives all rows from 1 on, but columns only from the first one used.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    rows = sheet.iter_rows() if sheet.start else iter(())
    if before:
        rows = ([*before, *values] for values in rows)
    if patches.height:
        rows = patches.shown_in(rows)
    return OpenedSheet(
        max(bottom + 1, patches.height),
        max(right + 1, patches.width),
        sheet.merged_cell_ranges or looks.merges or None,
        looks.shown_in(rows),
        looks.hidden_rows,
        looks.hidden_columns,
    )


def refuse_too_large(name: str, sheet: OpenedSheet, cells: int, limits: Limits) -> None:
    """Refuse a sheet beyond the limits; `cells` are those of all sheets so far."""
    if sheet.height > limits.max_rows:
        raise UnreadableWorkbook(
            "too_many_rows", sheet=name, found=sheet.height, limit=limits.max_rows
        )
    if sheet.width > limits.max_columns:
        letters = column_letters(sheet.width - 1)
        raise UnreadableWorkbook(
            "too_many_columns", sheet=name, found=letters, limit=limits.max_columns
        )
    if cells > limits.max_cells:
        raise UnreadableWorkbook("too_many_cells", found=cells, limit=limits.max_cells)


class TextCount:
    """The characters of the texts of a file, counted over its sheets."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._count = 0

    def add(self, sheet: str, number: int, values: Row) -> int:
        """The characters of one more row.

        Raises UnreadableWorkbook for a cell, or for a file, that holds too many.
        """
        # Joined, because that is quicker than to ask each for its length.
        texts = [value for value in values if isinstance(value, str)]
        characters, limit = len("".join(texts)), self._limits.max_cell_characters
        if characters > limit and (longest := max(map(len, texts))) > limit:
            sizes = [len(value) if isinstance(value, str) else 0 for value in values]
            cell = f"{column_letters(sizes.index(longest))}{number}"
            raise UnreadableWorkbook(
                "cell_too_long", sheet=sheet, cell=cell, found=longest, limit=limit
            )
        self._count += characters
        if self._count > self._limits.max_characters:
            raise UnreadableWorkbook("too_much_text", limit=self._limits.max_characters)
        return characters


def filled(rows: Iterable[Row]) -> Iterator[NumberedRow]:
    """The rows that hold something, with their numbers; texts in the letters their writer saw."""
    for number, values in enumerate(rows, 1):
        # All texts of a row at once: most rows hold something, and few words are converted.
        texts = [value for value in values if isinstance(value, str)]
        text = "".join(texts)
        if len(texts) == len(values) and not text.strip():
            continue
        if not text.isascii():
            for index, value in enumerate(values):
                if type(value) is str and not value.isascii():
                    values[index] = converted(value)
        yield number, values
