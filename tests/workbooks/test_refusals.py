"""Every kind of file the portal does not open, each proved with a real one."""

import struct
import zipfile
from io import BytesIO

import msoffcrypto
import openpyxl
import pytest

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook
from tests import files
from tests.workbooks.opened import opened

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(content, name="file.xlsx", limits=None):
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(content, name, limits or Limits())
    assert name in str(caught.value) or "sheet" in caught.value.params
    return caught.value.code


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    content = BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"{\\rtf1 L\xe1\xbb\x9bp}",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x00\x01\x02\x03\x04 binary",
        zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
        zipped({"anh.png": "x"}),
        files.ole_stream("WordDocument"),
    ],
)
def test_what_is_no_spreadsheet_is_said_to_be_none(content):
    assert refusal(content) == "not_a_spreadsheet"


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b",,,\n,,,\n"])
def test_an_empty_file_is_said_to_be_empty(content):
    assert refusal(content, "lop.csv") == "empty"


def test_a_workbook_without_a_filled_cell_is_empty():
    assert refusal(files.xlsx()) == "empty"
    assert refusal(files.xls([])) == "empty"
    assert refusal(files.ods("")) == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html>",
        b'<?xml version="1.0"?>\n<html xmlns:x="urn:schemas-microsoft-com:office:excel">',
        b"<table border=1><tr><td>H\xe1\xbb\x8d t\xc3\xaan</td></tr></table>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n",
    ],
)
def test_a_web_page_named_xls_is_called_a_web_page(content):
    assert refusal(content, "bang_diem.xls") == "web_page"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
         "XML Spreadsheet 2003"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00\x0a\x00\x00\x00", "Excel 4"),
        (zipped({"xl/workbook.bin": "x"}), "XLSB"),
    ],
)  # fmt: skip
def test_formats_not_read_are_named(content, named):
    with pytest.raises(UnreadableWorkbook, match=named) as caught:
        opened(content, "a.xls")
    assert caught.value.code == "unsupported_workbook"


def test_an_encrypted_xlsx_is_refused():
    plain = files.xlsx([["Họ tên"], ["Vũ Tấn Ân"]])
    sealed = files.encrypted_xlsx(plain, "bí mật")
    assert sealed.startswith(b"\xd0\xcf\x11\xe0")
    assert refusal(sealed) == "encrypted"


def test_an_encrypted_xls_is_refused():
    workbook = files.xls_workbook([["Ho ten"], ["Vu Tan An"]])
    sealed = files.encrypted_xls(workbook, "secret")
    assert b"Vu Tan An" not in sealed
    opener = msoffcrypto.OfficeFile(BytesIO(sealed))
    opener.load_key(password="secret")
    opened = BytesIO()
    opener.decrypt(opened)
    assert b"Vu Tan An" in opened.getvalue(), "the file must be a truly encrypted one"
    assert refusal(sealed, "a.xls") == "encrypted"


def test_an_encrypted_ods_is_refused():
    entry = (
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data '
        'manifest:checksum-type="SHA256/1K"/></manifest:file-entry>'
    )
    assert refusal(files.ods(files.ods_row(files.ods_text("x")), manifest=entry)) == "encrypted"


def test_a_zip_with_a_password_on_its_entries_is_refused():
    content = bytearray(files.xlsx(A1="x"))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(bytes(content)) == "encrypted"


def test_macros_are_refused_in_every_format():
    plain = files.xlsx(A1="x")
    assert refusal(files.with_parts(plain, {"xl/vbaProject.bin": b"x"})) == "macros"
    assert refusal(files.with_parts(plain, {"XL\\VBAPROJECT.BIN": b"x"})) == "macros"
    assert refusal(files.with_parts(plain, {"xl/macrosheets/sheet1.xml": b"<x/>"})) == "macros"
    types = zipfile.ZipFile(BytesIO(plain)).read("[Content_Types].xml")
    renamed = types.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    assert refusal(files.with_parts(plain, {"[Content_Types].xml": renamed})) == "macros"
    row = files.ods_row(files.ods_text("x"))
    assert refusal(files.ods(row, parts={"Basic/Standard/Module1.xml": "<x/>"})) == "macros"
    assert refusal(files.ole_stream("_VBA_PROJECT_CUR"), "a.xls") == "macros"


def test_links_to_other_files_are_refused_but_ordinary_hyperlinks_are_not():
    plain = files.xlsx(A1="x")
    linked = files.with_parts(plain, {"xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert refusal(linked) == "external_links"
    source = '<table:table-source xlink:href="file:///a.ods" xmlns:xlink="x"/>'
    assert refusal(files.ods(source + files.ods_row(files.ods_text("x")))) == "external_links"
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "giaovien@longan.edu.vn"
    workbook.active["A1"].hyperlink = "mailto:giaovien@longan.edu.vn"
    ((_number, values),) = opened(files.saved(workbook), "a.xlsx").sheets[0].rows()
    assert values == ["giaovien@longan.edu.vn"]


def test_an_xls_that_names_another_workbook_is_refused():
    supbook = struct.pack("<HHHHB", 0x01AE, 10, 1, 5, 0) + b"a.xls"
    linked = files.with_record(files.xls_workbook([["x"]]), supbook)
    assert refusal(files.ole(bytes(linked))) == "external_links"


def test_damaged_files_are_refused_without_a_library_error():
    good = files.xlsx([["Họ tên"], ["Ân"]])
    assert refusal(good[: len(good) // 2]) == "damaged"
    assert refusal(files.xlsx_of_cells(b'<row r="1"><c r="A1"><v>1</v></c')) == "damaged"
    assert refusal(files.xlsx_of_cells(b'<row r="1"><c r="1A"><v>1</v></c></row>')) == "damaged"
    assert refusal(files.with_parts(good, {"xl/workbook.xml": b"<workbook"})) == "damaged"
    xls = files.xls([["x"]])
    assert refusal(xls[:700]) == "damaged"
    assert refusal(files.ods("<table:table-row>")) == "damaged"
