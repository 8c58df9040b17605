"""The three replicas of the Ministry's exports, read as a clerk would read them."""

import datetime

from eduportal.workbooks.cells import code_value, date_value, text_value
from eduportal.workbooks.headers import find_headers
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import table_rows
from tests.files import SAMPLES
from tests.workbooks.opened import opened

IDENTITY = {
    "order_number": ["STT", "TT"],
    "code": ["Mã định danh Bộ GD&ĐT", "Mã HS"],
    "full_name": ["Họ và tên", "Họ tên"],
    "birth_date": ["Ngày sinh"],
}
MARKS = {
    **{f"regular{n}": [f"ĐĐGtx{n}", f"TX{n}"] for n in range(1, 6)},
    "midterm": ["ĐĐGgk", "GK"],
    "final": ["ĐĐGck", "CK"],
}


def rows_of(name, synonyms, required):
    workbook = opened((SAMPLES / name).read_bytes(), name)
    ((sheet, header),) = find_headers(workbook, synonyms, required)
    return header, list(table_rows(sheet, header))


def test_the_whole_class_of_the_pupil_list_is_read_under_its_letterhead():
    header, rows = rows_of(
        "replica_csdl_danh_sach_hoc_sinh_25_cols.xlsx",
        {**IDENTITY, "status": ["Trạng thái"], "class_name": ["Lớp học"]},
        ["code", "full_name", "status"],
    )
    assert header.first_row == 4
    assert header.class_line == "12.6"
    assert len(header.columns) + len(header.unknown) == 25
    assert len(rows) == 42
    assert {row.text("class_name") for row in rows} == {"12.6"}
    assert rows[3].text("status") == "Chuyển đi"


def test_the_mark_sheet_keeps_every_cell_as_its_clerk_sees_it():
    _header, rows = rows_of(
        "replica_csdl_mau1_bang_diem.xlsx", {**IDENTITY, **MARKS}, ["full_name", "final"]
    )
    by_number = {row.number: row for row in rows}
    assert len(rows) == 42
    shown = {
        row.place(key).cell: row.text(key)
        for row, key in [
            (by_number[8], "regular1"),
            (by_number[9], "midterm"),
            (by_number[10], "final"),
            (by_number[13], "midterm"),
            (by_number[14], "regular1"),
            (by_number[15], "final"),
            (by_number[16], "full_name"),
            (by_number[17], "code"),
        ]
    }
    assert shown == {
        "F8": "7,5",
        "K9": "8,25",
        "L10": " 6.5 ",
        "K13": "11",
        "F14": "V",
        "L15": "M",
        "D16": "VŨ TẤN ÂN",
        "C17": "",
    }


def test_the_code_stored_as_a_number_and_the_real_date_are_read_like_the_others():
    _header, rows = rows_of(
        "replica_csdl_mau1_bang_diem.xlsx", {**IDENTITY, **MARKS}, ["full_name", "final"]
    )
    by_number = {row.number: row for row in rows}
    problems: list[Problem] = []
    assert by_number[11].read("code", code_value, problems) == "2535898965"
    born = [row.read("birth_date", date_value, problems) for row in rows]
    assert by_number[12].read("birth_date", date_value, problems) == datetime.date(2010, 11, 9)
    assert None not in born
    assert problems == []


def test_the_staff_list_has_400_people_although_the_file_declares_one_row():
    _header, rows = rows_of(
        "replica_csdl_staff_wrong_dimension.xlsx",
        {**IDENTITY, "post": ["Vị trí việc làm"]},
        ["code", "full_name", "post"],
    )
    assert len(rows) == 400
    assert [int(row.value("order_number")) for row in rows] == list(range(1, 401))
    assert rows[-1].number == 403
    assert all(text_value(row.value("full_name")) for row in rows)
