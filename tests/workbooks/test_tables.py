"""Records told from what stands between them in the lists schools print."""

import openpyxl
import pytest

from eduportal.workbooks.cells import date_value, personal_number_value, text_value
from eduportal.workbooks.headers import find_header
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import table_rows
from tests import files
from tests.workbooks.opened import opened

TITLES = {
    "order_number": ["STT"],
    "code": ["Mã HS"],
    "full_name": ["Họ tên"],
    "birth_date": ["Ngày sinh"],
    "midterm": ["GK"],
}
HEAD = ["STT", "Mã HS", "Họ tên", "Ngày sinh", "GK"]
REQUIRED = ["code", "full_name"]


def pupil(number, name="Ân"):
    return [number, f"25{number:08d}", f"{name} {number}", "31/01/2010", 8]


def records(rows, required=REQUIRED):
    sheet = opened(files.xlsx(rows), "a.xlsx").sheets[0]
    return list(table_rows(sheet, find_header(sheet, TITLES, required)))


def found(rows, required=REQUIRED):
    return [(row.number, row.section) for row in records(rows, required)]


def test_a_list_of_classes_with_repeated_titles_keeps_each_pupils_class():
    rows = [
        ["TRƯỜNG TH LÊ LỢI"],
        ["LỚP 1A"],
        HEAD,
        pupil(1),
        pupil(2),
        ["Tổng: 2 học sinh"],
        ["LỚP 1B"],
        HEAD,
        pupil(3),
        [],
        ["Lớp: 1C", "", "", "Sĩ số: 1"],
        ["STT", "Mã HS", "HỌ TÊN (*)", "Ngày\nsinh", "GK"],
        pupil(4),
    ]
    assert found(rows) == [(4, "1A"), (5, "1A"), (9, "1B"), (13, "1C")]


@pytest.mark.parametrize(
    "footer",
    [
        ["Tổng cộng", "", "", "", 42],
        ["", "", "Cộng:", "", 42],
        ["TỔNG SỐ: 42"],
        ["Tong cong: 42"],
        ["Người lập biểu", "", "", "", "Hiệu trưởng"],
        ["", "", "", "HIỆU TRƯỞNG"],
        ["Ghi chú: điểm GK lấy từ bài kiểm tra"],
        ["", "", "", "Long An, ngày 15 tháng 01 năm 2026"],
        ["Danh sách này có 42 học sinh"],
    ],
)
@pytest.mark.parametrize("required", [REQUIRED, ["full_name"]])
def test_totals_and_signatures_end_the_table(footer, required):
    rows = [HEAD, pupil(1), footer, ["", "", "Nguyễn Văn A", "", "Trần B"], ["x", "y"]]
    assert found(rows, required) == [(2, "")]


def test_family_names_like_footers_are_people():
    rows = [
        HEAD,
        ["", "", "Tống Văn Công", "31/01/2010", 8],
        ["", "", "Công Tằng Tôn Nữ Ghi", "", 7],
    ]
    assert len(found(rows)) == 2
    rows = [HEAD, pupil(1), ["", "", "Tống Văn A", "", ""]]
    assert len(found(rows)) == 2


def test_complete_records_below_a_footer_are_not_lost():
    rows = [HEAD, pupil(1), ["Ghi chú"], ["Nguyễn Văn A"], pupil(2), ["", "", "Bình"]]
    assert [number for number, _section in found(rows)] == [2, 5, 6]


def test_rows_that_lack_something_stay_in_for_whoever_checks_them():
    rows = [HEAD, [1, "", "Ân", "", ""], [2, "2500000002", "", "", ""], ["", "", "", "", 9]]
    assert [number for number, _section in found(rows)] == [2, 3, 4]


def test_numbered_but_empty_rows_and_loose_lines_are_passed_over():
    rows = [HEAD, pupil(1), [2], [3, "", " "], ["TỔ TOÁN - TIN"], pupil(4)]
    assert [number for number, _section in found(rows)] == [2, 6]


@pytest.mark.parametrize("numbering", [[1, 2, 3, 4, 5], ["(1)", "(2)", "(3)", "(4)", "(5)"],
                                       ["A", "B", 1, 2, 3]])  # fmt: skip
def test_the_row_that_numbers_the_columns_is_no_record(numbering):
    assert [number for number, _section in found([HEAD, numbering, pupil(1)])] == [3]
    assert len(found([HEAD, pupil(1), numbering])) == 2, "only directly under the titles"


def test_rows_of_a_ragged_csv_are_filled_up():
    content = "STT,Mã HS,Họ tên,Ngày sinh,GK\n1,2500000001,Ân\n".encode()
    sheet = opened(content, "a.csv").sheets[0]
    (row,) = table_rows(sheet, find_header(sheet, TITLES, REQUIRED))
    assert row.value("midterm") == ""


def test_a_record_gives_values_by_column_and_problems_by_cell():
    titles = {**TITLES, "personal_number": ["Số định danh"], "absent": ["Không có"]}
    content = files.xlsx(
        [["LỚP 2"], [*HEAD, "Số định danh"], [1, "25", " Ân", "30/02/2010", 8.5, 80166371539]]
    )
    sheet = opened(content, "a.xlsx").sheets[0]
    (row,) = table_rows(sheet, find_header(sheet, titles, REQUIRED))
    problems: list[Problem] = []
    assert row.value("midterm") == 8.5
    assert row.text("midterm") == "8.5"
    assert row.value("absent") == ""
    assert row.read("full_name", text_value, problems) == "Ân"
    assert row.read("birth_date", date_value, problems) is None
    assert row.read("personal_number", personal_number_value, problems) == "080166371539"
    seen = [(p.cell, p.row, p.column, p.rule, p.severity, p.value) for p in problems]
    assert seen == [
        ("D3", 3, "Ngày sinh", "date_impossible", "error", "30/02/2010"),
        ("F3", 3, "Số định danh", "leading_zero_restored", "warning", "80166371539"),
    ]
    assert str(problems[0]) == "The date “30/02/2010” does not exist."


def test_a_name_in_two_columns_is_read_as_one():
    workbook = openpyxl.Workbook()
    workbook.active.append(["Mã HS", "Họ tên", ""])
    workbook.active.append(["25", "Vũ Tấn ", " Ân"])
    workbook.active.merge_cells("B1:C1")
    sheet = opened(files.saved(workbook), "a").sheets[0]
    (row,) = table_rows(sheet, find_header(sheet, TITLES, REQUIRED))
    assert row.value("full_name") == "Vũ Tấn Ân"
    assert row.place("full_name").cell == "B2"


def test_whoever_asks_is_told_of_rows_below_a_footer_and_takes_those_like_records():
    late, signed = [2, "", "Bình", "", 7], ["", "", "Nguyễn Văn A", "", "Trần B"]
    rows = [HEAD, pupil(1), ["Người lập biểu"], late, signed, ["Hiệu trưởng"], [3, "", "Cúc"]]
    sheet = opened(files.xlsx(rows), "a.xlsx").sheets[0]
    header = find_header(sheet, TITLES, REQUIRED)
    told = []

    first = list(table_rows(sheet, header, passed_over=lambda *each: told.append(each)))
    taken = list(table_rows(sheet, header, below=True))

    assert [row.number for row in first] == [2]
    assert [(row.number, line) for row, line in told] == [
        (4, "Người lập biểu"),
        (5, "Người lập biểu"),
        (7, "Hiệu trưởng"),
    ]
    assert [row.number for row in taken] == [2, 4, 7]
