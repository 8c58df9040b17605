"""Files made to exhaust the machine. Each must be refused quickly and in little memory."""

import struct
import time
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO

import openpyxl
import pytest

from eduportal.workbooks.editing.rebuilding import rebuilt
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.header_titles import merged_places
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook
from tests import files
from tests.workbooks.opened import opened

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
    assert refusal(bytes(content)).code == "damaged"


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


def stretched_to(cell: bytes) -> bytes:
    """A sheet of two cells: A1 and this one."""
    first, last = (
        b'<row r="1"><c r="A1"><v>1</v></c></row>',
        b'<row r="9"><c r="%s"><v>1</v></c></row>',
    )
    return files.xlsx_of_cells(first + last % cell)


def test_a_sheet_stretched_to_its_corners_ends_its_reader_and_nobody_else(caplog):
    """python-calamine asks for 549 GB and aborts: there is no exception to catch."""
    found = refusal(stretched_to(b"XFD1048576"))
    assert (found.code, found.params["sheet"]) == ("sheet_too_heavy", "Sheet")
    assert "memory allocation" in caplog.text


@pytest.mark.parametrize(
    ("cell", "rule", "reaches"),
    [
        (b"A1048576", "too_many_rows", 1_048_576),
        (b"A9999999", "too_many_rows", 9_999_999),
        (b"XFD1", "too_many_columns", "XFD"),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_with_how_far(cell, rule, reaches):
    found = refusal(stretched_to(cell))
    assert (found.code, found.params["found"]) == (rule, reaches)
    assert found.params["sheet"] == "Sheet"


def test_a_formula_without_a_result_reaches_as_far_as_a_value():
    lonely = b'<row r="1048576"><c r="A1048576"><f>A1</f></c></row>'
    assert refusal(files.xlsx_of_cells(lonely)).code == "too_many_rows"


def test_a_reader_that_takes_too_long_is_ended():
    slow = b"1,2,3,4,5,6,7,8,9\n" * 1_000_000
    assert refusal(slow, Limits(max_seconds=0)).code in ("too_heavy", "sheet_too_heavy")


def test_formats_that_are_held_whole_say_so_with_the_limit():
    rows = [[f"{row}-{column}" for column in range(9)] for row in range(2000)]
    cells = files.ods_row(files.ods_text("A" * 32_000, repeat=30), repeat=400)
    for name, content in (("XLS", files.xls(rows)), ("ODS", files.ods(cells))):
        found = refusal(content, Limits(max_memory_bytes=2 * MEGABYTE))
        assert (found.code, found.params["format"], found.params["limit"]) == (
            "held_whole",
            name,
            2,
        )


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
    assert refusal(endless).code == "damaged"
    long = files.ods(files.ods_row(files.ods_text("x"), repeat=10**6))
    assert refusal(long).code == "too_many_rows"


def test_one_long_text_used_by_many_cells_is_no_way_to_fill_the_disk():
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 3_001)
    )
    strings = b"<sst><si><t>" + b"a" * 32_000 + b"</t></si><si><t>b</t></si></sst>"
    content = files.with_parts(files.xlsx_of_cells(cells), {"xl/sharedStrings.xml": strings})
    assert refusal(content, Limits(max_answer_bytes=10 * MEGABYTE)).code == "sheet_too_heavy"
    assert refusal(content, Limits(max_memory_bytes=50 * MEGABYTE)).code == "sheet_too_heavy"
    short = files.with_parts(
        files.xlsx_of_cells(cells.replace(b"<v>0</v>", b"<v>1</v>")),
        {"xl/sharedStrings.xml": strings},
    )
    read = read_workbook(short, "a", Limits(max_answer_bytes=MEGABYTE))
    assert read.sheets, "a long text that few cells use is no bomb"


def test_a_cell_longer_than_excel_allows_is_refused_by_its_name():
    longest = files.ods_row(files.ods_text("x"), files.ods_text("A" * 32_767))
    assert read_workbook(files.ods(longest), "a.ods").sheets
    longer = files.ods_row(files.ods_text("x"), files.ods_text("A" * 32_768))
    found = refusal(files.ods(longest + longer), name="a.ods")
    assert str(found) == (
        "Cell B2 of sheet “Sheet1” holds 32768 characters; at most 32767 are read, as in Excel. "
        "Shorten the text and save again."
    )


def test_the_text_of_all_sheets_together_is_limited():
    content = b"abc,defg\n" * 10
    assert read_workbook(content, "a.csv", Limits(max_characters=70)).sheets
    found = refusal(content, Limits(max_characters=69), "a.csv")
    assert (found.code, found.params["limit"]) == ("too_much_text", 69)


def test_200000_merged_cells_are_too_heavy():
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(1, 200_001))
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>' + merges
    sheet = files.xlsx_of_cells(cells + b"</mergeCells><sheetData>")
    assert refusal(sheet).code == "too_heavy"


def xls_declaring(first_row, after_row, first_column, after_column):
    biff = bytearray(files.xls_workbook([[1, 2], [3, 4], [5, 6]]).get_biff_data())
    at = biff.index(struct.pack("<HH", 0x0200, 14)) + 4
    struct.pack_into("<IIHH", biff, at, first_row, after_row, first_column, after_column)
    return files.ole(bytes(biff))


@pytest.mark.parametrize(
    "range_", [(9, 3, 0, 2), (0, 2**32 - 1, 0, 2), (0, 3, 0, 2**16 - 1), (0, 1, 0, 1)]
)
def test_an_xls_is_read_in_full_whatever_range_it_declares(range_):
    rows = list(read_workbook(xls_declaring(*range_), "a.xls").sheets[0].rows())
    assert rows == [(1, [1.0, 2.0]), (2, [3.0, 4.0]), (3, [5.0, 6.0])]


@pytest.mark.parametrize("root", ["timetable", "FET"])
def test_a_timetable_that_declares_anything_is_refused_before_it_is_used(root):
    """The attributes of the first element are filled in before anybody is told of it."""
    entities = f'<!ENTITY a "{"x" * 100_000}"><!ENTITY b "{"&a;" * 60}"><!ENTITY c "&b;&b;">'
    bomb = f'<!DOCTYPE {root} [{entities}]><{root} x="&c;"/>'.encode()
    tracemalloc.start()
    found = refused_here(bomb)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.code == "xml_entities"
    assert taken < 5 * MEGABYTE
    assert refused_here(bomb.replace(root.encode(), b"other", 1)).code == "not_a_spreadsheet"


def refused_here(content):
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(content, "a.xml")
    return caught.value


def test_a_timetable_nested_without_end_is_refused():
    deep = "<Teachers_Timetable>{}{}</Teachers_Timetable>"
    depth = 100_000
    bomb = deep.format('<Teacher name="a">' * depth, "</Teacher>" * depth).encode()
    assert refused_here(bomb).code == "damaged"


def seconds(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


@pytest.mark.parametrize(
    "content",
    [
        lambda count: b"<timetable>" + (b"<b/>" + b"x" * 1_000) * count + b"</timetable>",
        lambda count: files.xlsx_of_cells(
            b'<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><v>'
            + bytes(65 + n * n % 57 % 26 for n in range(30_011)) * (count // 5)
            + b"</v></c></row>"
        ),
    ],
    ids=["timetable", "cell"],
)
def test_a_text_in_many_pieces_takes_no_more_than_its_length(content):
    def read(count):
        made = content(count)

        def work():
            with suppress(UnreadableWorkbook):
                opened(made, "a")

        return seconds(work)

    read(10)
    # The quickest of three: beside other tests a large text finds the caches taken.
    few, many = (min(read(count) for _ in range(3)) for count in (1_000, 8_000))
    assert many < 30 * few + 0.1, "eight times the text, eight times the work"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
def test_a_small_part_swollen_with_elements_is_refused(part):
    content = files.xlsx(A1="x")
    markup = zipfile.ZipFile(BytesIO(content)).read(part)
    end = markup.rindex(b"</")
    swollen = markup[:end] + b'<a b="17"/>' * 700_000 + markup[end:]
    bomb = files.with_parts(content, {part: swollen})
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(bomb, "a.xlsx", Limits(max_ratio=2_000))
    assert caught.value.code == "zip_bomb"


def test_an_ods_that_repeats_a_rounded_number_without_end_is_refused():
    rounded = (
        '<table:table-cell office:value-type="float" office:value="8.25"'
        ' table:number-columns-repeated="200"><text:p>8.3</text:p></table:table-cell>'
    )
    assert opened(files.ods(files.ods_row(rounded, repeat=999)), "a.ods").sheets
    found = refusal(files.ods(files.ods_row(rounded, repeat=999) * 8), name="a.ods")
    assert (found.code, found.params["limit"]) == ("too_many_cells", 1_500_000)


def test_a_file_that_merges_a_whole_sheet_is_rebuilt_without_its_17_thousand_million_cells():
    merged = (
        '<table:table-cell office:value-type="string" table:number-columns-spanned="16384"'
        ' table:number-rows-spanned="1048576"><text:p>x</text:p></table:table-cell>'
    )
    small = merged.replace("16384", "2").replace("1048576", "1")
    read = opened(files.ods(files.ods_row(merged) + files.ods_row(small)), "a.ods")
    assert read.sheets[0].merges == [((0, 0), (1_048_575, 16_383)), ((1, 0), (1, 1))]

    back = opened(rebuilt(read), "a.xlsx").sheets[0]

    assert back.merges == [((1, 0), (1, 1))]
    assert list(back.rows()) == [(1, ["x"]), (2, ["x"])]


def test_titles_are_not_looked_for_in_merged_blocks_without_end():
    blocks = iter([((0, 0), (9, 255))] * 100_000)
    merged_places(blocks, 60)
    assert len(list(blocks)) > 99_900


def test_a_format_longer_than_any_program_writes_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.active["A1"].number_format = "0" + "%" * 1_000
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(files.saved(book), "a.xlsx")
    assert caught.value.code == "damaged"


def test_a_sheet_that_would_cost_too_much_memory_is_refused_before_it_is_opened():
    cells = b'<row r="1">' + b"<c><v>1</v></c>" * 6 + b'<c t="s"><v>0</v></c></row>'
    strings = b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"
    content = files.with_parts(files.xlsx_of_cells(cells), {"xl/sharedStrings.xml": strings})
    found = refusal(content, Limits(max_held=8))
    assert (found.code, found.params["found"], found.params["limit"]) == ("too_much_at_once", 9, 8)
    assert read_workbook(content, "a", Limits(max_held=9)).sheets
