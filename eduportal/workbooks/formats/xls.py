"""Read an .xls: a small file system (OLE) with one stream of records (BIFF)."""

from collections.abc import Iterator
from io import StringIO
from typing import Any, Literal

import xlrd
from xlrd.biffh import (
    XL_CELL_BLANK,
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_EMPTY,
    XL_CELL_ERROR,
    XL_CELL_TEXT,
    XLRDError,
    error_text_from_code,
)
from xlrd.book import SUPBOOK_DDEOLE, SUPBOOK_EXTERNAL, Book
from xlrd.compdoc import CompDoc
from xlrd.sheet import Sheet
from xlrd.xldate import xldate_as_datetime

from eduportal.workbooks.formats.looks import as_shown
from eduportal.workbooks.formats.number_format import BUILT_IN, NumberFormat, parse_format
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import FormulaText, Value
from eduportal.workbooks.workbook import MergedRange

_LOCAL_DAY = 14


def open_book(content: bytes) -> Book:
    """The workbook, whole in memory.

    Raises UnreadableWorkbook for anything the portal does not open, and for OLE files that are no
    workbooks: documents, messages, encrypted .xlsx. A broken file raises what the library meets.
    """
    _refuse_others({entry.name.lower() for entry in CompDoc(content, logfile=StringIO()).dirlist})
    try:
        book = _opened(content)
    except XLRDError as error:
        code = "encrypted" if "encrypted" in str(error) else "damaged"
        raise UnreadableWorkbook(code) from error
    # The library knows what the workbook refers to, but under a private name.
    references: list[int | None] = getattr(book, "_supbook_types")  # noqa: B009
    if {SUPBOOK_EXTERNAL, SUPBOOK_DDEOLE}.intersection(references):
        raise UnreadableWorkbook("external_links")
    return book


def merges_of(sheet: Sheet) -> list[MergedRange]:
    """The merged blocks: ((first row, first column), (last row, last column)), from 0."""
    return [((top, left), (below - 1, right - 1)) for top, below, left, right in sheet.merged_cells]


def rows_of(book: Book, sheet: Sheet) -> Iterator[list[Value]]:
    """The rows from row 1 and column A on, each as long as it is filled."""
    formats = _formats(book)
    for number in range(sheet.nrows):
        kinds, values = sheet.row_types(number), sheet.row_values(number)
        row = [_value(book, *cell) for cell in zip(kinds, values, strict=True)]
        if formats:
            row = [
                as_shown(value, formats.get(sheet.cell_xf_index(number, index)))
                for index, value in enumerate(row)
            ]
        yield row


def _formats(book: Book) -> dict[int, NumberFormat]:
    """By number of a cell's style, the formats that may show a value otherwise.

    None where the file's formats could not be read.
    """
    found: dict[int, NumberFormat] = {}
    for number, style in enumerate(book.xf_list):
        named = book.format_map.get(style.format_key)
        code = named.format_str if named else BUILT_IN.get(style.format_key, "")
        # 14 is the day as each machine writes it; the library names it month first.
        parsed = None if style.format_key == _LOCAL_DAY else parse_format(code)
        if parsed is not None:
            found[number] = parsed
    return found


def hidden_of(sheet: Sheet) -> tuple[set[int], set[int]]:
    """The hidden rows and columns, from 1."""
    rows = {number + 1 for number, row in sheet.rowinfo_map.items() if row.hidden}
    columns = {number + 1 for number, column in sheet.colinfo_map.items() if column.hidden}
    return rows, columns


def _refuse_others(names: set[str]) -> None:
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise UnreadableWorkbook("encrypted")
    if any(name.startswith("_vba_project") for name in names):
        raise UnreadableWorkbook("macros")
    if not names & {"workbook", "book"}:
        raise UnreadableWorkbook("not_a_spreadsheet")


def _opened(content: bytes) -> Book:
    """Merged cells come only with all formats, and some programs write formats that are wrong."""
    try:
        return _parsed(content, formatting_info=True)
    except (AssertionError, IndexError, KeyError):
        return _parsed(content, formatting_info=False)


def _parsed(content: bytes, *, formatting_info: bool) -> Book:
    return xlrd.open_workbook(
        file_contents=content,
        # The library prints its doubts; the file's owner cannot act on them.
        logfile=StringIO(),
        formatting_info=formatting_info,
        ragged_rows=True,
    )


def _value(book: Book, kind: int, value: Any) -> Value:
    if kind in (XL_CELL_EMPTY, XL_CELL_BLANK):
        return ""
    if kind == XL_CELL_ERROR:
        return FormulaText(error_text_from_code.get(value, "#ERROR"))
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_DATE:
        return _moment(value, book.datemode)
    return str(value) if kind == XL_CELL_TEXT else float(value)


def _moment(serial: float, epoch: Literal[0, 1]) -> Value:
    """A date or a time; a number that is only formatted as one stays a number."""
    if serial < 0:
        return serial
    try:
        moment = xldate_as_datetime(serial, epoch)
    except OverflowError:
        return serial
    if serial < 1:
        return moment.time()
    return moment.date() if serial.is_integer() else moment
