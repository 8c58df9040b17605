"""Titles found by what they say: any row, any order, any spelling, over one row or several."""

import openpyxl
import pytest

from eduportal.workbooks.headers import HeaderProblem, find_header, find_headers
from tests import files
from tests.workbooks.opened import opened

TITLES = {
    "order_number": ["STT", "TT", "#"],
    "code": ["Mã định danh Bộ GD&ĐT", "Mã HS", "Mã học sinh"],
    "full_name": ["Họ và tên", "Họ tên"],
    "birth_date": ["Ngày sinh"],
    **{f"regular{n}": [f"ĐĐGtx{n}", f"TX{n}"] for n in range(1, 5)},
    "midterm": ["ĐĐGgk", "GK"],
    "final": ["ĐĐGck", "CK"],
}
REQUIRED = ["full_name", "midterm"]


def header_of(content, required=REQUIRED, titles=TITLES):
    return find_header(opened(content, "a.xlsx").sheets[0], titles, required)


def problems_of(content, required=REQUIRED, titles=TITLES):
    with pytest.raises(HeaderProblem) as caught:
        header_of(content, required, titles)
    return caught.value.problems


def places(header):
    return {key: at[0] if len(at) == 1 else at for key, at in header.columns.items()}


def test_titles_are_found_whatever_their_order_accents_breaks_and_stars():
    row = ["GK", "HỌ VÀ\nTÊN (*)", "Mã HS :", "dd gtx 2", "ĐĐGtx\u00a01", "#", "Nga\u0300y  sinh"]
    header = header_of(files.xlsx([["SỞ GDĐT"], [], ["x", "y"], row, ["9", "Ân"]]))
    assert (header.first_row, header.last_row) == (4, 4)
    assert places(header) == {
        "midterm": 0,
        "full_name": 1,
        "code": 2,
        "regular2": 3,
        "regular1": 4,
        "order_number": 5,
        "birth_date": 6,
    }
    assert header.titles["full_name"] == "HỌ VÀ TÊN (*)"


def test_a_hint_in_brackets_is_set_aside_unless_it_tells_columns_apart():
    header = header_of(files.xlsx([["Họ tên (in hoa)", "Ngày sinh\n(dd/mm/yyyy)", "GK (hệ số 2)"]]))
    assert places(header) == {"full_name": 0, "birth_date": 1, "midterm": 2}
    titles = {"art": ["Nghệ thuật"], "music": ["Nghệ thuật (Âm nhạc)"], "name": ["Họ tên"]}
    row = ["Họ tên", "Nghệ thuật", "Nghệ thuật (Âm nhạc)", "Nghệ thuật (Mĩ thuật)"]
    assert places(header_of(files.xlsx([row]), ["name"], titles)) == {
        "name": 0,
        "art": 1,
        "music": 2,
    }


def test_columns_nobody_asked_for_are_listed_by_their_letters():
    header = header_of(files.xlsx([["Họ tên", "GK", "Ghi chú", "", "Zalo"]]))
    assert header.unknown == {"C": "Ghi chú", "E": "Zalo"}


def two_rows(merge):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["BẢNG ĐIỂM LỚP 6A1 MÔN TOÁN"])
    sheet.append(["#", "Họ và tên", "Ngày sinh", "ĐĐGtx", "", "", "", "ĐĐGgk", "ĐĐGck"])
    sheet.append(["", "", "", 1, 2, 3, 4, "", ""])
    sheet.append([1, "Vũ Tấn Ân", "31/01/2010", 9, 8, 7, 9, 8.5, 9])
    if merge:
        sheet.merge_cells("A1:I1")
        sheet.merge_cells("D2:G2")
        for letter in "ABCHI":
            sheet.merge_cells(f"{letter}2:{letter}3")
    return files.saved(workbook)


@pytest.mark.parametrize("merge", [True, False])
def test_a_group_over_numbered_columns_names_each_of_them(merge):
    header = header_of(two_rows(merge))
    assert (header.first_row, header.last_row) == (2, 3)
    assert [header.columns[f"regular{n}"] for n in (1, 2, 3, 4)] == [(3,), (4,), (5,), (6,)]
    assert header.columns["final"] == (8,)
    assert header.titles["regular3"] == "ĐĐGtx 3"
    assert header.class_line == "6A1"


def test_a_group_asked_for_as_a_whole_is_one_column_of_several_places():
    titles = {"full_name": ["Họ và tên"], "regular": ["ĐĐGtx"], "midterm": ["ĐĐGgk"]}
    header = header_of(two_rows(merge=True), titles=titles)
    assert header.columns["regular"] == (3, 4, 5, 6)


def test_three_rows_of_titles_tell_equal_columns_apart_by_their_group():
    rows = [
        ["STT", "Họ tên", "Môn học và hoạt động giáo dục", "", "", ""],
        ["", "", "Toán", "", "Tiếng Việt", ""],
        ["", "", "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "Điểm KTĐK"],
    ]
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for block in ("A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2"):
        workbook.active.merge_cells(block)
    titles = {
        "full_name": ["Họ tên"],
        "math_level": ["Toán Mức đạt được"],
        "math_mark": ["Toán Điểm KTĐK"],
        "vietnamese_level": ["Tiếng Việt Mức đạt được"],
        "vietnamese_mark": ["Tiếng Việt Điểm KTĐK"],
    }
    header = header_of(files.saved(workbook), titles, titles)
    assert [header.columns[key] for key in titles] == [(1,), (2,), (3,), (4,), (5,)]
    assert header.last_row == 3


def test_a_parents_name_within_a_group_is_not_the_pupils():
    rows = [["STT", "Họ tên", "GK", "Cha", ""], ["", "", "", "Họ tên", "Năm sinh"]]
    assert header_of(files.xlsx(rows)).columns["full_name"] == (1,)


def test_a_name_split_under_one_merged_title_is_one_column():
    workbook = openpyxl.Workbook()
    workbook.active.append(["STT", "Họ và tên", "", "GK"])
    workbook.active.append([1, "Vũ Tấn", "Ân", 8])
    workbook.active.merge_cells("B1:C1")
    assert header_of(files.saved(workbook)).columns["full_name"] == (1, 2)


def test_every_missing_column_is_named_at_once_with_what_was_found():
    (problem,) = problems_of(
        files.xlsx([["STT", "Họ tên", "Zalo"], [1, "Ân", ""]]),
        ["full_name", "code", "midterm", "final"],
    )
    assert problem.rule == "columns_missing"
    assert str(problem) == (
        "Missing columns: Mã định danh Bộ GD&ĐT, ĐĐGgk, ĐĐGck. Columns found: STT, Họ tên, Zalo"
    )
    assert problem.row == 1


def test_a_column_that_stands_twice_is_reported_beside_what_is_missing():
    missing, twice = problems_of(
        files.xlsx([["STT", "Họ tên", "GK", "Họ và tên"]]), ["full_name", "final"]
    )
    assert missing.rule == "columns_missing"
    assert (twice.rule, twice.params["cells"], twice.cell) == ("column_twice", "B1, D1", "D1")


def test_a_sheet_without_titles_says_what_was_looked_for_and_found():
    (problem,) = problems_of(files.xlsx([["a", "b"], ["Mã", "Tên", "Lớp"]]))
    assert problem.rule == "header_not_found"
    assert str(problem).endswith(
        "Looked for: Họ và tên, ĐĐGgk. Found instead: Mã, Tên, Lớp"
    )  # fmt: skip


def test_titles_are_looked_for_in_the_first_forty_filled_rows():
    titles = ["Họ tên", "GK"]
    assert header_of(files.xlsx([*[["x"], []] * 39, titles])).first_row == 79
    assert problems_of(files.xlsx([*[["x"]] * 43, titles]))


def test_the_class_line_may_stand_above_the_header():
    for line, name in [
        ("LỚP 1A", "1A"),
        ("Lớp: 6A1 (35 học sinh)", "6A1"),
        ("lop  mầm 2", "mầm 2"),
    ]:
        header = header_of(files.xlsx([["TRƯỜNG"], [line], ["Họ tên", "GK"]]))
        assert header.class_line == name


def workbook_of(**sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return workbook


def test_every_sheet_with_the_table_is_found_and_code_lists_are_passed_over():
    table = [["Họ tên", "GK", "CK"], ["Ân", 8, 9]]
    workbook = workbook_of(
        A=table, B=[["x"], *table], DAN_TOC=[["Mã", "Tên"]], EMPTY=[], HIDDEN=table
    )
    workbook["HIDDEN"].sheet_state = "hidden"
    book = opened(files.saved(workbook), "a.xlsx")
    found = find_headers(book, TITLES, ["full_name", "midterm", "final"])
    assert [(sheet.name, header.first_row) for sheet, header in found] == [("A", 1), ("B", 2)]


def test_a_sheet_that_nearly_has_the_table_is_not_passed_over():
    workbook = workbook_of(A=[["Họ tên", "GK", "CK"]], B=[["Họ tên", "GK"]])
    with pytest.raises(HeaderProblem) as caught:
        find_headers(opened(files.saved(workbook), "a"), TITLES, ["full_name", "midterm", "final"])
    assert [(found.sheet, found.rule) for found in caught.value.problems] == [
        ("B", "columns_missing")
    ]


def test_a_workbook_without_the_table_anywhere_says_so_for_each_sheet():
    workbook = workbook_of(A=[["x"]], B=[["y"]])
    with pytest.raises(HeaderProblem) as caught:
        find_headers(opened(files.saved(workbook), "a"), TITLES, REQUIRED)
    assert [found.sheet for found in caught.value.problems] == ["A", "B"]
