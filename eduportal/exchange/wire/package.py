"""Sealed bytes of one package.

UTF-8: line 1 the header as RFC 8785 canonical JSON, then one JSON array a line. No floats, every
text composed (NFC) and written as it is, without escapes. The name of a package is the root of the
tree over its plain lines (wire/tree.py): with it one line can be proved without showing the others.
Gzip differs between versions of zlib, so its output is never hashed or compared. Compressed once,
when sealed, the bytes are stored and forwarded as they are and never built again.
"""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eduportal.exchange.wire import tree
from eduportal.exchange.wire.header import Header, header_line, read_header
from eduportal.exchange.wire.problem import BadPackage, Problem

LARGEST_BYTES = 1024 * 1024
# Each may have a problem of its own, which the receipt names.
MOST_LINES = 10_000
GZIP = zlib.MAX_WBITS | 16
COMPRESSION = 6
# Control characters exist in JSON as escapes only; a letter as an escape has two ways of writing.
ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\[bfnrtu]")
# What nobody sees, and what turns the order of letters round.
UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


@dataclass(frozen=True)
class Contents:
    """A package read back: its header and its lines."""

    header: Header
    lines: list[list[Any]]


def digest(content: bytes) -> str:
    """The root of the tree over the lines, SHA-256 as hexadecimal text."""
    return tree.root([tree.leaf(line) for line in lines_of(content)]).hex()


def lines_of(content: bytes) -> list[bytes]:
    """The plain lines, the header first, each without its line break."""
    return content.removesuffix(b"\n").split(b"\n")


def build(header: Header, lines: Iterable[Sequence[Any]]) -> bytes:
    """The plain bytes of a header and its lines; texts become NFC."""
    return _composed(header_line(header) + b"\n") + body(lines)


def body(lines: Iterable[Sequence[Any]]) -> bytes:
    """The plain bytes of the lines alone."""
    return _composed(b"".join(_line(line) + b"\n" for line in lines))


def _composed(content: bytes) -> bytes:
    return unicodedata.normalize("NFC", content.decode()).encode()


def compressed(content: bytes) -> bytes:
    """The bytes as a gzip member of their own."""
    return zlib.compress(content, COMPRESSION, GZIP)


def plain(member: bytes) -> bytes:
    """The bytes of a stored member, which this node has read before."""
    return zlib.decompress(member, GZIP)


def body_of(content: bytes) -> bytes:
    """The lines without the header: equal for two versions that say the same."""
    return content.partition(b"\n")[2]


def parse(content: bytes) -> Contents:
    """Read plain bytes back; raises BadPackage with every problem of shape."""
    if len(content) > LARGEST_BYTES:
        raise BadPackage([Problem("too_large", f"A package has at most {LARGEST_BYTES} bytes.")])
    if not content.endswith(b"\n"):
        raise BadPackage([Problem("truncated", "The package does not end with a line break.")])
    _require_text(content)
    if content.count(b"\n") > MOST_LINES:
        raise BadPackage([Problem("too_large", f"A package has at most {MOST_LINES} lines.")])
    first, *rest = content[:-1].split(b"\n")
    header = read_header(first)
    lines, problems = [], []
    for number, line in enumerate(rest, start=1):
        try:
            lines.append(_array(line))
        except (ValueError, RecursionError):
            problems.append(Problem("bad_line", "A line is not a JSON array.", number))
    if problems:
        raise BadPackage(problems)
    return Contents(header, lines)


def _line(line: Sequence[Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _require_text(content: bytes) -> None:
    try:
        text = content.decode()
    except UnicodeDecodeError as problem:
        raise BadPackage([Problem("not_text", "The package is not UTF-8.")]) from problem
    if not unicodedata.is_normalized("NFC", text):
        raise BadPackage([Problem("not_composed", "A text holds decomposed letters.")])
    if ESCAPE.search(content) or UNSEEN.search(text):
        message = "A text holds an escape, a control character or one that cannot be seen."
        raise BadPackage([Problem("control_character", message)])


def _refuse_number(text: str) -> float:
    raise ValueError(f"{text}: every number is a whole one")


# Made once: json.loads would make one for every line.
WHOLE_NUMBERS = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number)


def _array(line: bytes) -> list[Any]:
    value = WHOLE_NUMBERS.decode(line.decode())
    if not isinstance(value, list):
        raise ValueError(line)
    return value
