"""The stored value and the text its cell shows, in every format that has both."""

import datetime
from io import BytesIO

import openpyxl
import pytest
import xlwt
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from eduportal.workbooks.cells import display_text
from eduportal.workbooks.formats.number_format import parse_format
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import ShownDate, ShownNumber
from tests import files
from tests.workbooks.opened import opened

DAY = datetime.date(2014, 5, 9)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0%", 0.8, "80%"),
        ("0.00", 12.1, "12.10"),
        ("#,##0", 7700000001, "7,700,000,001"),
        ("0.0", 8.25, "8.3"),
        ("0", 8.5, "9"),
        ("000000000000", 80166371539, "080166371539"),
        ('"6A"0', 1, "6A1"),
        (";;;", 5, ""),
        ('[=1]"Nam";[=2]"Nữ"', 2, "Nữ"),
        ("0,", 8000, "8"),
        ("# ?/?", 0.5, "1/2"),
        ("#,##0.00", 1234.5, "1,234.50"),
        ("#.##", 8, "8"),
        ("0;-0", -3, "-3"),
        ("000-000", 123456, "123-456"),
        ("[Red]0.0", 9, "9.0"),
        ("0.0_)", 9, "9.0"),
        ("\\L0", 6, "L6"),
        ("0.00", 1e40, f"1{'0' * 40}.00"),
    ],
)
def test_a_number_is_shown_by_its_format(code, number, shown):
    assert parse_format(code).shown(number) == shown


@pytest.mark.parametrize("code", ["General", "@", "", "general"])
def test_these_formats_show_what_is_stored(code):
    assert parse_format(code) is None


@pytest.mark.parametrize(
    ("code", "month_first", "partial"),
    [
        ("mm/dd/yyyy", True, False),
        ("[$-409]m/d/yy h:mm AM/PM", True, False),
        ("dd/mm/yyyy", False, False),
        ("yyyy-mm-dd", False, False),
        ("[$-42A]dd mmmm yyyy", False, False),
        ("yyyy", False, True),
        ("mmm-yy", False, True),
        ("dd/mm", False, True),
    ],
)
def test_a_format_of_days_says_which_part_is_first(code, month_first, partial):
    found = parse_format(code)
    assert (found.is_date, found.month_first, found.partial) == (True, month_first, partial)


CELLS = [(0.8, "0%"), (12.1, "0.00"), (8.5, "0.0"), (DAY, "mm/dd/yyyy"), (DAY, "dd/mm/yyyy")]


def as_xlsx() -> bytes:
    book = openpyxl.Workbook()
    for index, (value, code) in enumerate(CELLS, start=1):
        book.active.cell(1, index, value).number_format = code
    return files.saved(book)


def as_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for index, (value, code) in enumerate(CELLS):
        sheet.write(0, index, value, xlwt.easyxf(num_format_str=code))
    return files.saved_xls(book)


def as_ods() -> bytes:
    def number(value: float, text: str, kind: str = "float") -> str:
        return (
            f'<table:table-cell office:value-type="{kind}" office:value="{value}">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    def day(text: str) -> str:
        return (
            '<table:table-cell office:value-type="date" office:date-value="2014-05-09">'
            f"<text:p>{text}</text:p></table:table-cell>"
        )

    cells = (
        number(0.8, "80%", "percentage"),
        number(12.1, "12,10"),
        number(8.5, "8,5"),
        day("05/09/2014"),
        day("09/05/2014"),
    )
    return files.ods(files.ods_row(*cells))


@pytest.mark.parametrize(
    ("content", "name"), [(as_xlsx(), "a.xlsx"), (as_xls(), "a.xls"), (as_ods(), "a.ods")]
)
def test_every_format_gives_the_value_and_its_text(content, name):
    ((_number, values),) = opened(content, name).sheets[0].rows()
    assert [display_text(value) for value in values] == [
        "80%",
        "12.10",
        "8.5",
        "05/09/2014",
        "09/05/2014",
    ]
    assert values == [0.8, 12.1, 8.5, DAY, DAY]
    kinds = [type(value) for value in values]
    assert kinds == [ShownNumber, ShownNumber, float, ShownDate, datetime.date]


def test_cells_and_rows_without_their_place_are_counted():
    styles = (
        b'<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="9"/>'
        b"</cellXfs></styleSheet>"
    )
    cells = b'<row><c><v>1</v></c><c s="1"><v>0.5</v></c></row>'
    content = files.with_parts(files.xlsx_of_cells(cells), {"xl/styles.xml": styles})
    ((_number, values),) = opened(content, "a.xlsx").sheets[0].rows()
    assert [display_text(value) for value in values] == ["1", "50%"]


def test_hidden_rows_and_columns_are_known_in_every_format():
    book = openpyxl.load_workbook(BytesIO(files.xlsx([["a", "b"], ["c", "d"], ["e", "f"]])))
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    old = files.xls_workbook([["a", "b"], ["c", "d"], ["e", "f"]])
    old.get_sheet(0).row(1).hidden = True
    old.get_sheet(0).col(1).hidden = True
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = "".join(
        f"<table:table-row{more}>{files.ods_text(text)}{files.ods_text(text)}</table:table-row>"
        for text, more in (("a", ""), ("c", ' table:visibility="filter"'), ("e", ""))
    )
    for content, name in (
        (files.saved(book), "a.xlsx"),
        (files.saved_xls(old), "a.xls"),
        (files.ods(columns + rows), "a.ods"),
    ):
        sheet = opened(content, name).sheets[0]
        assert sheet.hidden_rows == {2}, name
        assert sheet.hidden_columns == {2}, name
        assert len(list(sheet.rows())) == 3


def test_the_calendar_of_old_macintosh_files_is_known():
    book = openpyxl.load_workbook(BytesIO(files.xlsx([["a"]])))
    book.epoch = datetime.datetime(1904, 1, 1)
    assert opened(files.saved(book), "a.xlsx").counts_from_1904
    assert not opened(files.xlsx([["a"]]), "a.xlsx").counts_from_1904


def conditional(number_format, **looks):
    """A workbook whose rule for numbers below five gives them this format."""
    workbook = openpyxl.Workbook()
    workbook.active.append(["Điểm", 0.4])
    style = DifferentialStyle(numFmt=number_format, **looks)
    rule = Rule(type="cellIs", operator="lessThan", formula=["5"], dxf=style)
    workbook.active.conditional_formatting.add("B1:B9", rule)
    return files.saved(workbook)


@pytest.mark.parametrize("code", ["0%", ";;;", '"Đạt"', "0.00"])
def test_numbers_that_a_condition_shows_otherwise_are_refused(code):
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(conditional(NumberFormat(numFmtId=170, formatCode=code)), "a.xlsx")
    assert caught.value.code == "conditional_format"
    assert caught.value.params["sheet"] == "Sheet"


def test_a_condition_that_colours_cells_changes_nothing():
    content = conditional(None, font=Font(color="FFFF0000"))
    assert list(opened(content, "a").sheets[0].rows()) == [(1, ["Điểm", 0.4])]


def test_a_newer_condition_with_its_format_beside_it_is_seen_as_well():
    rule = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        b'uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><x14:conditionalFormattings>'
        b'<x14:conditionalFormatting><x14:cfRule type="expression"><x14:dxf>'
        b'<x14:numFmt numFmtId="170" formatCode="&quot;12.10&quot;"/></x14:dxf></x14:cfRule>'
        b"</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    sheet = files.sheet_of_markup(b'<row r="1"><c r="A1"><v>12.1</v></c></row>')
    part = sheet.replace(b"</worksheet>", rule + b"</worksheet>")
    content = files.with_parts(files.xlsx(A1="x"), {"xl/worksheets/sheet1.xml": part})
    with pytest.raises(UnreadableWorkbook) as caught:
        opened(content, "a.xlsx")
    assert caught.value.code == "conditional_format"
