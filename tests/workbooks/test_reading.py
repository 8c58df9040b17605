"""The process that reads a file, and what its parent takes from it."""

import os
import pickle
import subprocess
import sys

import pytest

from eduportal.workbooks import reading
from eduportal.workbooks.frames import FRAME, OPENING, ROWS, SHEET
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import read_workbook, workbook_of
from tests import files


def frame(kind: bytes, value: object) -> bytes:
    content = pickle.dumps(value)
    return FRAME.pack(kind, len(content)) + content


def child(program: str) -> tuple[str, ...]:
    return sys.executable, "-c", program


def test_the_child_reads_what_its_parent_would_read_and_rows_can_be_read_again():
    workbook = read_workbook(files.xlsx([["Họ tên", 7.5], [], ["Ân", None]]), "10A1.xlsx")
    (sheet,) = workbook.sheets
    assert (workbook.filename, workbook.kind, sheet.name) == ("10A1.xlsx", "xlsx", "Sheet")
    assert list(sheet.rows()) == list(sheet.rows()) == [(1, ["Họ tên", 7.5]), (3, ["Ân", ""])]


def test_the_child_inherits_neither_secrets_nor_connections(monkeypatch, tmp_path):
    monkeypatch.setenv("EDUPORTAL_SECRET_KEY", "not for readers")
    kept, _other_end = os.pipe()
    os.set_inheritable(kept, True)
    found = tmp_path / "found"
    tell = "import os; found = [*os.environ, *os.listdir('/proc/self/fd')]; "
    tell += f"print(*found, file=open({str(found)!r}, 'w'), flush=True)"
    monkeypatch.setattr(reading, "CHILD", child(f"{tell}; os._exit({reading.OVER_LIMIT})"))

    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(b"a,b", "a.csv")

    assert caught.value.code == "too_heavy"
    said = found.read_text()
    assert not any(name in said for name in ("EDUPORTAL", "DATABASE", "REDIS", "DJANGO"))
    # Input, output, errors, and the listing itself.
    assert said.split()[-4:] == ["0", "1", "2", "3"]
    os.close(kept)
    os.close(_other_end)


def test_an_error_of_ours_is_no_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(reading, "CHILD", child("raise ImportError"))
    with pytest.raises(subprocess.CalledProcessError):
        read_workbook(b"a,b", "a.csv")


def test_what_a_library_throws_at_a_broken_file_goes_to_the_log(caplog):
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(files.xls([["x"]])[:700], "a.xls")
    assert caught.value.code == "damaged"
    assert 'xlrd/compdoc.py", line' in caplog.text
    assert "IndexError" in caplog.text


def test_what_the_child_says_of_a_cell_does_not_reach_the_log(monkeypatch, caplog):
    monkeypatch.setattr(reading, "CHILD", child("int('Trần Thị Bí Mật')"))
    with pytest.raises(subprocess.CalledProcessError):
        read_workbook(b"a,b", "a.csv")
    assert "ValueError" in caplog.text
    assert "Bí Mật" not in caplog.text


def test_an_answer_cut_off_names_the_sheet_that_was_being_read():
    begun = frame(OPENING, "Lớp 6A1") + frame(SHEET, ("Lớp 6A1", False, None, b"", b""))
    for answer in (begun, begun + frame(ROWS, [(1, ["x"])])[:-1], begun + b"R\x00"):
        with pytest.raises(UnreadableWorkbook) as caught:
            workbook_of(answer, "a.xlsx")
        assert (caught.value.code, caught.value.params["sheet"]) == ("sheet_too_heavy", "Lớp 6A1")


def test_an_answer_holds_values_and_nothing_that_runs():
    class Command:
        def __reduce__(self) -> object:
            return os.system, ("true",)

    with pytest.raises(pickle.UnpicklingError, match="system"):
        workbook_of(frame(OPENING, Command()), "a.xlsx")
