"""Lists handed out hold values only, and come back as they went."""

import csv
import datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest

from eduportal.workbooks.cells import text_value
from eduportal.workbooks.writing import neutralise, write_csv, write_xlsx
from tests.workbooks.opened import opened

RISKY = [
    "=1+1",
    '=HYPERLINK("http://x.vn","a")',
    "+84917739409",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "-",
]
HARMLESS = ["Vũ Tấn Ân", "a=b", "'quoted", "8,5", "http://x.vn/=a", "mailto:a@b.vn", "0123", " =1"]


@pytest.mark.parametrize("text", RISKY)
def test_text_that_begins_like_a_formula_gets_an_apostrophe(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert neutralise(text) == text


def test_csv_is_utf8_with_a_mark_and_holds_no_formula():
    content = write_csv([["Họ tên", "Điểm"], *([text, -5] for text in RISKY)])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Họ tên", "Điểm"]
    assert [row[0] for row in rows[1:]] == ["'" + text for text in RISKY]
    assert {row[1] for row in rows[1:]} == {"-5"}, "a number is not a text"


def test_csv_writes_dates_as_they_are_read_here():
    row = [datetime.date(2010, 1, 31), datetime.datetime(2010, 1, 31, 7, 5), Decimal("6.8"), None]
    assert write_csv([row], delimiter=";")[3:] == b"31/01/2010;31/01/2010 07:05;6.8;\r\n"


def test_xlsx_stores_every_text_as_text():
    content = write_xlsx([("Lớp", [["Họ tên"], *([text] for text in RISKY + HARMLESS)])])
    sheet = openpyxl.load_workbook(BytesIO(content))["Lớp"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert [cell.hyperlink for cell in cells] == [None] * len(cells)
    guarded = [cell.value for cell in cells if cell.quotePrefix]
    assert len(guarded) == len(RISKY)
    assert cells[0].value == "=1+1"


@pytest.mark.parametrize("make", [lambda rows: write_xlsx([("S", rows)]), write_csv])
@pytest.mark.parametrize("text", RISKY + HARMLESS)
def test_what_is_handed_out_is_read_back_the_same(make, text):
    ((_number, values),) = opened(make([["x", text]]), "a").sheets[0].rows()
    assert text_value(values[1]) == text_value("".join(("", text)))
    if text.strip() not in ("", "-"):
        assert text_value(values[1]) == " ".join(text.split())


def test_xlsx_keeps_numbers_dates_and_ticks_what_they_are():
    day = datetime.date(2010, 1, 31)
    moment = datetime.datetime(2010, 1, 31, 7, 5, tzinfo=datetime.UTC)
    content = write_xlsx([("S", [["a"], [Decimal("6.8"), 7, True, day, moment, None, "", 0]])])
    rows = list(opened(content, "a").sheets[0].rows())
    assert rows[1] == (2, [6.8, 7.0, True, day, moment.replace(tzinfo=None), "", "", 0.0])


def test_sheet_names_are_made_acceptable_and_distinct():
    names = ["10A1/HK1", "10a1 hk1", "x" * 40, "x" * 40, "", "History", "'a'"]
    workbook = openpyxl.load_workbook(BytesIO(write_xlsx((name, []) for name in names)))
    assert workbook.sheetnames == [
        "10A1 HK1",
        "10a1 hk1 (2)",
        "x" * 31,
        "x" * 27 + " (2)",
        "Sheet",
        "History (2)",
        "a",
    ]


def test_what_does_not_fit_is_an_error_and_not_cut_off():
    with pytest.raises(ValueError, match="row 2, column 1"):
        write_xlsx([("S", [["a"], ["x" * 32_768]])])
