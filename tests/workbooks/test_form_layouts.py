"""Titles over several rows, merged where they say the same, and cells that are only values."""

from io import BytesIO

from openpyxl import load_workbook

from eduportal.workbooks.forms import blocks, write_form

TITLES = [("STT",), ("A", "B", "C"), ("A", "B", "D"), ("A", "E", "C")]
TITLES += [("F", "G"), ("F", "H"), ("",)]


def test_neighbours_share_the_titles_that_are_the_same_from_above() -> None:
    found = {(each.top, each.left, each.bottom, each.right): each.text for each in blocks(TITLES)}
    assert found == {
        (0, 0, 2, 0): "STT",
        (0, 1, 0, 3): "A",
        (1, 1, 1, 2): "B",
        (2, 1, 2, 1): "C",
        (2, 2, 2, 2): "D",
        (1, 3, 1, 3): "E",
        (2, 3, 2, 3): "C",
        (0, 4, 0, 5): "F",
        (1, 4, 2, 4): "G",
        (1, 5, 2, 5): "H",
    }


def test_a_name_that_begins_like_a_formula_stays_a_text() -> None:
    content = write_form("Sheet1", [("Họ tên",), ("Số",)], [["=1+1", 7], ["Lê An", None]])
    sheet = load_workbook(BytesIO(content))["Sheet1"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells == [["=1+1", 7], ["Lê An", None]]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix
