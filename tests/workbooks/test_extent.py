"""The quick look at a sheet agrees with the exact one, or leaves the sheet to it."""

import random
import re

import pytest

from eduportal.workbooks.formats.extent import column_letters
from eduportal.workbooks.formats.xlsx_sheet import _up_to, column_number, exact_extent, quick_extent

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def part(cells):
    """A worksheet of (row, column from 0) -> markup after the reference."""
    rows = {}
    for (row, index), rest in sorted(cells.items()):
        rows.setdefault(row, []).append(f'<c r="{column_letters(index)}{row}"{rest}')
    body = "".join(f'<row r="{row}">{"".join(inside)}</row>' for row, inside in rows.items())
    return f"<worksheet><sheetData>{body}</sheetData></worksheet>".encode()


def pieces(content, size=97):
    """The content cut before tags, as the archive cuts it."""
    tags = re.findall(rb"<[^<]*", content)
    return iter([b"".join(tags[at : at + size]) for at in range(0, len(tags), size)])


def both(content):
    quick = quick_extent(pieces(content), 0)
    exact = exact_extent(pieces(content), [])
    return quick and (quick.rows, quick.columns), (exact.rows, exact.columns)


@pytest.mark.parametrize("seed", range(30))
def test_both_looks_agree_on_usual_sheets(seed):
    chance = random.Random(seed)
    rows, columns = chance.choice([9, 10, 99, 3000, 99_999]), chance.choice([1, 26, 27, 60])
    cells = {
        (chance.randint(1, rows), chance.randrange(columns)): "><v>1</v></c>" for _ in range(300)
    }
    quick, exact = both(part(cells))
    assert quick == exact == (max(r for r, _ in cells), max(c for _, c in cells) + 1)


def test_a_cell_beyond_its_own_row_is_left_to_the_exact_look():
    content = part({(1, 0): "><v>1</v></c>"}).replace(b'r="A1"', b'r="A77"')
    assert both(content) == (None, (77, 1))


@pytest.mark.parametrize(
    "cell",
    [
        b"<c s='1' r='B7'><v>1</v></c>",
        b"<c\tr='B7'><v>1</v></c>",
        b"<c><v>1</v></c>",
        b'<x:c xmlns:x="x" r="B7"><v>1</v></x:c>',
        b'<c r="B7"><f>1</f><v>1</v></c>',
        b'<c r="B7" t="e"><v>#N/A</v></c>',
        b"<c r=\"B7\" t='e'><v>#N/A</v></c>",
        b'<c r="b7"><v>1</v></c>',
        b'<c  r="B7"><v>1</v></c>',
    ],
)
def test_cells_written_otherwise_are_left_to_the_exact_look(cell):
    usual = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    content = b"<worksheet><sheetData>%s<row r='7'>%s</row></sheetData></worksheet>"
    quick, exact = both(content % (usual, cell))
    assert quick is None
    assert exact in ((7, 2), (7, 1))


def test_what_a_sheet_says_besides_its_cells_does_not_matter():
    usual = part({(5, 2): "><v>1</v></c>"})
    rules = b"<cols><col/></cols></sheetData><cfRule><formula>A1</formula></cfRule></worksheet>"
    assert both(usual.replace(b"</sheetData></worksheet>", rules)) == ((5, 3), (5, 3))


def test_cells_that_are_only_formatted_count_in_the_quick_look_alone():
    content = part({(2, 1): "><v>1</v></c>", (900, 40): ' s="1"/>'})
    assert both(content) == ((900, 41), (2, 2))


@pytest.mark.parametrize("last", [0, 1, 9, 10, 19, 23, 99, 100, 109, 999, 1000, 1048, 99_999])
def test_the_pattern_of_numbers_up_to_a_limit_is_exact(last):
    pattern = re.compile(_up_to(str(last), DIGITS))
    around = {*range(1200), *range(max(last - 300, 0), last + 300), last * 10, last * 10 + 9}
    for number in around:
        assert bool(pattern.fullmatch(str(number))) == (number <= last)


@pytest.mark.parametrize("last", ["A", "B", "Z", "AA", "AZ", "BA", "IV", "ZZ", "AAA"])
def test_the_pattern_of_columns_up_to_a_limit_is_exact(last):
    pattern = re.compile(_up_to(last, LETTERS))
    for index in range(1000):
        letters = column_letters(index)
        assert column_number(letters) == index + 1
        assert bool(pattern.fullmatch(letters)) == (index < column_number(last))
