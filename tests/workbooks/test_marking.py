"""A file given back with its bad cells marked: all else in it is as it was."""

import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.editing.properties import marker_of
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS
from eduportal.workbooks.problems import UnreadableWorkbook
from tests import files
from tests.workbooks.opened import opened

FILES = sorted([*files.SAMPLES.glob("*.xlsx"), *files.SAMPLES.glob("field/*")])
GROUND = "FFFFC7CE"
# ECMA-376 part 1, 18.3.1.99: the children of a worksheet in their order.
ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
    "pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
).split()
MAY_CHANGE = ("[Content_Types].xml", "_rels/.rels", "xl/styles.xml")
NEW = ("xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "docProps/custom.xml")


def given_back(content, *marks, marker="41f2", name="a.xlsx"):
    return marked(content, opened(content, name), [Mark(*mark) for mark in marks], marker)


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything(content, name="a"):
    """All that the readers see of a file: sheets, rows, what is shown and what is hidden."""
    return [
        (
            sheet.name[:31],
            sheet.hidden,
            [
                (number, [(repr(v), getattr(v, "shown", "")) for v in _trimmed(values)])
                for number, values in sheet.rows()
            ],
            sheet.hidden_rows,
            sheet.hidden_columns,
            sorted(sheet.merges or []),
        )
        for sheet in opened(content, name).sheets
    ]


def _trimmed(values):
    while values and values[-1] == "":
        values = values[:-1]
    return values


def notes(content):
    workbook = openpyxl.load_workbook(BytesIO(content))
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def grounds(content):
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = sheet.iter_rows()
    return {c.coordinate for row in rows for c in row if c.fill.fgColor.rgb == GROUND}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_comes_back_with_its_marks_and_all_its_cells(path):
    content = path.read_bytes()
    sheet = opened(content, path.name).sheets[0].name
    said = "“<32/13>” & “x”: không có ngày này."
    back = given_back(
        content, (sheet, "D3", said), (sheet, "B2", "1"), (sheet, "B2", "2"), name=path.name
    )
    assert everything(back, path.name) == everything(content, path.name)
    title = openpyxl.load_workbook(BytesIO(back)).sheetnames[0]
    assert notes(back) == {(title, "D3"): said, (title, "B2"): "1\n2"}
    assert grounds(back) == {"D3", "B2"}
    assert marker_of(back) == "41f2"
    if path.suffix == ".xlsx":
        before, after = parts(content), parts(back)
        changed = {name for name in before if before[name] != after[name]}
        assert changed <= {*MAY_CHANGE, "xl/worksheets/sheet1.xml"}
        assert after.keys() - before.keys() == {*NEW, "xl/worksheets/_rels/sheet1.xml.rels"}
        assert list(after)[0] == list(before)[0]


def rich():
    """A workbook with much that has to stay: comments, rules, a formula, two sheets."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Lớp 6A1"
    for row in [["STT", "Họ tên", "Điểm"], [1, "Vũ Tấn Ân", 11], [2, "Lê Ân", 7.5]]:
        sheet.append(row)
    sheet["D2"] = "=C2*2"
    sheet["B2"].comment = Comment("Lớp trưởng", "Cô Hà")
    sheet["C2"].comment = Comment("Chấm lại", "Cô Hà")
    sheet["C2"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["C3"].number_format = "0.00"
    sheet.auto_filter.ref = "A1:C3"
    sheet.conditional_formatting.add("C2:C3", CellIsRule(operator="lessThan", formula=["5"]))
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="10")
    rule.add("C2:C40")
    sheet.add_data_validation(rule)
    sheet.merge_cells("A6:C6")
    workbook.create_sheet("Danh mục")["A1"] = "x"
    return files.saved(workbook)


def test_comments_rules_and_validations_stay():
    back = given_back(rich(), ("Lớp 6A1", "C2", "Cao hơn 10"), ("Lớp 6A1", "C9", "Thiếu điểm"))
    assert notes(back) == {
        ("Lớp 6A1", "B2"): "Lớp trưởng",
        ("Lớp 6A1", "C2"): "Chấm lại\nEduPortal: Cao hơn 10",
        ("Lớp 6A1", "C9"): "Thiếu điểm",
    }
    sheet = openpyxl.load_workbook(BytesIO(back))["Lớp 6A1"]
    assert sheet["B2"].comment.author == sheet["C2"].comment.author == "Cô Hà"
    assert sheet["C9"].comment.author == "EduPortal"
    assert sheet["D2"].value == "=C2*2"
    assert sheet["C3"].number_format == "0.00"
    assert sheet.data_validations.dataValidation[0].sqref.ranges.pop().coord == "C2:C40"
    assert len(sheet.conditional_formatting) == 1
    assert everything(back) == everything(rich())
    before, after = parts(rich()), parts(back)
    assert before["xl/worksheets/sheet2.xml"] == after["xl/worksheets/sheet2.xml"]
    shapes = after["xl/drawings/commentsDrawing1.vml"]
    assert len(re.findall(rb"<\w+:shape ", shapes)) == shapes.count(b'ObjectType="Note"') == 3


def test_what_was_mended_is_no_longer_marked():
    first = given_back(rich(), ("Lớp 6A1", "C2", "Cao hơn 10"), ("Lớp 6A1", "B3", "Sai tên"))
    second = given_back(first, ("Lớp 6A1", "B3", "Vẫn sai"), marker="next")
    assert notes(second) == {
        ("Lớp 6A1", "B2"): "Lớp trưởng",
        ("Lớp 6A1", "C2"): "Chấm lại",
        ("Lớp 6A1", "B3"): "Vẫn sai",
    }
    assert grounds(second) == {"B3"}
    assert marker_of(second) == "next"
    last = given_back(second)
    assert (len(notes(last)), grounds(last)) == (2, set())
    shapes = parts(last)["xl/drawings/commentsDrawing1.vml"]
    assert len(re.findall(rb"<\w+:shape ", shapes)) == 2
    assert everything(last) == everything(rich())


def test_the_parts_keep_the_order_the_standard_asks_for():
    for content in (rich(), files.xlsx(A1="x")):
        back = parts(given_back(content, (opened(content, "a").sheets[0].name, "A1", "x")))
        root = ElementTree.fromstring(back["xl/worksheets/sheet1.xml"])
        names = [ORDER.index(child.tag.rpartition("}")[2]) for child in root]
        assert names == sorted(names)
        assert ORDER.index("legacyDrawing") in names
        styles = ElementTree.fromstring(back["xl/styles.xml"])
        for listed in styles:
            if listed.get("count"):
                assert int(listed.get("count")) == len(listed)
        types = back["[Content_Types].xml"].decode()
        assert types.count("custom-properties+xml") == types.count('Extension="vml"') == 1


ODD = {
    "no references": b"<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
    "closed rows": b'<row r="1"/><row r="2" s="0"/><row r="4"><c r="D4"/></row>',
    "no rows": b"",
    "a gap": b'<row r="1" spans="1:1"><c r="A1"><v>1</v></c></row><row r="9"><c r="C9"/></row>',
    "spaces": b'\n<row r="2" >\n <c\n r = "B2"  ><v>5</v></c >\n <c r="E2"/>\n</row >\n',
    "a remark": b'<row r="2"><!-- <c r="B2"> --><c r="B2" cm="1>0"><v>5</v></c></row>',
    "rest of a row": b'<row r="2"><c r="A2"><v>1</v></c><extLst/></row>',
}


@pytest.mark.parametrize("cells", ODD.values(), ids=ODD.keys())
def test_cells_that_are_missing_or_oddly_written_are_marked_in_their_places(cells):
    content = files.xlsx_of_cells(cells)
    places = ["B2", "D4", "A1", "C1", "Z7", "B12"]
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
    before = openpyxl.load_workbook(BytesIO(content)).active
    # Reading it needs a filled cell, giving it back does not.
    workbook = opened(files.xlsx(A1="x"), "a.xlsx")
    back = marked(content, workbook, [Mark("Sheet", each, each) for each in places], "m")
    after = openpyxl.load_workbook(BytesIO(back)).active
    assert {c for _sheet, c in notes(back)} == grounds(back) == {*places}
    for row in after.iter_rows():
        for cell in row:
            assert cell.value == before[cell.coordinate].value
    numbers = [int(r.get("r") or 0) for r in _rows(back)]
    assert numbers == sorted(numbers)


def _rows(content):
    root = ElementTree.fromstring(parts(content)["xl/worksheets/sheet1.xml"])
    return [each for each in root.iter() if each.tag.endswith("}row") and each.get("r")]


def test_a_file_whose_names_have_a_prefix_is_marked_as_well():
    content = files.with_parts(
        files.xlsx(A1="x", B3="y"),
        {
            "xl/worksheets/sheet1.xml": b"<x:worksheet xmlns:x="
            b'"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
            b'<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
        },
    )
    back = given_back(content, ("Sheet", "A1", "năm"), ("Sheet", "C3", "ba"))
    assert grounds(back) == {"A1", "C3"}
    assert everything(back) == everything(content)


def test_a_workbook_without_styles_gets_those_that_marking_needs():
    content = files.xlsx(A1="x")
    kept = parts(content)
    bare = BytesIO()
    with zipfile.ZipFile(bare, "w") as archive:
        for name, part in kept.items():
            if name != "xl/styles.xml":
                part = part.replace(b"styles.xml", b"none.xml") if "rels" not in name else part
                archive.writestr(name, _without_styles(part))
    back = given_back(bare.getvalue(), ("Sheet", "A1", "x"))
    assert grounds(back) == {"A1"}


def _without_styles(part):
    root = ElementTree.fromstring(part)
    for child in list(root):
        if "styles" in str(child.attrib.values()):
            root.remove(child)
            return ElementTree.tostring(root)
    return part


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", b"<cellXfs>", b'<cellXfs count="nhi\xe1\xbb\x81u">'),
        ("xl/styles.xml", b'fillId="0"', b'fillId="-1"'),
        ("xl/styles.xml", b'fillId="0"', b'fillId="' + b"9" * 5000 + b'"'),
        ("xl/worksheets/sheet1.xml", b'ref="A1"', b'ref="A1:!!"'),
        ("xl/worksheets/sheet1.xml", b'r="1"', b'r="' + b"9" * 5000 + b'"'),
        ("docProps/custom.xml", b'pid="2"', b'pid="x"'),
        ("xl/comments1.xml", b'ref="A1"', b'ref="?"'),
        ("xl/comments1.xml", b'authorId="0"', b'authorId="7"'),
        ("xl/comments1.xml", b"<authors>", b"<authors><author/>"),
        ("xl/drawings/vmlDrawing1.vml", b"</v:shape>", b""),
        ("xl/drawings/vmlDrawing1.vml", b"</xml>", b""),
    ],
)
def test_odd_parts_are_refused_or_marked_and_never_end_in_a_fault(part, old, new):
    first = given_back(files.xlsx(A1="x"), ("Sheet", "A1", "x"))
    content = files.with_parts(first, {part: parts(first)[part].replace(old, new)})
    workbook = opened(files.xlsx(A1="x"), "a")
    with suppress(UnreadableWorkbook):
        back = marked(content, workbook, [Mark("Sheet", "B2", "x")], "n")
        assert marker_of(back) == "n"


def test_a_mark_on_a_sheet_that_is_not_there_is_left_out_and_another_sheet_is_not_touched():
    back = given_back(rich(), ("Không có", "A1", "x"))
    assert everything(back) == everything(rich())
    assert grounds(back) == set()


def test_a_file_without_a_marker_has_none():
    assert marker_of(rich()) == ""
    assert marker_of(b"a;b") == marker_of(b"PK\x03\x04 cut off") == ""


@pytest.mark.parametrize("make", [files.xls, lambda rows: _csv(rows)], ids=["xls", "csv"])
def test_what_is_no_xlsx_comes_back_as_one_with_all_its_rows(make):
    rows = [["STT", "Họ tên", "Mã"], ["1", "=1+1", "0123"], ["2", "Lê Ân", "7,5"]]
    content = make(rows)
    sheet = opened(content, "6A1").sheets[0].name
    back = given_back(content, (sheet, "B2", "Không phải tên"), name="6A1")
    assert everything(back, "6A1") == everything(content, "6A1")
    assert grounds(back) == {"B2"}
    cell = openpyxl.load_workbook(BytesIO(back)).active["B2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == "=1+1"


def _csv(rows):
    return "\n".join(";".join(row) for row in rows).encode()


def test_hidden_and_merged_stay_hidden_and_merged_where_the_format_changes():
    workbook = files.xls_workbook([["x", "y", "z"], ["1", "", "2"], ["3", "4", "5"]])
    sheet = workbook.get_sheet(0)
    sheet.row(2).hidden = True
    sheet.col(1).hidden = True
    sheet.merge(3, 4, 0, 1)
    hidden = workbook.add_sheet("Ẩn")
    hidden.write(0, 0, "x")
    hidden.visibility = 1
    content = files.saved_xls(workbook)
    assert everything(given_back(content)) == everything(content)


@pytest.mark.long
def test_a_province_with_60000_bad_cells_takes_less_than_500_megabytes(tmp_path):
    rows = [["STT", "Mã", "Họ tên", "Ngày sinh", "Lớp", "Điểm"]]
    rows += [[n, f"77{n:08}", f"Lê Ân {n % 999}", "32/01/2014", "6A1", 7.5] for n in range(300_000)]
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Sheet1")
    for row in rows:
        sheet.append(row)
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    workbook.save(source)
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from eduportal.workbooks.editing.marking import Mark, marked\n"
        "from eduportal.workbooks.reading import read_workbook\n"
        "content = Path(sys.argv[1]).read_bytes()\n"
        "marks = [Mark('Sheet1', f'D{5 * n + 2}', f'Không có ngày {n}.') for n in range(60_000)]\n"
        "back = marked(content, read_workbook(content, 'a.xlsx'), marks, 'm')\n"
        "Path(sys.argv[2]).write_bytes(back)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    asked = [sys.executable, "-c", program, source, target]
    megabytes = int(subprocess.run(asked, capture_output=True, check=True).stdout)
    assert megabytes < 500
    back = target.read_bytes()
    assert len(back) < DEFAULT_LIMITS.max_bytes
    assert len(list(opened(back, "b.xlsx").sheets[0].rows())) == 300_001
