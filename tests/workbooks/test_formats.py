"""The same table in every format: right rows, right cells, nothing read as blank in silence."""

import datetime
import struct
import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlwt

from eduportal.workbooks.cells import display_text, text_value
from eduportal.workbooks.formats import patches
from eduportal.workbooks.problems import CellProblem, UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook
from eduportal.workbooks.values import FormulaText
from eduportal.workbooks.workbook import column_letters
from tests import files
from tests.workbooks.opened import opened

TABLE = [["STT", "Họ tên", "Điểm"], [1, "Vũ Tấn Ân", 6.8], [2, "Lê Ân", 10]]


def rows(content, name="file.xlsx"):
    return list(opened(content, name).sheets[0].rows())


def ods_table():
    def number(value):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    return files.ods(
        files.ods_row(*map(files.ods_text, ["STT", "Họ tên", "Điểm"]))
        + files.ods_row(number(1), files.ods_text("Vũ Tấn Ân"), number(6.8))
        + files.ods_row(number(2), files.ods_text("Lê Ân"), number(10))
        + files.ods_row('<table:table-cell table:number-columns-repeated="16384"/>', repeat=9999)
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.csv", "a.pdf", "a"])
@pytest.mark.parametrize("make", [lambda: files.xlsx(TABLE), lambda: files.xls(TABLE), ods_table])
def test_a_file_is_opened_by_what_it_holds_whatever_its_name_says(make, name):
    assert rows(make(), name) == list(enumerate(TABLE, 1))


def test_a_file_can_be_read_from_a_path(tmp_path):
    path = tmp_path / "lop.xlsx"
    path.write_bytes(files.xlsx(TABLE))
    workbook = read_workbook(path, "10A1.xlsx")
    assert workbook.kind == "xlsx"
    assert workbook.filename == "10A1.xlsx"
    assert list(workbook.sheets[0].rows()) == list(enumerate(TABLE, 1))


def test_rows_and_columns_keep_their_places_when_the_list_starts_lower():
    assert rows(files.xlsx(C5="x", E7="y")) == [
        (5, ["", "", "x", "", ""]),
        (7, ["", "", "", "", "y"]),
    ]
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    sheet.write(4, 2, "x")
    assert rows(files.saved_xls(workbook)) == [(5, ["", "", "x"])]
    lower = files.ods_row("<table:table-cell/>", repeat=4) + files.ods_row(
        '<table:table-cell table:number-columns-repeated="2"/>', files.ods_text("x")
    )
    assert rows(files.ods(lower)) == [(5, ["", "", "x"])]


def test_rows_that_only_look_empty_are_dropped_wherever_they_stand():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "x", " \xa0 ", "y"
    for row in range(4, 300):
        sheet.cell(row, 3).number_format = "0.0"
    sheet["A300"] = "  "
    assert rows(files.saved(workbook)) == [(1, ["x"]), (3, ["y"])]


def test_a_formatted_but_empty_cell_at_the_very_end_costs_nothing():
    cells = (
        b'<row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert rows(files.xlsx_of_cells(cells)) == [(2, ["", 1.0])]


def test_cells_of_files_that_write_no_positions_follow_one_another():
    cells = b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    assert rows(files.xlsx_of_cells(cells)) == [(1, [1.0, 2.0]), (2, [3.0, ""])]


def test_a_namespace_prefix_is_no_obstacle():
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<x:sheetData><x:row r="2"><x:c r="B2"><x:v>7.5</x:v></x:c></x:row></x:sheetData>'
        b"</x:worksheet>"
    )
    content = files.with_parts(files.xlsx(A1="x"), {"xl/worksheets/sheet1.xml": sheet})
    assert rows(content) == [(2, ["", 7.5])]


def test_a_formula_gives_its_result():
    cells = b'<row r="1"><c r="A1"><f>3.4*2</f><v>6.800000000000001</v></c></row>'
    ((_number, values),) = rows(files.xlsx_of_cells(cells))
    assert display_text(values[0]) == "6.8"


def test_formula_errors_and_uncomputed_formulas_do_not_pass_for_blanks():
    cells = (
        b'<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A1+1</f></c>'
        b'<c r="C1" t="str"><f>IF(1,"","")</f><v></v></c></row>'
        b'<row r="9"><c r="B9"><f>SUM(B1:B8)</f></c></row>'
    )
    assert rows(files.xlsx_of_cells(cells)) == [
        (1, ["#DIV/0!", "=A1+1", ""]),
        (9, ["", "=SUM(B1:B8)"]),
    ]
    error = (
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>#N/A</text:p></table:table-cell>"
    )
    assert rows(files.ods(files.ods_row(files.ods_text("x"), error))) == [(1, ["x", "#N/A"])]
    values = rows(files.xlsx_of_cells(cells))[0][1]
    assert [isinstance(value, FormulaText) for value in values] == [True, True, False]


def test_an_error_in_an_xls_does_not_pass_for_a_blank():
    workbook = files.xls_workbook([["x", "y"]])
    workbook.get_sheet(0).row(1).set_cell_error(1, "#N/A!")
    assert rows(files.saved_xls(workbook)) == [(1, ["x", "y"]), (2, ["", "#N/A"])]


def test_merged_blocks_are_known_where_the_format_tells():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "x"
    workbook.active.merge_cells("A1:D1")
    assert opened(files.saved(workbook), "a").sheets[0].merges == [((0, 0), (0, 3))]
    assert opened(ods_table(), "a").sheets[0].merges is None


def test_hidden_sheets_are_marked():
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "x"
    workbook.create_sheet("DAN_TOC").sheet_state = "hidden"
    assert [(s.name, s.hidden) for s in opened(files.saved(workbook), "a").sheets] == [
        ("Sheet", False),
        ("DAN_TOC", True),
    ]


def test_dates_arrive_as_dates_in_both_excel_formats():
    day = datetime.date(2010, 11, 9)
    assert rows(files.xlsx([[day]])) == [(1, [day])]
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("S")
    sheet.write(0, 0, day, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    assert rows(files.saved_xls(workbook)) == [(1, [day])]


def test_dates_of_an_xls_are_right_whatever_day_its_calendar_begins_with():
    workbook = xlwt.Workbook()
    workbook.dates_1904 = True
    dated, timed = (xlwt.easyxf(num_format_str=each) for each in ("DD/MM/YYYY", "DD/MM/YYYY HH:MM"))
    sheet = workbook.add_sheet("S")
    # Day 0 of this calendar is 1 January 1904; 1462 days lie between the two.
    for index, (serial, style) in enumerate(
        [(40491 - 1462, dated), (40491.25 - 1462, timed), (0.25, timed), (-3.0, dated)]
    ):
        sheet.write(0, index, serial, style)
    day = datetime.date(2010, 11, 9)
    assert rows(files.saved_xls(workbook)) == [
        (1, [day, datetime.datetime(2010, 11, 9, 6), datetime.time(6), -3.0])
    ]


def test_merged_blocks_and_hidden_sheets_of_an_xls_are_known():
    workbook = files.xls_workbook([["x"]])
    workbook.get_sheet(0).write_merge(1, 2, 0, 3, "y")
    hidden = workbook.add_sheet("DAN_TOC")
    hidden.write(0, 0, True)
    hidden.visibility = 1
    first, second = opened(files.saved_xls(workbook), "a.xls").sheets
    assert (first.merges, first.hidden) == ([((1, 0), (2, 3))], False)
    assert (second.name, second.hidden) == ("DAN_TOC", True)
    assert list(second.rows()) == [(1, [True])]


def test_a_nul_in_a_text_of_an_xls_is_a_problem_of_its_cell():
    [(_number, [text, one])] = rows(files.xls([["Danh\0 sách", 1]]))
    assert (display_text(text), one) == ("Danh\ufffd sách", 1.0)
    with pytest.raises(CellProblem) as caught:
        text_value(text)
    assert caught.value.code == "unreadable_character"


def test_an_xls_whose_formats_are_wrong_is_read_without_them():
    """Some programs write a format that refers to a font the file does not have."""
    biff = bytearray(files.xls_workbook([["x", 7.5]]).get_biff_data())
    at, broken = 0, False
    while at + 4 <= len(biff) and not broken:
        kind, length = struct.unpack_from("<HH", biff, at)
        if kind == 0x00E0:
            struct.pack_into("<H", biff, at + 4, 9999)
            broken = True
        at += 4 + length
    assert rows(files.ole(bytes(biff))) == [(1, ["x", 7.5])]


def test_a_column_is_named_as_excel_names_it():
    names = [column_letters(index) for index in (0, 10, 25, 26, 27, 701, 702)]
    assert names == ["A", "K", "Z", "AA", "AB", "ZZ", "AAA"]


def test_parts_named_with_backslashes_are_found():
    content = files.xlsx(TABLE)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("/", "\\"), part)
    assert rows(result.getvalue()) == list(enumerate(TABLE, 1))


def test_every_cell_that_repeats_an_error_of_an_ods_shows_it():
    error = (
        '<table:table-cell office:value-type="string" calcext:value-type="error"'
        ' table:number-columns-repeated="2"><text:p>#N/A</text:p></table:table-cell>'
    )
    shown = ["x", "#N/A", "#N/A"]
    content = files.ods(files.ods_row(files.ods_text("x"), error, repeat=2))
    assert rows(content, "a.ods") == [(1, shown), (2, shown)]


def failed_formulas(count):
    return files.xlsx_of_cells(
        b"".join(b'<row r="%d"><c r="A%d" t="e"><v>#N/A</v></c></row>' % (n, n) for n in count)
    )


def test_no_error_passes_for_a_blank_because_many_came_before_it(monkeypatch):
    read = rows(failed_formulas(range(1, 10_102)))
    assert {tuple(values) for _number, values in read} == {("#N/A",)} and len(read) == 10_101

    monkeypatch.setattr(patches, "MOST_PATCHES", 3)
    assert len(rows(failed_formulas(range(1, 4)))) == 3
    with pytest.raises(UnreadableWorkbook) as caught:
        rows(failed_formulas(range(1, 5)))
    assert caught.value.code == "too_many_failed_formulas"


def test_two_sheets_of_one_name_are_not_read():
    """Which rows a correction means, or which are read twice, would be anyone's guess."""
    sheet = files.ods_row(files.ods_text("x"))
    for name in ("Sheet1", "S" * 100):
        two = f'{sheet}</table:table><table:table table:name="{name}">{sheet}'
        three = f'{two}</table:table><table:table table:name="{name}b">{sheet}'
        with pytest.raises(UnreadableWorkbook) as caught:
            opened(files.ods(three if len(name) == 100 else two), "a.ods")
        assert caught.value.code == "damaged"
