"""Templates of other products given back filled: what is not filled is as it was."""

import datetime
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from eduportal.workbooks.editing.filling import filled
from eduportal.workbooks.editing.lines import Line, placed
from eduportal.workbooks.headers import find_headers
from eduportal.workbooks.problems import UnreadableWorkbook
from tests import files
from tests.workbooks.opened import opened

TITLES = {
    "order_number": ["STT"],
    "student_code": ["Mã HS"],
    "full_name": ["Họ tên"],
    "birth_date": ["Ngày sinh"],
    "tx1": ["TX1"],
    "gk": ["GK"],
}
BORN = datetime.date(2014, 5, 9)
DAY = datetime.datetime(2014, 5, 9)


def line(name, *codes, born=BORN, tx=7.5, gk="Đ", person=None):
    return Line(codes, name, born, {4: tx, 5: gk}, person or {2: name, 3: born})


def template(rows, hidden_code=True):
    """A sheet with a hidden code, averages by formula, a validation, and a second sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "6A1"
    sheet["A1"] = "BẢNG ĐIỂM"
    sheet.append([])
    sheet.append(["STT", "Mã HS", "Họ tên", "Ngày sinh", "TX1", "GK", "TB"])
    for number, row in enumerate(rows, 4):
        sheet.append([*row, f"=AVERAGE(E{number}:F{number})"])
    sheet.column_dimensions["B"].hidden = hidden_code
    for row in range(4, 9):
        sheet.cell(row, 5).number_format = "0.0"
        sheet.cell(row, 6).number_format = "@"
        sheet.cell(row, 5).fill = PatternFill("solid", fgColor="FFFFFF00")
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="10")
    rule.add("E4:E40")
    sheet.add_data_validation(rule)
    workbook.create_sheet("Danh mục")["A1"] = "Nam"
    content = files.saved(workbook)
    part = re.sub(rb"<calcPr [^>]*/>", b"", parts(content)["xl/workbook.xml"])
    return files.with_parts(content, {"xl/workbook.xml": part})


def fill(content, lines):
    workbook = opened(content, "mau.xlsx")
    ((sheet, header),) = find_headers(workbook, TITLES, ("full_name",))
    found = placed(sheet, header, lines)
    like = {} if found.like is None else {sheet.name: found.like}
    return filled(content, workbook, {sheet.name: found.values}, like), found


def sheet_of(content):
    return openpyxl.load_workbook(BytesIO(content))["6A1"]


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_rows_are_found_by_code_then_by_name_and_the_rest_stays():
    content = template(
        [
            [1, "V-1", "Lê Ân", None, None, None],
            [2, "V-2", "Vũ An", DAY, None, None],
            [3, "V-3", "Người Lạ", DAY, None, None],
        ]
    )
    back, found = fill(
        content, [line("Vũ An"), line("Lê Ân", "V-1", tx=Decimal("8.5"), gk=6.5), line("Trần Bi")]
    )
    sheet = sheet_of(back)
    assert [c.value for c in sheet[4]][:6] == [1, "V-1", "Lê Ân", None, 8.5, "6,5"]
    assert [c.value for c in sheet[5]][:6] == [2, "V-2", "Vũ An", DAY, 7.5, "Đ"]
    assert [c.value for c in sheet[6]][4:6] == [None, None]
    assert [(each.place.cell, each.name) for each in found.strangers] == [("C6", "Người Lạ")]
    assert [each.name for each in found.missing] == ["Trần Bi"]
    assert sheet.column_dimensions["B"].hidden
    assert sheet["E4"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["G4"].value == "=AVERAGE(E4:F4)"
    assert sheet.data_validations.dataValidation[0].sqref.ranges.pop().coord == "E4:E40"
    before, after = parts(content), parts(back)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_a_code_of_another_person_is_no_match():
    content = template([[1, "V-1", "Lê Ân", DAY, None, None]])
    _back, found = fill(content, [line("Vũ An", "V-1", born=datetime.date(2013, 1, 1))])
    assert [each.name for each in found.strangers] == ["Lê Ân"]


def test_two_of_one_name_without_code_or_day_are_not_told_apart():
    content = template([[1, "", "Lê Ân", None, None, None]])
    lines = [line("Lê Ân"), line("Lê Ân", born=datetime.date(2014, 1, 1))]
    _back, found = fill(content, lines)
    assert len(found.missing) == 2


def test_an_empty_template_gets_its_rows_in_the_looks_of_its_first():
    content = template([])
    names = [f"Học Sinh {n}" for n in range(9)]
    back, found = fill(content, [line(name) for name in names])
    assert found.missing == found.strangers == []
    sheet = sheet_of(back)
    assert [c.value for c in sheet[4]][:6] == [1, None, "Học Sinh 0", "09/05/2014", 7.5, "Đ"]
    assert [sheet.cell(row, 3).value for row in range(4, 13)] == names
    assert sheet["E12"].number_format == "0.0"
    assert sheet["E12"].fill.fgColor.rgb == "FFFFFF00"


def test_running_numbers_that_are_there_stay():
    back, _found = fill(
        template([[n, None, None, None, None, None] for n in (11, 12)]), [line("Lê Ân")]
    )
    assert [sheet_of(back)["A4"].value, sheet_of(back)["C4"].value] == [11, "Lê Ân"]


def test_what_stands_below_is_never_written_over():
    workbook = openpyxl.load_workbook(BytesIO(template([])))
    workbook["6A1"]["C6"] = "Giáo viên bộ môn"
    with pytest.raises(UnreadableWorkbook) as caught:
        fill(files.saved(workbook), [line(f"Học Sinh {n}") for n in range(3)])
    assert caught.value.code == "template_no_room"
    assert (caught.value.params["found"], caught.value.params["row"]) == (2, 6)


def test_a_day_is_a_day_where_the_template_has_days_and_text_elsewhere():
    workbook = openpyxl.load_workbook(BytesIO(template([])))
    workbook["6A1"]["D4"].number_format = "dd/mm/yyyy"
    back, _found = fill(files.saved(workbook), [line("Lê Ân")])
    assert sheet_of(back)["D4"].value == DAY


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(1)", "\t=1", "\r=1", "a<&>\"'"])
def test_a_text_is_a_text_whatever_it_begins_with(text):
    content = template([[1, "V-1", "Lê Ân", DAY, None, None]])
    back, _found = fill(content, [line("Lê Ân", "V-1", gk=text)])
    cell = sheet_of(back)["F4"]
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\r"))
    assert cell.quotePrefix == (text[0] != "a")
    assert cell.number_format == "@"


def test_a_formula_is_never_written_over_and_its_old_result_not_kept():
    content = template([[1, "V-1", "Lê Ân", DAY, None, None]])
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    computed = re.sub(b"</f><v ?/>|</f><v></v>", b"</f><v>0</v>", sheet)
    assert computed != sheet
    content = files.with_parts(content, {"xl/worksheets/sheet1.xml": computed})
    workbook = opened(content, "a.xlsx")
    back = filled(content, workbook, {"6A1": {4: {7: 9.9, 5: 8}}}, {})
    assert sheet_of(back)["G4"].value == "=AVERAGE(E4:F4)"
    ((_number, values),) = [row for row in opened(back, "a").sheets[0].rows() if row[0] == 4]
    assert values[6] == "=AVERAGE(E4:F4)", "a formula without a result, as the reader names it"
