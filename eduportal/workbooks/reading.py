"""Any spreadsheet a school sends, read by a process of its own with little to lose.

    workbook = read_workbook(upload.path, upload.name)
    for sheet, header in headers.find_headers(workbook, synonyms, required):
        for row in tables.table_rows(sheet, header): ...

Two cells in opposite corners of a sheet of 6 KB make python-calamine ask for 549 GB and end its
process. The child that reads has a limit of memory, processor time, disk and time by the clock, and
ends with its parent. It inherits no memory, no environment variable that holds a secret and no
descriptor of a connection. It runs as the same user, though: code that took it over could read that
user's files, the parent's environment in /proc among them, and use the network. Its answer is a
file of frames, each a kind, a length and a pickled value.
"""

import logging
import os
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePath
from typing import IO, Any

from eduportal.workbooks.formats.limits import DEFAULT_LIMITS, Limits
from eduportal.workbooks.frames import (
    FRAME,
    OPENING,
    OVER_LIMIT,
    REFUSED,
    ROWS,
    SHEET,
    from_bits,
)
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import ConvertedText
from eduportal.workbooks.workbook import NumberedRow, Sheet, Workbook

logger = logging.getLogger(__name__)

CHILD = (sys.executable, "-m", "eduportal.workbooks")
ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
# What an answer may hold beside numbers, texts and lists.
_CLASSES = frozenset(
    [("datetime", name) for name in ("date", "datetime", "time", "timedelta")]
    + [
        ("eduportal.workbooks.values", name)
        for name in ("FormulaText", "ShownNumber", "shown_date", "ConvertedText")
    ]
)
# Of what the child says only this goes to the log: the rest may quote cells.
_PLACES = re.compile(
    r'File "[^"]+", line \d+, in \S+|panicked at [^\s:]+(?::\d+)*|memory allocation of \d+ bytes'
    r"|^[\w.]+(?:Error|Exception)\b",
    re.MULTILINE,
)
_PLACES_SHOWN = 20
_TOO_HEAVY = ("too_heavy", "sheet_too_heavy")
_OLE = b"\xd0\xcf\x11\xe0"
# The part of an .ods that holds its cells; names of parts stand in the archive as they are.
_ODS = b"content.xml"
_PASSED_ON = ("LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR")


def read_workbook(
    source: str | os.PathLike[str] | bytes, filename: str, limits: Limits = DEFAULT_LIMITS
) -> Workbook:
    """Open a file by its content, not by its name: .xlsx, .xls, .ods, text or a timetable.

    Raises UnreadableWorkbook, and nothing else, for every file that is not read; an error of ours
    is CalledProcessError.
    """
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if size > limits.max_bytes:
        size, limit = -(-size // MEGABYTE), limits.max_bytes // MEGABYTE
        raise UnreadableWorkbook("too_large", filename=filename, size=size, limit=limit)
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    return _answered(content, filename, limits)


def read_head(content: bytes, filename: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The first rows of each sheet of a long .xlsx, in a fraction of the time.

    Raises UnreadableWorkbook for every other file, and for one that read_workbook may still read.
    """
    return _answered(content, filename, limits, is_head=True)


def _answered(content: bytes, filename: str, limits: Limits, *, is_head: bool = False) -> Workbook:
    with tempfile.TemporaryFile() as answer:
        _ask_child((content, PurePath(filename).stem, limits, is_head), answer)
        is_empty = os.fstat(answer.fileno()).st_size == 0
        frames = b"" if is_empty else mmap(answer.fileno(), 0, access=ACCESS_READ)
    try:
        return workbook_of(frames, filename)
    except UnreadableWorkbook as refusal:
        name = _held_whole(content) if refusal.code in _TOO_HEAVY else ""
        if not name:
            raise
        limit = limits.max_memory_bytes // MEGABYTE
        told: dict[str, Any] = {"filename": filename, "format": name, "limit": limit}
        raise UnreadableWorkbook("held_whole", seconds=limits.max_seconds, **told) from refusal


def _held_whole(content: bytes) -> str:
    """The name of a format whose reader holds the whole file; "" for others."""
    if content.startswith(_OLE):
        return "XLS"
    return "ODS" if content.startswith(b"PK") and _ODS in content else ""


def _ask_child(question: tuple[bytes, str, Limits, bool], answer: IO[bytes]) -> None:
    """Have a child answer; where it takes too long it is ended, and its answer has no end."""
    try:
        ended = subprocess.run(
            CHILD,
            cwd=ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            input=pickle.dumps(question),
            stdout=answer,
            stderr=subprocess.PIPE,
            timeout=question[2].max_wait_seconds,
        )
    except subprocess.TimeoutExpired as error:
        logger.warning("the reader of a spreadsheet was ended after %s s", error.timeout)
        return
    if ended.returncode or ended.stderr:
        said = _PLACES.findall(ended.stderr.decode(errors="replace"))[-_PLACES_SHOWN:]
        logger.warning(
            "the reader of a spreadsheet ended with %s: %s", ended.returncode, "; ".join(said)
        )
    if ended.returncode > 0 and ended.returncode != OVER_LIMIT:
        ended.check_returncode()


def workbook_of(answer: bytes | mmap, filename: str) -> Workbook:
    """The workbook that an answer describes; rows are taken from it as they are asked for.

    Raises UnreadableWorkbook: as the answer says, or because the child did not get to its end.
    """
    sheets: list[Sheet] = []
    opening = ""
    for kind, start, length in _frames(answer):
        if kind == OPENING:
            opening = _value(answer, start, length)
        elif kind == SHEET:
            chunks: list[tuple[int, int]] = []
            sheets.append(_sheet(answer, chunks, *_value(answer, start, length)))
        elif kind == ROWS:
            chunks.append((start, length))
        elif kind == REFUSED:
            code, params = _value(answer, start, length)
            raise UnreadableWorkbook(code, **{**params, "filename": filename})
        else:
            file_kind, counts_from_1904 = _value(answer, start, length)
            if file_kind == "csv":
                sheets = [replace(sheet, is_text=True) for sheet in sheets]
            return Workbook(filename, file_kind, sheets, counts_from_1904)
    if opening:
        raise UnreadableWorkbook("sheet_too_heavy", filename=filename, sheet=opening)
    raise UnreadableWorkbook("too_heavy", filename=filename)


def _frames(answer: bytes | mmap) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and length of each whole frame."""
    start = FRAME.size
    while start <= len(answer):
        kind, length = FRAME.unpack_from(answer, start - FRAME.size)
        if start + length > len(answer):
            return
        yield kind, start, length
        start += length + FRAME.size


def _sheet(
    answer: bytes | mmap, chunks: list[tuple[int, int]], name: str, hidden: bool, *more: Any
) -> Sheet:
    merges, hidden_rows, hidden_columns = more

    def read() -> Iterator[NumberedRow]:
        for start, length in chunks:
            yield from _value(answer, start, length)

    return Sheet(
        str(name),
        hidden,
        merges,
        read,
        from_bits(hidden_rows),
        from_bits(hidden_columns),
        written_name=name if isinstance(name, ConvertedText) else None,
    )


class _PlainValues(pickle.Unpickler):
    """A file that took over the child must get no further by the answer."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name} is no value of a cell")
        return super().find_class(module, name)


def _value(answer: bytes | mmap, start: int, length: int) -> Any:
    return _PlainValues(BytesIO(answer[start : start + length])).load()
