"""The beginning of an .xlsx as a file of its own: what can be shown of a long one in seconds."""

import zipfile
from io import BytesIO

from eduportal.workbooks.formats.archive import Archive, tags
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.formats.xlsx import sheet_parts
from eduportal.workbooks.problems import UnreadableWorkbook

# Unpacked, of each sheet and of all: some hundred rows, some thousand.
_HEAD_BYTES, _ALL_BYTES = 256 * 1024, 1024 * 1024
# A sheet beyond that has no rows.
_NO_ROWS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)
_WORKBOOK = "xl/workbook.xml"
# All that the library reads beside the sheets.
_NEEDED = (
    "[content_types].xml",
    "_rels/.rels",
    _WORKBOOK,
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedstrings.xml",
)
_ROW_END, _ROWS_END = b"</row>", b"</sheetData>"


def head_of(content: bytes, limits: Limits) -> bytes:
    """The workbook with the first rows of its first sheets, and what follows the rows of each.

    Raises UnreadableWorkbook for a file that is no .xlsx, and whatever the libraries raise.
    """
    archive = Archive(content, limits)
    if _WORKBOOK not in archive.parts:
        raise UnreadableWorkbook("not_a_spreadsheet")
    sheets = set(sheet_parts(archive, archive.text(_WORKBOOK)).values())
    made, length = BytesIO(), 0
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as head:
        for part, entry in archive.parts.items():
            if part in sheets:
                markup = _head_of_sheet(archive, part) if length < _ALL_BYTES else _NO_ROWS
                length += len(markup)
                head.writestr(entry.filename, markup)
            elif part in _NEEDED:
                head.writestr(entry.filename, b"".join(archive.chunks(part)))
    return made.getvalue()


def _head_of_sheet(archive: Archive, part: str) -> bytes:
    """Its markup up to a row, and from the end of its rows on."""
    first: list[bytes] = []
    rest: list[bytes] = []
    length = 0
    for piece in tags(archive.chunks(part)):
        if length < _HEAD_BYTES:
            first.append(piece)
            length += len(piece)
        elif rest:
            rest.append(piece)
        elif (end := piece.find(_ROWS_END)) >= 0:
            rest.append(piece[end:])
    head = b"".join(first)
    return head[: head.rfind(_ROW_END) + len(_ROW_END)] + b"".join(rest) if rest else head
