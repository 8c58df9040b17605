"""What a hostile file may cost the portal: its memory, its time, a reader left behind."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import openpyxl
import pytest

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook
from eduportal.workbooks.workbook import column_letters
from tests import files
from tests.workbooks.opened import opened

pytestmark = pytest.mark.trial("many")

# Reads a file and every row of it, 500 rows at a time, as an import does; prints how much memory
# that took beyond what the program had before, in MB, and the refusal.
READS_AND_MEASURES = """
import resource, sys
from itertools import islice
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

before, refused = peak(), "read"
try:
    for sheet in read_workbook(sys.argv[1], "a.xlsx").sheets:
        rows = sheet.rows()
        while list(islice(rows, 500)):
            pass
except UnreadableWorkbook as error:
    refused = error.code
print(peak() - before, refused)
"""


def memory_and_refusal(content: bytes, path: Path) -> tuple[int, str]:
    path.write_bytes(content)
    command = [sys.executable, "-c", READS_AND_MEASURES, path]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return int(said[0]), said[1]


def shared_text(text: bytes, rows: int, columns: int) -> bytes:
    """An .xlsx whose cells all show one text."""
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>0</v></c>' * columns)
        for row in range(1, rows + 1)
    )
    strings = b"<sst><si><t>" + text + b"</t></si></sst>"
    return files.with_parts(files.xlsx_of_cells(cells), {"xl/sharedStrings.xml": strings})


def test_an_ods_of_a_few_bytes_that_repeats_a_long_text_costs_the_portal_little(tmp_path):
    content = files.ods(files.ods_row(files.ods_text("A" * 32_000, repeat=30), repeat=490))
    assert len(content) < 1500
    taken, refused = memory_and_refusal(content, tmp_path / "a.ods")
    # The library holds the text once for each cell: 470 MB, more than the reader may.
    assert refused == "held_whole"
    assert taken < 200


def test_one_long_text_in_15000_cells_costs_the_portal_little(tmp_path):
    content = shared_text(b"A" * 32_000, 500, 30)
    taken, refused = memory_and_refusal(content, tmp_path / "a.xlsx")
    assert refused == "sheet_too_heavy"
    assert taken < 200


def test_a_cell_of_100_megabytes_costs_the_portal_little(tmp_path):
    letters = b"".join(bytes([65 + n * 7 % 26]) * 1000 for n in range(100_000))
    taken, refused = memory_and_refusal(shared_text(letters, 1, 1), tmp_path / "a.xlsx")
    assert refused == "cell_too_long"
    assert taken < 50


def test_the_heaviest_text_that_is_read_leaves_the_portal_below_300_megabytes(tmp_path):
    content = shared_text("ệ".encode() * 32_000, 41, 30)
    taken, refused = memory_and_refusal(content, tmp_path / "a.xlsx")
    assert refused == "read"
    assert taken < 280


def wide_sheets(count: int, cell: bytes, width: int) -> bytes:
    """An .xlsx of so many sheets, each with one row of that many cells."""
    book = openpyxl.Workbook()
    # Style 1, which shows a number otherwise than it is stored.
    book.active["A1"].number_format = "0%"
    for _number in range(count - 1):
        book.create_sheet()
    cells = b"".join(cell % column_letters(index).encode() for index in range(width))
    content = files.sheet_of_markup(b'<row r="1">' + cells + b"</row>")
    parts = {f"xl/worksheets/sheet{number}.xml": content for number in range(1, count + 1)}
    return files.with_parts(files.saved(book), parts)


def calls_of(content: bytes) -> Counter[str]:
    """How often which function of Python is called, until the file is refused as too wide."""
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            calls[frame.f_code.co_qualname] += 1

    sys.setprofile(count)
    try:
        with pytest.raises(UnreadableWorkbook) as caught:
            opened(content, "a.xlsx")
    finally:
        sys.setprofile(None)
    assert caught.value.code == "too_many_columns"
    return calls


@pytest.mark.parametrize(
    ("cell", "width", "calls_a_cell"),
    [
        # All the columns a program has; counting is slow where each cell has to be looked at.
        (b'<c r="%s1"><v>1</v></c>', 16_384, 0.1),
        (b'<c r="%s1" s="1"><v>1</v></c>', 1_000, 6),
        (b'<c r="%s1" t="e"><v>#N/A</v></c>', 1_000, 12),
    ],
)
def test_forty_wide_sheets_are_refused_for_a_bounded_amount_of_work(cell, width, calls_a_cell):
    few, many = (calls_of(wide_sheets(count, cell, width)) for count in (4, 40))

    assert many["_calamine_sheet"] == 1, "the first sheet refuses the file, no other is opened"
    assert many["compile"] <= 10 * 40, "patterns are made for a sheet, not for each column"
    assert many.total() < 12 * few.total()
    assert many.total() < calls_a_cell * 40 * width


def test_a_reader_that_is_not_done_in_time_is_ended_by_the_clock(caplog):
    begun = time.monotonic()
    slow = b"1,2,3,4,5,6,7,8,9\n" * 1_000_000
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(slow, "a.csv", Limits(max_wait_seconds=1))
    assert caught.value.code in ("too_heavy", "sheet_too_heavy")
    assert time.monotonic() - begun < 10
    assert "ended after 1 s" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_the_reader_ends_with_its_parent():
    program = (
        "from eduportal.workbooks.reading import read_workbook;"
        "read_workbook(b'1,2,3,4,5,6,7,8,9\\n' * 1_000_000, 'a.csv')"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        child = first_child(parent.pid)
        # The child has done what it does at its start, and is reading.
        time.sleep(1)
        assert is_running(child)
        parent.send_signal(signal.SIGKILL)
    until(lambda: not is_running(child))


def first_child(pid: int) -> int:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    until(lambda: bool(listed.read_text()))
    return int(listed.read_text().split()[0])


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, five seconds at most: the file would take the child longer than that."""
    end = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)
