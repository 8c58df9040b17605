"""Workbooks made on the spot: good ones, odd ones and hostile ones."""

import struct
import zipfile
from collections.abc import Mapping
from hashlib import md5
from io import BytesIO
from pathlib import Path

import openpyxl
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from xlwt.CompoundDoc import XlsDoc

SAMPLES = Path(__file__).parent / "data"

_SHEET_START = (
    b'<?xml version="1.0" encoding="UTF-8"?><worksheet '
    b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_SHEET_END = b"</sheetData></worksheet>"
_ODS_SPACES = "".join(
    f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)


# A workbook holds the second it was made in; the same content is the same file in a test.
_made: dict[str, bytes] = {}
_NO_MOMENT = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>'
)


def xlsx(rows: list[list[object]] | None = None, **cells: object) -> bytes:
    """An .xlsx of rows, or of single cells by their names; the same bytes each time.

    It does not say when it was saved: what an earlier test has made would be older than the
    register.
    """
    key = repr((rows, cells))
    if key not in _made:
        workbook = openpyxl.Workbook()
        for row in rows or []:
            workbook.active.append(row)
        for name, value in cells.items():
            workbook.active[name] = value
        _made[key] = with_parts(saved(workbook), {"docProps/core.xml": _NO_MOMENT})
    return _made[key]


def saved(workbook: openpyxl.Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with parts replaced or added."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)), zipfile.ZIP_DEFLATED)
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name], zipfile.ZIP_DEFLATED)
    return result.getvalue()


def xlsx_of_cells(cells: bytes) -> bytes:
    """An .xlsx whose only sheet holds exactly this markup."""
    return with_parts(xlsx(A1="x"), {"xl/worksheets/sheet1.xml": sheet_of_markup(cells)})


def sheet_of_markup(cells: bytes) -> bytes:
    """The part of an .xlsx for a sheet that holds exactly this markup."""
    return _SHEET_START + cells + _SHEET_END


def xls(rows: list[list[object]]) -> bytes:
    return saved_xls(xls_workbook(rows))


def xls_workbook(rows: list[list[object]]) -> xlwt.Workbook:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            sheet.write(number, index, value)
    return workbook


def saved_xls(workbook: xlwt.Workbook) -> bytes:
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def ole(biff: bytes) -> bytes:
    """The file system of an .xls around a stream of records."""
    content = BytesIO()
    XlsDoc().save(content, biff)
    return content.getvalue()


def ole_stream(name: str) -> bytes:
    """An OLE file like any .xls, but its one stream is called `name` instead of "Workbook"."""
    content = xls([["x"]])
    at = content.index("Workbook".encode("utf-16-le"))
    entry = name.encode("utf-16-le")
    length = struct.pack("<H", len(entry) + 2)
    return content[:at] + entry.ljust(64, b"\0") + length + content[at + 66 :]


def ods(rows: str, *, manifest: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """An .ods as LibreOffice writes it, from its table rows."""
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{_ODS_SPACES}'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f"{manifest}</manifest:manifest>"
    )
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)
        archive.writestr("META-INF/manifest.xml", listed)
        for name, part in (parts or {}).items():
            archive.writestr(name, part)
    return content.getvalue()


def ods_text(text: str, repeat: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeat}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_row(*cells: str, repeat: int = 1) -> str:
    inside = "".join(cells)
    return f'<table:table-row table:number-rows-repeated="{repeat}">{inside}</table:table-row>'


def encrypted_xlsx(content: bytes, password: str) -> bytes:
    result = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, result)
    return result.getvalue()


def encrypted_xls(workbook: xlwt.Workbook, password: str) -> bytes:
    """The workbook under Excel 97's RC4: everything but headers, BOF and sheet positions."""
    salt, verifier = b"0123456789abcdef", b"fedcba9876543210"
    secret = verifier + md5(verifier).digest()
    sealed = DocumentRC4.decrypt(password, salt, BytesIO(secret)).read()
    file_pass = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + sealed
    stream = with_record(workbook, file_pass)
    hidden = DocumentRC4.decrypt(password, salt, BytesIO(bytes(stream)), blocksize=1024).read()
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        start, end = position + 4, position + 4 + length
        if kind == 0x85:
            start += 4
        if kind not in (0x809, 0x2F, 0xE1):
            stream[start:end] = hidden[start:end]
        position = end
    return ole(bytes(stream))


def with_record(workbook: xlwt.Workbook, record: bytes) -> bytearray:
    """The records of an .xls with one more right after the first, sheets found where they are."""
    plain = workbook.get_biff_data()
    bof_end = 4 + struct.unpack_from("<H", plain, 2)[0]
    stream = bytearray(plain[:bof_end] + record + plain[bof_end:])
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == 0x85:
            moved = struct.unpack_from("<I", stream, position + 4)[0] + len(record)
            struct.pack_into("<I", stream, position + 4, moved)
        position += 4 + length
    return stream
