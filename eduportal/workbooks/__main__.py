"""The child of eduportal.workbooks.reading: reads one file from its input, answers, ends."""

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator
from typing import IO, Any

from python_calamine import CalamineError, PasswordError

from eduportal.workbooks.formats.head import head_of
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.frames import (
    DONE,
    FRAME,
    OPENING,
    OVER_LIMIT,
    REFUSED,
    ROWS,
    SHEET,
    bits_of,
)
from eduportal.workbooks.opening import TextCount, filled, find_sheets, refuse_too_large
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.sheet_names import read_names
from eduportal.workbooks.workbook import NumberedRow

# What a frame holds at most, or one row: the parent takes no more of a sheet at a time. Text takes
# one to four bytes a character, the other values about ten each.
ROWS_AT_ONCE = 500
CHARACTERS_AT_ONCE = 500_000
# The longest name and the most merged cells of a sheet, as bytes of their frame.
HEAD_BYTES = 1024 * 1024
NAME_LENGTH = 100
# Where there is no /proc to say it.
_MEMORY_ELSEWHERE = 256 * 1024 * 1024
# linux/prctl.h
_PR_SET_PDEATHSIG = 1


def answer(content: bytes, stem: str, limits: Limits, out: IO[bytes]) -> None:
    """Write what the file holds, or why it is refused, as frames.

    Raises MemoryError and OSError where a limit of the process is met; the answer then has no end.
    """
    try:
        done = _write_sheets(content, stem, limits, out)
    except UnreadableWorkbook as problem:
        _put(out, REFUSED, (problem.code, problem.params))
    except PasswordError:
        _put(out, REFUSED, ("encrypted", {}))
    except CalamineError:
        _put(out, REFUSED, ("damaged", {}))
    except (MemoryError, OSError):
        raise
    except BaseException as error:
        # A panic in Rust is no Exception, so that programs end by it; here it is a bad file.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        # The parent takes from it what may go to the log.
        traceback.print_exc()
        _put(out, REFUSED, ("damaged", {}))
    else:
        _put(out, DONE, done)


def answer_head(content: bytes, stem: str, limits: Limits, out: IO[bytes]) -> None:
    """Write what the beginning of a long file holds; any answer without an end says nothing."""
    try:
        answer(head_of(content, limits), stem, limits, out)
    except UnreadableWorkbook as problem:
        _put(out, REFUSED, (problem.code, problem.params))


def _write_sheets(content: bytes, stem: str, limits: Limits, out: IO[bytes]) -> tuple[str, bool]:
    found = find_sheets(content, stem, limits)
    cells, is_empty, text = 0, True, TextCount(limits)
    names = read_names([sheet.name for sheet in found.sheets])
    # What is said of a row, and corrected in it, is known by the beginning of its sheet's name.
    if len({str(name)[:NAME_LENGTH] for name in names}) < len(names):
        raise UnreadableWorkbook("damaged")
    for sheet, name in zip(found.sheets, names, strict=True):
        _put_head(out, OPENING, str(name))
        out.flush()
        opened = sheet.open()
        cells += opened.height * opened.width
        refuse_too_large(str(name), opened, cells, limits)
        hidden = bits_of(opened.hidden_rows), bits_of(opened.hidden_columns)
        _put_head(out, SHEET, (name, sheet.hidden, opened.merges, *hidden))
        for chunk in _chunks(str(name), filled(opened.rows), text):
            _put(out, ROWS, chunk)
            is_empty = False
    if is_empty:
        raise UnreadableWorkbook("empty")
    return found.kind, found.counts_from_1904


def _chunks(
    sheet: str, rows: Iterable[NumberedRow], text: TextCount
) -> Iterator[list[NumberedRow]]:
    chunk: list[NumberedRow] = []
    characters = 0
    for number, values in rows:
        added = text.add(sheet, number, values)
        if chunk and (len(chunk) == ROWS_AT_ONCE or characters + added > CHARACTERS_AT_ONCE):
            yield chunk
            chunk, characters = [], 0
        chunk.append((number, values))
        characters += added
    if chunk:
        yield chunk


def _put_head(out: IO[bytes], kind: bytes, value: Any) -> None:
    """A frame that the parent holds as long as the workbook, if it is small enough for that."""
    content = _packed(value)
    if len(content) > HEAD_BYTES:
        raise UnreadableWorkbook("too_heavy")
    _write(out, kind, content)


def _put(out: IO[bytes], kind: bytes, value: Any) -> None:
    _write(out, kind, _packed(value))


def _packed(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _write(out: IO[bytes], kind: bytes, content: bytes) -> None:
    out.write(FRAME.pack(kind, len(content)))
    out.write(content)


def _end_with_parent() -> None:
    """Have Linux end this process with the thread that started it; others have no such call."""
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL):
        raise OSError("prctl failed")


def _own_memory() -> int:
    """The address space that the process has before it reads, most of it never touched."""
    try:
        with open("/proc/self/statm", "rb") as pages:
            return int(pages.read().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return _MEMORY_ELSEWHERE


def _hold_to(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, _own_memory() + limits.max_memory_bytes),
        (resource.RLIMIT_CPU, limits.max_seconds),
        (resource.RLIMIT_FSIZE, limits.max_answer_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    # First: a parent that is gone already leaves an input that ends too early.
    _end_with_parent()
    content, stem, limits, is_head = pickle.load(sys.stdin.buffer)
    _hold_to(limits)
    # What is made here is few kinds of plain values, and ends with the process.
    gc.disable()
    try:
        (answer_head if is_head else answer)(content, stem, limits, sys.stdout.buffer)
        sys.stdout.flush()
    except (MemoryError, OSError):
        traceback.print_exc()
        # At once: there may be no room to tidy up in.
        os._exit(OVER_LIMIT)
