"""What the portal writes, in any of its formats, its own reader reads back equal; damage is seen.

The seeds of the damage are fixed, so that a failure comes again.
"""

import datetime
import io
import random
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eduportal.workbooks.cells import date_value, text_value
from eduportal.workbooks.editing.filling import filled
from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.forms import write_form
from eduportal.workbooks.problems import CellProblem, UnreadableWorkbook
from eduportal.workbooks.writing import write_csv, write_xlsx
from tests import files
from tests.workbooks.opened import opened

TITLES = ["STT", "Họ và tên", "Ngày sinh", "Điểm"]
HOSTILE = [
    *("=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''", "'", "-", "…"),
    *('=HYPERLINK("http://x.vn")', "a;b,c\td", 'a "b" c', "a\nb", "_x000D_", "_x0041_", "&amp;"),
    *("<b>", "]]>", "http://x.vn", "007", "1E5", "12.10", "1/6", "TRUE", "#N/A", "{=1}", "%s"),
    *("Đặng Thị Ơn", "Đặng", "\u00a0", " hai  dấu cách ", "\ufeff", "ệ" * 40, "Nguyễn|Văn"),
]
letters = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"])
texts = st.one_of(st.sampled_from(HOSTILE), st.text(letters, max_size=30))
days = st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 12, 31))
tenths = st.integers(0, 100).map(lambda n: Decimal(n) / 10)
numbers = st.one_of(st.integers(-(10**14), 10**14), tenths, st.floats(-1e9, 1e9, width=32))
rows = st.lists(st.tuples(texts, days, numbers), min_size=1, max_size=12)
written = {
    "xlsx": lambda table: write_xlsx([("Bảng", table)]),
    "form": lambda table: write_form("Bảng", [[title] for title in table[0]], table[1:]),
    "csv": write_csv,
    "csv with semicolons": lambda table: write_csv(table, ";"),
}


def meant(text):
    """What a text is to every column that holds texts; None where its reader refuses it."""
    try:
        return text_value(text)
    except CellProblem as found:
        return found.code


def stored(value):
    """What the file holds, where the reader takes it for another code and says so."""
    return getattr(value, "written", value)


@pytest.mark.parametrize("kind", written)
@settings(max_examples=25)
@given(rows)
@example([(text, datetime.date(2014, 5, 9), Decimal("12.1")) for text in HOSTILE])
def test_what_is_written_is_read_back_equal(kind, table):
    lines = [[n, text, day, number] for n, (text, day, number) in enumerate(table, 1)]
    if kind == "form":
        lines = [[n, text, f"{day:%d/%m/%Y}", number] for n, text, day, number in lines]
    workbook = opened(written[kind]([TITLES, *lines]), "a")
    read = dict(workbook.sheets[0].rows())
    # A line end within a text of a .csv takes a line of the file, not a row of the table.
    assert len(read) == len(lines) + 1
    for values, (number, text, day, amount) in zip(list(read.values())[1:], lines, strict=True):
        values = [*values, "", "", ""][:4]
        assert float(values[0]) == number
        assert meant(stored(values[1])) == meant(text)
        assert date_value(values[2]) == (date_value(day) if isinstance(day, str) else day)
        assert float(values[3]) == pytest.approx(float(amount), rel=1e-12)


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=8), st.lists(texts, min_size=1, max_size=8))
def test_a_marked_or_filled_file_holds_the_same_and_what_was_put_in(table, new):
    content = write_xlsx([("Bảng", [["Tên", "Mới"], *([text, ""] for text in table)])])
    workbook = opened(content, "a")
    sentences = [Mark("Bảng", f"A{n}", text) for n, text in enumerate(new, 2)]
    back = marked(content, workbook, sentences, "m")
    assert list(opened(back, "a").sheets[0].rows()) == list(workbook.sheets[0].rows())
    values = {n: {2: text} for n, text in enumerate(new, 2)}
    read = dict(opened(filled(back, workbook, {"Bảng": values}, {}), "a").sheets[0].rows())
    for number, text in enumerate(new, 2):
        if text.strip():
            assert meant(stored(read[number][1])) == meant(text)


def good():
    """A workbook by the portal's own writer and one by another's, whose contents are checked."""
    table = [TITLES, *([n, f"Vũ Tấn Ân {n}", datetime.date(2014, 5, 9), n / 4] for n in range(30))]
    return {
        "own": write_xlsx([("6A1", table), ("6A2", table)]),
        "other": files.xlsx([[str(cell) for cell in row] for row in table]),
    }


def read(content):
    """All that is read of a file, or the code by which it is refused."""
    try:
        sheets = opened(content, "a.xlsx").sheets
        return [(sheet.name, list(sheet.rows())) for sheet in sheets]
    except UnreadableWorkbook as refusal:
        return refusal.code


def bits_flipped(content, chance):
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 8, 64])):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(content, chance):
    start = chance.randrange(len(content))
    end = start + chance.choice([1, 10, 1000, len(content)])
    return content[:start] + content[end:]


def doubled(content, chance):
    start, at = chance.randrange(len(content)), chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 400)]
    return content[:at] + piece + content[at:]


def swapped(content, chance):
    """Two parts under each other's names, one left out, or one there twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    if chance.random() < 0.3:
        del parts[chance.choice(sorted(parts))]
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return result.getvalue()


def edited(content, chance):
    """A tag or an attribute of one part taken out or written twice, in a zip that is sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = chance.choice([n for n in archive.namelist() if n.endswith((".xml", ".rels"))])
        part = archive.read(name)
    found = chance.choice(list(re.finditer(rb"<[^>]+>|\s[\w:]+=\"[^\"]*\"|>[^<]+<", part)))
    new = chance.choice([b"", found[0] * 2, found[0][::-1], b"<x/>"])
    return files.with_parts(content, {name: part[: found.start()] + new + part[found.end() :]})


@pytest.mark.parametrize("damage", [swapped, edited])
@pytest.mark.parametrize("seed", range(4))
def test_parts_that_do_not_fit_are_refused_or_read_without_a_fault(damage, seed):
    content = good()["own"]
    chance = random.Random(f"{damage.__name__} {seed}")
    for _ in range(25):
        after = read(damage(content, chance))
        assert isinstance(after, str) or len(after) <= 2


@pytest.mark.parametrize("damage", [bits_flipped, cut, doubled])
@pytest.mark.parametrize("kind", ["own", "other"])
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_refused_or_read_as_it_was(kind, damage, seed):
    content = good()[kind]
    before = read(content)
    chance = random.Random(f"{kind} {damage.__name__} {seed}")
    for _ in range(40):
        after = read(damage(content, chance))
        assert isinstance(after, str) or after == before


ASC = """<?xml version="1.0" encoding="UTF-8"?><timetable ascttversion="2012.1">
<subjects><subject id="*1" name="Toán"/></subjects><teachers><teacher id="*1" name="Vũ Tấn Ân"/>
</teachers><classes><class id="*1" name="6A1" teacherid="*1"/></classes><lessons>
<lesson id="*1" classids="*1" subjectid="*1" periodsperweek="3.0" teacherids="*1"/></lessons>
</timetable>"""


def without_checksums():
    """Files whose formats cannot tell that a letter was changed."""
    lines = [[str(cell) for cell in row] for row in [TITLES, [1, "Vũ Tấn Ân", "09/05/2014", 7.5]]]
    table = [lines[0], *([*lines[1]] for _ in range(20))]
    cells = ("".join(map(files.ods_text, row)) for row in table)
    return {
        "xls": files.xls(table),
        "ods": files.ods("".join(map(files.ods_row, cells))),
        "csv": write_csv(table),
        "xml": ASC.encode(),
    }


@pytest.mark.parametrize("damage", [bits_flipped, cut, doubled])
@pytest.mark.parametrize("kind", ["xls", "ods", "csv", "xml"])
def test_a_damaged_file_of_another_format_is_refused_or_read_without_a_fault(kind, damage):
    content = without_checksums()[kind]
    before = read(content)
    chance = random.Random(f"{kind} {damage.__name__}")
    for _ in range(60):
        after = read(damage(content, chance))
        assert isinstance(after, str) or all(isinstance(rows, list) for _name, rows in after)
        if kind == "ods":
            # Its zip has checksums.
            assert isinstance(after, str) or after == before


@settings(max_examples=25)
@given(st.lists(st.tuples(texts, texts, st.integers(0, 40)), min_size=1, max_size=8))
def test_a_timetable_in_xml_holds_the_names_that_were_written(lessons):
    root = ElementTree.Element("fet")
    activities = ElementTree.SubElement(root, "Activities_List")
    wanted = {}
    for teacher, subject, periods in lessons:
        activity = ElementTree.SubElement(activities, "Activity")
        parts = (("Teacher", teacher), ("Subject", subject), ("Students", "6A1"))
        for name, text in (*parts, ("Duration", str(periods))):
            ElementTree.SubElement(activity, name).text = text
        key = _plain(subject), _plain(teacher)
        wanted[key] = wanted.get(key, 0) + periods
    (sheet,) = opened(ElementTree.tostring(root, encoding="utf-8"), "a.fet").sheets
    rows = [[stored(value) for value in values] for _number, values in sheet.rows()][1:]
    assert {(row[1], row[2]): row[3] for row in rows} == wanted


def _plain(text):
    """A text as XML gives it back: line ends are one, spaces around it do not count."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
