"""Files broken at random: read or refused with a sentence, never a library's error."""

import random
from contextlib import suppress

import pytest

from eduportal.workbooks.problems import UnreadableWorkbook
from tests import files
from tests.workbooks.opened import opened

pytestmark = [pytest.mark.trial("many"), pytest.mark.usefixtures("uncounted")]
TABLE = [["STT", "Họ tên", "Điểm"]] + [[n, f"Vũ Tấn Ân {n}", n / 7] for n in range(60)]


def broken(content, chance):
    """The content with some bytes changed, a piece removed or the end cut off."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 20, 200])):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    if chance.random() < 0.3:
        start = chance.randrange(len(changed))
        del changed[start : start + chance.randrange(1, 300)]
    if chance.random() < 0.2:
        del changed[chance.randrange(1, len(changed)) :]
    return bytes(changed)


def broken_part(content, part, chance):
    """The zip intact, one of its parts broken."""
    inside = broken(part, chance)
    return files.with_parts(content, {"xl/worksheets/sheet1.xml": inside})


def read(content):
    with suppress(UnreadableWorkbook):
        for sheet in opened(content, "a.xls").sheets:
            for _number, values in sheet.rows():
                assert isinstance(values, list)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
def test_a_broken_file_never_ends_in_a_library_error(kind, seed):
    content = {
        "xlsx": lambda: files.xlsx(TABLE),
        "xls": lambda: files.xls(TABLE),
        "ods": lambda: files.ods(files.ods_row(*map(files.ods_text, "abc"), repeat=9)),
        "csv": lambda: "\n".join(";".join(map(str, row)) for row in TABLE).encode(),
    }[kind]()
    chance = random.Random(f"{kind} {seed}")
    for _ in range(5):
        read(broken(content, chance))


@pytest.mark.parametrize("seed", range(40))
def test_a_sound_zip_with_a_broken_sheet_never_ends_in_a_library_error(seed):
    chance = random.Random(seed)
    cells = b"".join(
        b'<row r="%d"><c r="A%d"><v>%d</v></c><c r="B%d" t="s"><v>0</v></c></row>' % (n, n, n, n)
        for n in range(1, 50)
    )
    content = files.xlsx_of_cells(cells)
    for _ in range(5):
        read(broken_part(content, b"<worksheet><sheetData>" + cells + b"</sheetData>", chance))
