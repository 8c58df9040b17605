"""The first rows of a long file, read without the rest."""

import openpyxl
import pytest

from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import read_head
from tests.files import saved


def long_file(rows: int) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Họ và tên", "Điểm"])
    for number in range(rows):
        book.active.append([f"Trần Văn {number}", number])
    book.active.merge_cells("D1:E1")
    return saved(book)


def test_the_head_of_a_sheet_is_its_first_rows_and_what_stands_below() -> None:
    content = long_file(20_000)
    workbook = read_head(content, "dai.xlsx")
    rows = list(workbook.sheets[0].rows())

    assert rows[:2] == [(1, ["Họ và tên", "Điểm"]), (2, ["Trần Văn 0", 0.0])]
    assert 500 < len(rows) < 20_000
    assert rows[-1][1] == [f"Trần Văn {len(rows) - 2}", float(len(rows) - 2)]
    assert workbook.sheets[0].merges == [((0, 3), (0, 4))]


def test_a_short_file_is_its_own_head() -> None:
    rows = list(read_head(long_file(3), "ngan.xlsx").sheets[0].rows())
    assert [number for number, _values in rows] == [1, 2, 3, 4]


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"PK\x03\x04broken", b""])
def test_other_files_have_no_head(content: bytes) -> None:
    with pytest.raises(UnreadableWorkbook):
        read_head(content, "khac")
