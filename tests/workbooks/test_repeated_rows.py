"""Rows compared over a whole list: each repetition is said at its cell."""

from eduportal.workbooks.checks import unique
from eduportal.workbooks.headers import find_header
from eduportal.workbooks.messages import MESSAGES
from eduportal.workbooks.tables import table_rows
from tests import files
from tests.workbooks.opened import opened

TITLES = {
    "code": ["Mã HS"],
    "full_name": ["Họ tên"],
    "birth_date": ["Ngày sinh"],
    "phone": ["Điện thoại"],
}
HEAD = ["Mã HS", "Họ tên", "Ngày sinh"]


def problems(rows, check):
    sheet = opened(files.xlsx([HEAD, *rows]), "a.xlsx").sheets[0]
    header = find_header(sheet, TITLES, ["code", "full_name"])
    return [found for _at, found in check(list(table_rows(sheet, header)))]


def test_a_repetition_is_said_at_its_cell_in_a_sentence():
    (found,) = problems([["1", "Ân"], ["1", "Bình"], ["2", "Ân"]], unique("code"))
    assert (found.cell, found.rule) == ("A3", "duplicate")
    assert str(found) == "“1” is already used in Sheet!A2."


def test_a_column_the_file_does_not_have_and_empty_cells_are_not_compared():
    rows = [["1", "Ân", ""], ["2", "Ân", ""], ["-", "Bình", ""], ["-", "Bình", ""]]
    assert problems(rows, unique("phone")) == []
    assert problems(rows, unique("birth_date")) == []
    assert problems(rows, unique("code")) == []


def test_duplicates_are_compared_without_accents_over_several_cells():
    rows = [
        ["1", "Vũ Tấn Ân", "31/01/2010"],
        ["2", "VŨ  TẤN ÂN", "31/01/2010"],
        ["3", "Vũ Tấn Ân", "01/02/2010"],
        ["4", "Vũ Tấn Ân", ""],
        ["5", "Vũ Tấn Ân", ""],
    ]
    (found,) = problems(rows, unique("full_name", "birth_date", severity="warning"))
    assert (found.cell, found.rule, found.severity) == ("B3", "duplicate", "warning")
    assert found.params["first"] == "Sheet!B2"


def test_each_later_duplicate_names_the_first():
    found = problems([["1", "A"], ["1", "B"], ["1", "C"]], unique("code"))
    assert [(p.cell, p.params["first"]) for p in found] == [
        ("A3", "Sheet!A2"),
        ("A4", "Sheet!A2"),
    ]


def test_every_sentence_fits_its_column_and_its_rule_is_a_slug():
    for rule, message in MESSAGES.items():
        assert len(message) <= 300
        assert len(rule) <= 50
        assert rule.replace("_", "").isalnum()
