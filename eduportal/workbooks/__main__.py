"""The child of eduportal.workbooks.reading: reads one file from its input, answers, ends."""

import logging
import os
import pickle
import resource
import sys
from itertools import islice
from typing import IO, Any

from python_calamine import CalamineError, PasswordError

from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.opening import filled, find_sheets, refuse_too_large
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import DONE, FRAME, OPENING, OVER_LIMIT, REFUSED, ROWS, SHEET

logger = logging.getLogger(__name__)
# Rows a frame: the parent holds no more of a sheet at a time.
ROWS_AT_ONCE = 500


def answer(content: bytes, stem: str, limits: Limits, out: IO[bytes]) -> None:
    """Write what the file holds, or why it is refused, as frames.

    Raises MemoryError and OSError where a limit of the process is met; the answer then has no end.
    """
    try:
        kind = _write_sheets(content, stem, limits, out)
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
        logger.warning("a spreadsheet could not be read", exc_info=True)
        _put(out, REFUSED, ("damaged", {}))
    else:
        _put(out, DONE, kind)


def _write_sheets(content: bytes, stem: str, limits: Limits, out: IO[bytes]) -> str:
    kind, sheets = find_sheets(content, stem, limits)
    cells, is_empty = 0, True
    for sheet in sheets:
        _put(out, OPENING, sheet.name)
        out.flush()
        opened = sheet.open()
        cells += opened.height * opened.width
        refuse_too_large(sheet.name, opened, cells, limits)
        _put(out, SHEET, (sheet.name, sheet.hidden, opened.merges))
        rows = filled(opened.rows)
        while chunk := list(islice(rows, ROWS_AT_ONCE)):
            _put(out, ROWS, chunk)
            is_empty = False
    if is_empty:
        raise UnreadableWorkbook("empty")
    return kind


def _put(out: IO[bytes], kind: bytes, value: Any) -> None:
    content = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    out.write(FRAME.pack(kind, len(content)))
    out.write(content)


def _hold_to(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.max_memory_bytes),
        (resource.RLIMIT_CPU, limits.max_seconds),
        (resource.RLIMIT_FSIZE, limits.max_answer_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    content, stem, limits = pickle.load(sys.stdin.buffer)
    _hold_to(limits)
    try:
        answer(content, stem, limits, sys.stdout.buffer)
        sys.stdout.flush()
    except (MemoryError, OSError):
        logger.exception("over a limit")
        # At once: there may be no room to tidy up in.
        os._exit(OVER_LIMIT)
