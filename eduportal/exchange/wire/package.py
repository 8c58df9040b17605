"""Sealed bytes of one package.

UTF-8 NDJSON: line 1 the header as RFC 8785 canonical JSON, then one canonical array a record,
sorted by its first column, the record's uid. No floats: marks are decimal strings ("8.5").
The bytes are stored and forwarded as they are and never built again.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

FORMAT = "gradesync/1"
LARGEST_BYTES = 1024 * 1024
HEADER_FIELDS: dict[str, type] = {
    "fmt": str,
    "schema": str,
    "kind": str,
    "scope": str,
    "school": dict,
    "class": str,
    "term": str,
    "version": int,
    "prev": str,
    "origin": str,
    "sealed_at": str,
    "sealed_by": str,
    "reason": str,
    "counts": dict,
    "totals": dict,
    "columns": list,
}

TYPE_NAMES = {str: "a text", int: "a whole number", dict: "an object", list: "a list"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a package: which record and column, a stable code, and the sentence."""

    code: str
    message: str
    record: str = ""
    column: str = ""
    value: str = ""


class BadPackage(Exception):
    """The bytes are not a package; every problem found, not the first only."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Contents:
    """A package read back: its header and its records."""

    header: dict[str, Any]
    rows: list[list[Any]]


def digest(content: bytes) -> str:
    """SHA-256 of the sealed bytes, as hexadecimal text."""
    return hashlib.sha256(content).hexdigest()


def scope_of(school_code: str, class_name: str, term_code: str, kind: str) -> str:
    """The scope a package replaces as a whole: "S0123/10A1/2026-2027-HK1/subject-result"."""
    return "/".join((school_code, class_name, term_code, kind))


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
    values = [_line(line, number) for number, line in enumerate(_lines(content), start=1)]
    header, rows = values[0], values[1:]
    problems = [*_header_problems(header)]
    if not problems:
        problems += _row_problems(header, rows)
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
    return value


def _refuse_float(text: str) -> float:
    raise ValueError(f"{text} is a float; marks are decimal strings")


def _header_problems(header: Any) -> list[Problem]:
    if not isinstance(header, dict):
        return [Problem("no_header", "The first line is not a header.")]
    problems = [
        Problem(
            "bad_header", f"The header's “{name}” is missing or not {TYPE_NAMES[kind]}.", "", name
        )
        for name, kind in HEADER_FIELDS.items()
        if not isinstance(header.get(name), kind) or isinstance(header.get(name), bool)
    ]
    if not problems and header["fmt"] != FORMAT:
        problems.append(Problem("unknown_format", f"“{header['fmt']}” is not {FORMAT}."))
    if not problems and header["version"] < 1:
        problems.append(Problem("bad_header", "The version must be 1 or more.", "", "version"))
    if not problems and header["scope"] != scope_of(
        str(header["school"].get("code", "")), header["class"], header["term"], header["kind"]
    ):
        problems.append(Problem("bad_scope", "The scope does not name school, class and term."))
    return problems


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
        Problem("duplicate_record", "The record stands in the package twice.", uid)
        for uid in sorted({uid for uid in uids if uids.count(uid) > 1})
    ]
    if header["counts"].get("rows") != len(rows):
        problems.append(
            Problem(
                "wrong_count",
                f"The header says {header['counts'].get('rows')} records, there are {len(rows)}.",
            )
        )
    return problems
