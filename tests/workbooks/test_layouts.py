"""Titles that nobody knows: found as a row of titles, named by a digest, read as people say."""

import pytest

from eduportal.workbooks.headers import HeaderProblem, find_header
from tests import files
from tests.workbooks.opened import opened

TITLES = {
    "full_name": ["Họ và tên", "Họ tên"],
    "birth_date": ["Ngày sinh"],
    "class_name": ["Lớp"],
}
REQUIRED = ("full_name", "birth_date")
ROW = ["Lê An", "01/02/2014", "6A1"]


def sheet_of(*rows):
    return opened(files.xlsx(list(rows)), "a.xlsx").sheets[0]


def header_of(sheet, said=None):
    return find_header(sheet, TITLES, REQUIRED, saying=lambda layout: said or {})


def layouts_of(sheet, said=None):
    with pytest.raises(HeaderProblem) as caught:
        header_of(sheet, said)
    return caught.value.layouts


def test_a_row_of_words_over_rows_is_a_layout_and_is_read_as_people_say():
    sheet = sheet_of(["TRƯỜNG THCS"], ["Người học", "Chào đời", "Nhóm"], ROW)

    (layout,) = layouts_of(sheet)
    assert [(c.letters, c.title, c.known) for c in layout.columns] == [
        ("A", "Người học", ""),
        ("B", "Chào đời", ""),
        ("C", "Nhóm", ""),
    ]
    header = header_of(sheet, {0: "full_name", 1: "birth_date", 2: ""})
    assert (header.first_row, header.last_row) == (2, 2)
    assert header.columns == {"full_name": (0,), "birth_date": (1,)}
    assert header.unknown == {"C": "Nhóm"}


def test_what_is_missing_after_what_was_said_is_asked_for_again():
    sheet = sheet_of(["Người học", "Chào đời", "Nhóm"], ROW)

    with pytest.raises(HeaderProblem) as caught:
        header_of(sheet, {0: "full_name", 2: "class_name"})

    assert [problem.rule for problem in caught.value.problems] == ["columns_missing"]
    assert [layout.row for layout in caught.value.layouts] == [1]


def test_people_overrule_a_title_and_leave_out_a_second_one():
    sheet = sheet_of(["Họ tên", "Ngày sinh", "Họ và tên"], [*ROW[:2], "Lê Văn Bình"])
    assert [problem.letters for problem in layouts_of(sheet)[0].columns] == ["A", "B", "C"]

    header = header_of(sheet, {0: "", 2: "full_name"})

    assert header.columns == {"full_name": (2,), "birth_date": (1,)}


def test_the_digest_is_of_the_titles_in_their_order_however_they_are_written():
    known = header_of(sheet_of(["Họ tên", "Ngày sinh", "Số áo"], ROW)).layout
    same = header_of(sheet_of(["DANH SÁCH"], ["ho ten", "NGÀY\nSINH", "Số áo*"], ROW)).layout
    other = header_of(sheet_of(["Họ tên", "Số áo", "Ngày sinh"], ROW)).layout

    assert known.digest == same.digest != other.digest
    assert len(known.digest) == 64


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["Lê An", "Nữ", "6A1"], ["Lê Bình", "Nam", "6A1"]], id="people, no titles"),
        pytest.param([["Tên", "Nhóm"], ["Lê An", "A"]], id="too few"),
        pytest.param([["Người học", "Chào đời", "Nhóm"]], id="nothing below"),
        pytest.param([["Nhóm", "Nhóm", "Nhóm"], ROW], id="one word again and again"),
    ],
)
def test_what_is_no_row_of_titles_is_not_asked_about(rows):
    assert layouts_of(sheet_of(*rows)) == []
