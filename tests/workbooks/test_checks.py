"""Checks over whole lists: everything wrong is said, each at its cell."""

from eduportal.workbooks.cells import date_value
from eduportal.workbooks.checks import allowed, check_rows, readable, required, unique
from eduportal.workbooks.headers import find_header
from eduportal.workbooks.messages import MESSAGES
from eduportal.workbooks.tables import table_rows
from eduportal.workbooks.workbook import read_workbook
from tests.imports import files

TITLES = {
    "code": ["Mã HS"],
    "full_name": ["Họ tên"],
    "birth_date": ["Ngày sinh"],
    "sex": ["Giới tính"],
    "phone": ["Điện thoại"],
}
HEAD = ["Mã HS", "Họ tên", "Ngày sinh", "Giới tính"]
SEXES = {"Nam": ["1", "M"], "Nữ": ["2"]}


def problems(rows, *checks):
    sheet = read_workbook(files.xlsx([HEAD, *rows]), "a.xlsx").sheets[0]
    header = find_header(sheet, TITLES, ["code", "full_name"])
    return check_rows(table_rows(sheet, header), checks)


def places(found):
    return [(problem.cell, problem.rule) for problem in found]


def test_all_checks_report_all_rows_in_one_pass():
    rows = [["1", "", "31/01/2010", "Nam"], ["1", "Ân", "x", "Gái"], ["", "Bình", "", "nu"]]
    found = problems(
        rows,
        required("code", "full_name"),
        unique("code"),
        readable("birth_date", date_value),
        allowed("sex", SEXES),
    )
    assert places(found) == [
        ("B2", "required"),
        ("A3", "duplicate"),
        ("C3", "date_unreadable"),
        ("D3", "not_allowed"),
        ("A4", "required"),
    ]
    assert str(found[0]) == "“Họ tên” is empty."
    assert str(found[1]) == "“1” already stands in Sheet!A2."
    assert str(found[3]) == "“Gái” is not in the list. Allowed: Nam, Nữ"


def test_a_dash_does_not_fill_a_required_cell_but_a_formula_error_does():
    assert places(problems([["-", "Ân"], ["#N/A", "Bình"]], required("code"))) == [
        ("A2", "required")
    ]


def test_a_column_the_file_does_not_have_is_not_checked():
    assert problems([["1", "Ân"]], required("phone"), unique("phone"), allowed("phone", {})) == []


def test_duplicates_are_compared_without_accents_over_several_cells():
    rows = [
        ["1", "Vũ Tấn Ân", "31/01/2010"],
        ["2", "VŨ  TẤN ÂN", "31/01/2010"],
        ["3", "Vũ Tấn Ân", "01/02/2010"],
        ["4", "Vũ Tấn Ân", ""],
        ["5", "Vũ Tấn Ân", ""],
    ]
    found = problems(rows, unique("full_name", "birth_date", severity="warning"))
    assert places(found) == [("B3", "duplicate")]
    assert found[0].severity == "warning"
    assert found[0].params["first"] == "Sheet!B2"


def test_each_later_duplicate_names_the_first():
    found = problems([["1", "A"], ["1", "B"], ["1", "C"]], unique("code"))
    assert [(p.cell, p.params["first"]) for p in found] == [
        ("A3", "Sheet!A2"),
        ("A4", "Sheet!A2"),
    ]


def test_a_long_list_of_allowed_values_is_cut_short():
    (found,) = problems([["1", "A", "", "?"]], allowed("sex", {f"v{n}": [] for n in range(54)}))
    assert found.params["allowed"].endswith("v11 …")


def test_allowed_values_are_recognised_by_label_code_or_other_spelling():
    rows = [["1", "A", "", value] for value in ("Nam", " NAM", "1", "m", "NỮ", "nu", 2, "", "-")]
    assert problems(rows, allowed("sex", SEXES)) == []


def test_every_sentence_fits_its_column_and_its_rule_is_a_slug():
    for rule, message in MESSAGES.items():
        assert len(message) <= 300
        assert len(rule) <= 50
        assert rule.replace("_", "").isalnum()
