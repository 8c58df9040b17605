"""Cell values as they occur in real files, from the list of quirks and the samples."""

import datetime

import pytest

from eduportal.workbooks.cells import (
    class_value,
    code_value,
    date_value,
    display_text,
    fold,
    name_value,
    personal_number_value,
    sex_value,
    text_value,
)
from eduportal.workbooks.number_cells import list_value, number_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import FormulaText, ShownNumber

DAY = datetime.date(2010, 1, 31)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (6.8, "6.8"),
        (6.800000000000001, "6.8"),
        (0.1 + 0.2, "0.3"),
        (10.0, "10"),
        (0.0, "0"),
        (0, "0"),
        (2535898965.0, "2535898965"),
        (80166371539.0, "80166371539"),
        (8.25, "8.25"),
        (0.00001, "0.00001"),
        (-1.5, "-1.5"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (DAY, "31/01/2010"),
        (datetime.datetime(2010, 1, 31), "31/01/2010"),
        (datetime.datetime(2010, 1, 31, 7, 5), "31/01/2010 07:05:00"),
        (" 6.5 ", " 6.5 "),
    ],
)
def test_a_cell_shows_what_excel_shows(value, shown):
    assert display_text(value) == shown


def test_text_is_composed_and_its_blanks_made_single():
    assert text_value("Vu\u0303  Tấn\u00a0\n Ân\u200b ") == "Vũ Tấn Ân"
    assert text_value(12.6) == "12.6"
    assert text_value("Hoàng Ðịnh") == "Hoàng Ðịnh", "the school's own letters are kept"


@pytest.mark.parametrize("value", ["", "  ", "-", "–", "—", "_", "...", "…", "\u00a0"])
def test_the_ways_to_write_nothing_are_nothing_to_every_reader(value):
    assert text_value(value) == ""
    assert date_value(value) is None
    assert sex_value(value) is None
    assert code_value(value) == ""
    assert personal_number_value(value) == ""
    assert list_value(value) == []


def test_accents_capitals_and_both_letters_like_d_fold_away():
    assert fold(" Đặng  Thị ƠN") == fold("Ðặng thị ơn") == fold("dang thi on") == "dang thi on"


@pytest.mark.parametrize(
    "value",
    [
        "31/01/2010", "31-01-2010", "31.01.2010", "31/1/2010", "31 / 01 / 2010", "2010-01-31",
        "2010/01/31", "2010-01-31T00:00:00", "31/01/2010 00:00:00", "40209", "40209.0", 40209,
        40209.0, 40209.5, DAY, datetime.datetime(2010, 1, 31, 7),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form_it_comes_in(value):
    assert date_value(value) == DAY


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("30/02/2010", "date_impossible"),
        ("12/31/2010", "date_impossible"),
        ("31/01/10", "date_short_year"),
        ("2010", "date_unreadable"),
        (2010.0, "date_unreadable"),
        ("tháng 5", "date_unreadable"),
        (True, "date_unreadable"),
        ("31/01/1010", "date_out_of_range"),
        (datetime.date(9999, 1, 1), "date_out_of_range"),
        (FormulaText("#VALUE!"), "formula_error"),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(value, code):
    with pytest.raises(CellProblem) as caught:
        date_value(value)
    assert caught.value.code == code
    assert caught.value.severity == "error"
    assert str(value).split("-")[0] in str(caught.value) or code != "date_impossible"


def test_sex_is_read_with_or_without_accents():
    assert [sex_value(v) for v in ("Nam", "NAM ", 1.0, "Nữ", "nu", "NU\u031b\u0303", "2")] == [
        "male", "male", "male", "female", "female", "female", "female",
    ]  # fmt: skip
    with pytest.raises(CellProblem):
        sex_value("0")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2535898965.0, "2535898965"),
        ("2535898965.0", "2535898965"),
        (" 2535 898965", "2535898965"),
        ("'0123", "0123"),
        ("’0123", "0123"),
        ("HS-01a", "HS-01a"),
        (79, "79"),
    ],
)
def test_a_code_keeps_its_digits_and_loses_what_excel_added(value, code):
    assert code_value(value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2.53585E+09", "code_scientific"),
        ("2,53585E+09", "code_scientific"),
        (12345678901234567890.0, "code_digits_lost"),
        (12.5, "code_unreadable"),
        ("12²", "code_unreadable"),
        ("٣4", "code_unreadable"),
        (-3.0, "code_unreadable"),
        (True, "code_unreadable"),
        (DAY, "code_unreadable"),
        (float("inf"), "code_digits_lost"),
        (float("nan"), "code_unreadable"),
        (FormulaText("=A1"), "formula_not_computed"),
    ],
)
def test_a_code_whose_digits_are_gone_is_refused(value, code):
    with pytest.raises(CellProblem) as caught:
        code_value(value)
    assert caught.value.code == code


def test_a_zero_cut_off_a_personal_number_is_put_back_with_a_warning():
    assert personal_number_value("080166371539") == "080166371539"
    for value in (80166371539.0, "80166371539"):
        with pytest.raises(CellProblem) as caught:
            personal_number_value(value)
        assert caught.value.severity == "warning"
        assert caught.value.understood == "080166371539"
        assert "080166371539" in str(caught.value)


@pytest.mark.parametrize("value", ["0801663715", "0801663715390", "08016637153A", 123.0])
def test_a_personal_number_of_another_length_is_refused(value):
    with pytest.raises(CellProblem) as caught:
        personal_number_value(value)
    assert caught.value.severity == "error"
    assert caught.value.understood is None


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("9 8 7 9", ["9", "8", "7", "9"]),
        ("10 9.0 10", ["10", "9.0", "10"]),
        ("9, 8, 7", ["9", "8", "7"]),
        ("9;8 ; 7,5", ["9", "8", "7,5"]),
        ("9,8,7,9", ["9", "8", "7", "9"]),
        ("Đ Đ CĐ", ["Đ", "Đ", "CĐ"]),
        (8.0, ["8"]),
        (7.5, ["7.5"]),
        ("7,5 8", ["7,5", "8"]),
    ],
)
def test_marks_listed_in_one_cell_are_parted(value, parts):
    assert list_value(value) == parts


def test_a_comma_that_may_part_or_point_is_asked_about():
    with pytest.raises(CellProblem) as caught:
        list_value("9,8")
    assert (caught.value.severity, caught.value.understood) == ("question", ["9,8"])


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (8.5, "8.5"),
        (6.800000000000001, "6.8"),
        (0.1 + 0.2, "0.3"),
        (ShownNumber(8, "8.0"), "8"),
        (ShownNumber(7.25, "7.250"), "7.25"),
        ("7,5", "7,5"),
        ("", ""),
    ],
)
def test_a_mark_is_the_stored_number_where_its_cell_shows_the_same(value, meant):
    assert number_value(value) == meant


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (ShownNumber(0.8, "80%"), "80%"),
        (ShownNumber(8.25, "8.3"), "8.3"),
        (ShownNumber(8, ""), ""),
        (ShownNumber(8000, "8"), "8"),
    ],
)
def test_a_number_shown_as_another_is_no_mark(value, shown):
    with pytest.raises(CellProblem) as caught:
        number_value(value)
    assert caught.value.code == "shown_otherwise"
    assert caught.value.params["value"] == shown


def test_a_number_computed_with_too_little_precision_is_said():
    with pytest.raises(CellProblem) as caught:
        number_value(8.699999809265137)
    assert (caught.value.severity, caught.value.understood) == ("warning", "8.7")
    assert number_value(8.75) == "8.75", "refused later, as too precise"


def test_separators_in_a_code_are_taken_out_and_said():
    for value in ("7,700,000,001", "7.700.000.001", ShownNumber(7700000001, "7,700,000,001")):
        with pytest.raises(CellProblem) as caught:
            code_value(value)
        assert (caught.value.severity, caught.value.understood) == ("warning", "7700000001")
    assert code_value("12.345") == "12.345", "one separator may be a decimal"


def test_a_code_is_taken_with_the_zeros_its_cell_shows():
    assert code_value(ShownNumber(80166371539, "080166371539")) == "080166371539"


def test_two_zeros_of_a_number_of_ha_noi_are_put_back_and_said():
    with pytest.raises(CellProblem) as caught:
        personal_number_value(1214012345.0)
    assert (caught.value.severity, caught.value.understood) == ("warning", "001214012345")
    with pytest.raises(CellProblem) as caught:
        personal_number_value("1914012345")
    assert caught.value.code == "personal_number_length", "no century has the number 9"


def test_a_class_is_read_without_the_word_and_never_from_a_day():
    assert class_value("Lớp 6A1") == class_value("lớp: 6A1") == "6A1"
    assert class_value(ShownNumber(12.1, "12.10")) == "12.10"
    with pytest.raises(CellProblem) as caught:
        class_value(datetime.date(2026, 1, 6))
    assert caught.value.code == "class_became_day"


def test_a_name_with_lost_letters_is_refused():
    assert name_value("Trần Thị Thử") == "Trần Thị Thử"
    for text, code in (("Tr?n Th? Th?", "letters_lost"), ("Tráº§n Xyzwá»›", "letters_broken")):
        with pytest.raises(CellProblem) as caught:
            name_value(text)
        assert caught.value.code == code
