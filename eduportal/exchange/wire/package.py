"""Sealed bytes of one package.

UTF-8 NDJSON: line 1 the header as RFC 8785 canonical JSON, then one canonical array a record,
sorted by its first column, the record's uid. No floats: marks are decimal strings ("8.5").
The bytes are stored and forwarded as they are and never built again.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

from eduportal.exchange.wire.header import header_problems
from eduportal.exchange.wire.problem import BadPackage, Problem

LARGEST_BYTES = 1024 * 1024
# Canonical JSON writes a control character as \u00xx; PostgreSQL has no place for \u0000.
CONTROL_CHARACTER = re.compile(rb"(?<!\\)(?:\\\\)*\\u00")


@dataclass(frozen=True)
class Contents:
    """A package read back: its header and its records."""

    header: dict[str, Any]
    rows: list[list[Any]]


def digest(content: bytes) -> str:
    """SHA-256 of the sealed bytes, as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def build(header: dict[str, Any], rows: Iterable[Sequence[Any]]) -> bytes:
    """Seal a header and its records; texts become NFC, records sorted by uid."""
    body = sorted((composed(list(row)) for row in rows), key=lambda row: row[0])
    lines = [rfc8785.dumps(composed(header)), *(rfc8785.dumps(row) for row in body)]
    return b"\n".join(lines) + b"\n"


def composed(value: Any) -> Any:
    """The value with every text in NFC, so that equal names have equal bytes."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return value


def body_of(content: bytes) -> bytes:
    """The records' lines without the header: equal for two versions that say the same."""
    return content.partition(b"\n")[2]


def parse(content: bytes) -> Contents:
    """Read sealed bytes back; raises BadPackage with every problem of shape."""
    if len(content) > LARGEST_BYTES:
        raise BadPackage([Problem("too_large", f"A package has at most {LARGEST_BYTES} bytes.")])
    values, problems = [], []
    for number, line in enumerate(_lines(content), start=1):
        try:
            values.append(_line(line, number))
        except BadPackage as found:
            problems += found.problems
    if problems:
        raise BadPackage(problems)
    header, rows = values[0], values[1:]
    problems = header_problems(header) or _row_problems(header, rows)
    if problems:
        raise BadPackage(problems)
    return Contents(header, rows)


def _lines(content: bytes) -> list[bytes]:
    if not content.endswith(b"\n"):
        raise BadPackage([Problem("truncated", "The package does not end with a line break.")])
    return content[:-1].split(b"\n")


def _line(line: bytes, number: int) -> Any:
    """One line as a value; canonical bytes only, so that one content has one digest."""
    try:
        value = json.loads(line, parse_float=_refuse_float)
        canonical = rfc8785.dumps(value)
    except (ValueError, RecursionError) as problem:
        raise BadPackage([Problem("not_json", f"Line {number} is not proper JSON.")]) from problem
    if canonical != line:
        raise BadPackage([Problem("not_canonical", f"Line {number} is not canonical JSON.")])
    if not unicodedata.is_normalized("NFC", line.decode()):
        raise BadPackage([Problem("not_composed", f"Line {number} holds decomposed letters.")])
    if CONTROL_CHARACTER.search(line):
        message = f"Line {number} holds a control character."
        raise BadPackage([Problem("control_character", message)])
    return value


def _refuse_float(text: str) -> float:
    raise ValueError(f"{text} is a float; marks are decimal strings")


def _row_problems(header: dict[str, Any], rows: list[Any]) -> list[Problem]:
    width = len(header["columns"])
    problems = [
        Problem("bad_row", f"Record {number} does not have {width} columns.")
        for number, row in enumerate(rows, start=1)
        if not isinstance(row, list) or len(row) != width or not isinstance(row[0], str)
    ]
    if problems:
        return problems
    uids = [row[0] for row in rows]
    if uids != sorted(uids):
        problems.append(Problem("not_sorted", "The records are not sorted by uid."))
    problems += [
        Problem("duplicate_record", "The record is in the package twice.", uid)
        for uid, times in Counter(uids).items()
        if times > 1
    ]
    if header["counts"].get("rows") != len(rows):
        problems.append(
            Problem(
                "wrong_count",
                f"The header says {header['counts'].get('rows')} records, there are {len(rows)}.",
            )
        )
    return problems
