"""Any spreadsheet a school sends, as sheets of plain rows with the row numbers the clerk sees.

    workbook = read_workbook(upload.path, upload.name)
    for sheet, header in headers.find_headers(workbook, synonyms, required):
        for row in tables.table_rows(sheet, header): ...

Nothing here knows what a column means, nor anything of Django. Rows are lists of raw values, not
objects per cell: a province's file has millions of cells.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path, PurePath

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from eduportal.workbooks.cells import FormulaText, Value, display_text
from eduportal.workbooks.formats import csv_text, ods, xls, xlsx
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.extent import Extent, column_letters
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS, Limits
from eduportal.workbooks.problems import UnreadableWorkbook

logger = logging.getLogger(__name__)

Row = list[Value]
# ((first row, first column), (last row, last column)), all from 0.
MergedRange = tuple[tuple[int, int], tuple[int, int]]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# Excel 2 to 4: bare records, no file system around them.
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_OTHER_TEXT = ("%PDF", "{\\rtf", "%!PS")
_WEB_PAGE = re.compile(
    r"<(?:!doctype html|html|head|body|meta|style|table|div)\b|mime-version:", re.I
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell for messages and for odd cases; rows are read without making any.

    `row` is the number at the sheet's left edge, `index` the place in the row from 0.
    """

    sheet: str
    row: int
    index: int
    value: Value

    @property
    def coordinate(self) -> str:
        """The cell's name as Excel shows it: "K13"."""
        return f"{column_letters(self.index)}{self.row}"

    @property
    def text(self) -> str:
        """What the cell shows."""
        return display_text(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `merges` is None where the file format does not tell.

    A hidden sheet is read like any other; whoever looks for headers passes it over.
    """

    name: str
    hidden: bool
    merges: list[MergedRange] | None
    _read: Callable[[], Iterator[Row]]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Row number and values from column A on, for every row that holds something.

        Rows that only look empty, at the end or between others, are passed over; the numbers stay
        those of the sheet. An empty cell is "".
        """
        for number, values in enumerate(self._read(), 1):
            if not _is_blank(values):
                yield number, values

    def head(self, count: int) -> list[tuple[int, Row]]:
        """The first rows that hold something."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Workbook:
    """One file: its name as uploaded and its sheets in order."""

    filename: str
    kind: str
    sheets: list[Sheet]


def read_workbook(
    source: str | os.PathLike[str] | bytes, filename: str, limits: Limits = DEFAULT_LIMITS
) -> Workbook:
    """Open a file by what it holds, whatever its name says: .xlsx, .xls, .ods or delimited text.

    Raises UnreadableWorkbook, and nothing else, for every file that is not read.
    """
    try:
        content = _content(source, limits)
        with _library_errors():
            kind, sheets = _sheets(content, PurePath(filename).stem, limits)
        if not any(True for sheet in sheets for _row in sheet.head(1)):
            raise UnreadableWorkbook("empty")
    except UnreadableWorkbook as problem:
        problem.params["filename"] = filename
        raise
    return Workbook(filename, kind, sheets)


def _content(source: str | os.PathLike[str] | bytes, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > limits.max_bytes:
        raise UnreadableWorkbook(
            "too_large", size=-(-size // 2**20), limit=limits.max_bytes // 2**20
        )
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    if not content.strip():
        raise UnreadableWorkbook("empty")
    return content


def _sheets(content: bytes, stem: str, limits: Limits) -> tuple[str, list[Sheet]]:
    if content.startswith(_OLE):
        return "xls", _calamine_sheets(content, xls.inspect(content, limits))
    if content.startswith(_ZIP):
        return _zipped_sheets(content, limits)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableWorkbook("unsupported_workbook", format="Excel 4")
    text = csv_text.decode(content)
    _refuse_other_text(text)
    name = stem or "CSV"
    rows = csv_text.read_rows(text, name, limits)
    return "csv", [Sheet(name, False, None, lambda: iter(rows))]


def _zipped_sheets(content: bytes, limits: Limits) -> tuple[str, list[Sheet]]:
    archive = Archive(content, limits)
    if "xl/workbook.xml" in archive.parts:
        return "xlsx", _calamine_sheets(content, xlsx.inspect(archive, limits))
    if "xl/workbook.bin" in archive.parts:
        raise UnreadableWorkbook("unsupported_workbook", format="XLSB")
    if archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods", _calamine_sheets(content, ods.inspect(archive, limits))
    raise UnreadableWorkbook("not_a_spreadsheet")


def _refuse_other_text(text: str) -> None:
    start = text[:4000].lstrip()
    if "urn:schemas-microsoft-com:office:spreadsheet" in start and start.startswith("<?xml"):
        raise UnreadableWorkbook("unsupported_workbook", format="XML Spreadsheet 2003")
    if _WEB_PAGE.match(start) or (start.startswith("<") and _WEB_PAGE.search(start)):
        raise UnreadableWorkbook("web_page")
    if start.startswith(_OTHER_TEXT) or start.startswith("<"):
        raise UnreadableWorkbook("not_a_spreadsheet")


def _calamine_sheets(content: bytes, extents: dict[str, Extent]) -> list[Sheet]:
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return [
            _calamine_sheet(
                book.get_sheet_by_name(each.name),
                hidden=each.visible != SheetVisibleEnum.Visible,
                patches=extents.get(each.name, Extent()).patches,
            )
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet
        ]


def _calamine_sheet(
    sheet: CalamineSheet, *, hidden: bool, patches: dict[tuple[int, int], str]
) -> Sheet:
    # The library gives all rows from 1 on, but columns only from the first one used.
    before = [""] * (sheet.start[1] if sheet.start else 0)

    def read() -> Iterator[Row]:
        rows = iter(sheet.iter_rows()) if sheet.start else iter(())
        placed = ([*before, *values] for values in rows) if before else rows
        return _patched(placed, patches) if patches else placed

    return Sheet(sheet.name, hidden, sheet.merged_cell_ranges, read)


def _patched(rows: Iterator[Row], patches: dict[tuple[int, int], str]) -> Iterator[Row]:
    """The rows with errors and uncomputed formulas shown instead of blanks."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (number, index), text in patches.items():
        by_row.setdefault(number, []).append((index, text))
    last = max(by_row)
    number = 0
    for number, values in enumerate(rows, 1):
        for index, text in by_row.get(number, ()):
            _put(values, index, text)
        yield values
    for beyond in range(number + 1, last + 1):
        values = []
        for index, text in by_row.get(beyond, ()):
            _put(values, index, text)
        yield values


def _put(values: Row, index: int, text: str) -> None:
    values.extend([""] * (index + 1 - len(values)))
    values[index] = FormulaText(text)


def _is_blank(values: Row) -> bool:
    """Whether a row holds nothing but blanks."""
    # A plain loop: for most rows it ends at the first cell.
    for value in values:
        if not isinstance(value, str) or value.strip():
            return False
    return True


@contextmanager
def _library_errors() -> Iterator[None]:
    """Turn whatever the reading libraries throw, Rust panics included, into one refusal.

    An error they do not announce goes to the log, for it may be ours.
    """
    try:
        yield
    except UnreadableWorkbook:
        raise
    except PasswordError as error:
        raise UnreadableWorkbook("encrypted") from error
    except CalamineError as error:
        raise UnreadableWorkbook("damaged") from error
    except BaseException as error:
        # A panic is no Exception, so that programs end by it; here it only means a bad file.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        logger.warning("a spreadsheet could not be read", exc_info=True)
        raise UnreadableWorkbook("damaged") from error
