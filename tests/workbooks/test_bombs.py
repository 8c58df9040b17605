"""Files made to exhaust the machine. Each must be refused quickly and in little memory."""

import resource
import struct
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import read_workbook
from tests.imports import files

ROOT = Path(__file__).parent.parent.parent
MEGABYTE = 1024 * 1024


def refusal(content, limits=None, name="file.xlsx"):
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(content, name, limits or Limits())
    return caught.value


def test_a_file_above_20_megabytes_is_not_even_read(tmp_path):
    assert refusal(bytes(20 * MEGABYTE + 1)).params == {
        "filename": "file.xlsx",
        "size": 21,
        "limit": 20,
    }
    path = tmp_path / "big.csv"
    path.write_bytes(b"a,b\n" * 1000)
    assert refusal(path, Limits(max_bytes=3999)).code == "too_large"
    assert read_workbook(path, "big.csv", Limits(max_bytes=4000)).kind == "csv"


def test_a_zip_bomb_is_refused_by_its_ratio():
    bomb = files.with_parts(files.xlsx(A1="x"), {"xl/worksheets/sheet2.xml": b" " * 50 * MEGABYTE})
    assert len(bomb) < MEGABYTE
    assert refusal(bomb).code == "zip_bomb"


def test_a_zip_bomb_of_many_modest_parts_is_refused_by_their_sum():
    parts = {f"xl/media/{n}.xml": bytes(MEGABYTE) for n in range(50)}
    bomb = files.with_parts(files.xlsx(A1="x"), parts)
    assert refusal(bomb, Limits(max_unpacked_bytes=40 * MEGABYTE)).code == "zip_bomb"


def test_a_zip_with_too_many_entries_is_refused():
    parts = {f"xl/{n}.xml": b"<a/>" for n in range(2001)}
    assert refusal(files.with_parts(files.xlsx(A1="x"), parts)).code == "zip_bomb"


def test_a_zip_that_lies_about_its_sizes_is_refused_while_unpacking():
    content = bytearray(
        files.with_parts(files.xlsx(A1="x"), {"xl/sharedStrings.xml": b" " * 30 * MEGABYTE})
    )
    names = {e.filename: e for e in zipfile.ZipFile(BytesIO(bytes(content))).infolist()}
    assert names["xl/sharedStrings.xml"].file_size == 30 * MEGABYTE
    at = 0
    while (at := content.find(b"PK\x01\x02", at + 1)) > 0:
        if content[at + 46 :].startswith(b"xl/sharedStrings.xml"):
            struct.pack_into("<I", content, at + 24, 1000)
    assert refusal(bytes(content)).code == "zip_bomb"


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil.xml", "/etc/passwd", "..\\evil.xml", "C:\\evil.xml"]
)
def test_paths_that_lead_out_of_the_archive_are_refused(name):
    content = BytesIO(files.xlsx(A1="x"))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")
    found = refusal(content.getvalue())
    assert (found.code, found.params["part"]) == ("unsafe_path", name.replace("\\", "/"))


def test_two_parts_of_one_name_are_refused():
    content = BytesIO(files.xlsx(A1="x"))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert refusal(content.getvalue()).code == "damaged"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_xml_entities_are_refused(part):
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    late = b'<?xml version="1.0"?><!--' + b"-" * 70_000 + bomb[21:]
    for content in (bomb, late):
        assert refusal(files.with_parts(files.xlsx(A1="x"), {part: content})).code == "xml_entities"
    hidden = bomb.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
    assert refusal(files.with_parts(files.xlsx(A1="x"), {part: hidden})).code == "damaged"
    odd = bomb.replace(b'"1.0"', b'"1.0" encoding="UTF-7"').replace(b"<!", b"+ADw-!")
    assert refusal(files.with_parts(files.xlsx(A1="x"), {part: odd})).code == "damaged"


def test_xml_entities_in_an_ods_are_refused():
    content = files.ods(files.ods_row(files.ods_text("x")))
    xml = zipfile.ZipFile(BytesIO(content)).read("content.xml")
    bomb = xml.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    assert refusal(files.with_parts(content, {"content.xml": bomb})).code == "xml_entities"


CORNERS = {
    "two cells in opposite corners": b'<row r="1"><c r="A1"><v>1</v></c></row>'
    b'<row r="9"><c r="XFD1048576"><v>1</v></c></row>',
    "the same, written oddly": b'<row r="1"><c r="A1"><v>1</v></c>'
    b"<c s='>' r = 'XFD1048576'><v>1</v></c></row>",
    "a row number no sheet has": b'<row r="1"><c r="A9999999"><v>1</v></c></row>',
}


@pytest.mark.parametrize("cells", CORNERS.values(), ids=CORNERS.keys())
def test_a_sheet_stretched_to_its_corners_is_refused(cells):
    found = refusal(files.xlsx_of_cells(cells))
    assert found.code in ("too_many_rows", "too_many_columns")
    assert found.params["sheet"] == "Sheet"


def test_a_stretched_sheet_would_otherwise_end_the_process():
    """Why extents are checked first: the reading library aborts, no exception to catch."""
    content = files.xlsx_of_cells(CORNERS["two cells in opposite corners"])
    program = (
        "import io, sys; from python_calamine import CalamineWorkbook as W;"
        "W.from_filelike(io.BytesIO(sys.stdin.buffer.read())).get_sheet_by_index(0)"
    )
    limit = (8 * 1024 * MEGABYTE,) * 2
    ended = subprocess.run(
        [sys.executable, "-c", program],
        input=content,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    assert ended.returncode < 0


def test_rows_columns_and_cells_are_limited_and_the_message_says_where():
    wide = files.xlsx_of_cells(b'<row r="1"><c r="IW1"><v>1</v></c></row>')
    found = refusal(wide)
    assert (found.code, found.params["found"]) == ("too_many_columns", "IW")
    tall = files.xlsx([[n] for n in range(11)])
    assert refusal(tall, Limits(max_rows=10)).code == "too_many_rows"
    assert read_workbook(tall, "a", Limits(max_rows=11)).sheets
    square = files.xlsx([[1, 2, 3]] * 4)
    assert refusal(square, Limits(max_cells=11)).code == "too_many_cells"
    assert refusal(files.xls([[1, 2, 3]] * 4), Limits(max_cells=11)).code == "too_many_cells"
    assert refusal(b"1,2,3\n" * 4, Limits(max_cells=11)).code == "too_many_cells"
    repeated = files.ods(files.ods_row(files.ods_text("x", repeat=3), repeat=4))
    assert refusal(repeated, Limits(max_cells=11)).code == "too_many_cells"
    assert read_workbook(repeated, "a", Limits(max_cells=12)).sheets


def test_an_ods_that_repeats_a_filled_row_without_end_is_refused():
    endless = files.ods(files.ods_row(files.ods_text("x", repeat=2_000_000), repeat=10**9))
    assert refusal(endless).code == "too_many_rows"


def test_one_long_text_used_by_many_cells_is_refused_in_both_excel_formats():
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 50_001)
    )
    strings = b"<sst><si><t>" + b"a" * 32_000 + b"</t></si><si><t>b</t></si></sst>"
    content = files.with_parts(files.xlsx_of_cells(cells), {"xl/sharedStrings.xml": strings})
    assert len(content) < MEGABYTE
    assert refusal(content).code == "too_much_text"
    short = files.with_parts(
        files.xlsx_of_cells(cells.replace(b"<v>0</v>", b"<v>1</v>")),
        {"xl/sharedStrings.xml": strings},
    )
    assert read_workbook(short, "a").sheets, "a long text that few cells use is no bomb"
    assert refusal(files.xls([["a" * 30_000]] * 40_000)).code == "too_much_text"


def xls_declaring(first_row, after_row, first_column, after_column):
    biff = bytearray(files.xls_workbook([[1, 2], [3, 4], [5, 6]]).get_biff_data())
    at = biff.index(struct.pack("<HH", 0x0200, 14)) + 4
    struct.pack_into("<IIHH", biff, at, first_row, after_row, first_column, after_column)
    return files.ole(bytes(biff))


def test_an_xls_that_declares_an_impossible_range_is_refused():
    """The reading library would ask for hundreds of gigabytes, and the process would end."""
    assert refusal(xls_declaring(9, 3, 0, 2)).code == "damaged"
    assert refusal(xls_declaring(0, 2**32 - 1, 0, 2)).code == "damaged"
    assert refusal(xls_declaring(0, 3, 0, 2**16 - 1)).code == "damaged"


def test_an_xls_that_declares_too_small_a_range_is_read_in_full():
    rows = list(read_workbook(xls_declaring(0, 1, 0, 1), "a.xls").sheets[0].rows())
    assert rows == [(1, [1.0, 2.0]), (2, [3.0, 4.0]), (3, [5.0, 6.0])]
