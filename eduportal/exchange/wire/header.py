"""The first line of a package: which fields it has, and what each may hold.

What every node can read, whatever the schema of the lines: a package of a schema it does not know
is kept by it. `about`, `layout` and `totals` are the feed's own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import rfc8785

from eduportal.exchange.wire.problem import BadPackage, Problem
from eduportal.exchange.wire.scope import ScopeKey, scope_problem

FORMAT = "gradesync/2"
FIELDS: dict[str, type] = {
    "fmt": str,
    "feed": str,
    "schema": str,
    "event": str,
    "scope": list,
    "version": int,
    "prev": str,
    "origin": str,
    "closes": str,
    "sealed_at": str,
    "sealed_by": str,
    "basis": str,
    "rules": str,
    "unit_name": str,
    "about": dict,
    "layout": list,
    "totals": dict,
}
TYPE_NAMES = {str: "a text", int: "a whole number", dict: "an object", list: "a list"}
# Longer texts would not fit the receiver's columns.
LONGEST = {
    "feed": 20,
    "schema": 30,
    "prev": 64,
    "origin": 50,
    "sealed_by": 320,
    "basis": 300,
    "rules": 60,
    "unit_name": 200,
}
MAY_BE_EMPTY = {"prev", "sealed_by", "basis", "rules", "unit_name"}
LARGEST_VERSION = 2**31 - 1
YEARS = range(2000, 2100)


class Event(StrEnum):
    """What a version says of its scope."""

    RESULT = "result"
    CORRECTION = "correction"
    """A later version, under a decision that `basis` names."""
    WITHDRAWAL = "withdrawal"
    """A later version without lines, under a decision that `basis` names."""


@dataclass(frozen=True)
class Header:
    """One package's header.

    `version` rises within a scope; `prev` is the digest of the version it replaces, empty where
    none counts. `closes` is
    the day on which who sits where is judged. `rules` names the regulation set of the results.
    `unit_name` is what people call the unit. `about`, `layout` and `totals` are the feed's.
    """

    feed: str
    schema: str
    event: str
    scope: ScopeKey
    version: int
    prev: str
    origin: str
    closes: str
    sealed_at: str
    sealed_by: str
    basis: str
    rules: str
    unit_name: str
    about: dict[str, Any]
    layout: list[Any]
    totals: dict[str, Any]


def header_line(header: Header) -> bytes:
    """The header as RFC 8785 writes it."""
    fields = {name: getattr(header, name) for name in FIELDS if name != "fmt"}
    return rfc8785.dumps({"fmt": FORMAT, **fields, "scope": list(header.scope)})


def read_header(line: bytes) -> Header:
    """The header of a first line; raises BadPackage with everything wrong with it."""
    try:
        found = json.loads(line)
        is_canonical = rfc8785.dumps(found) == line
    except (ValueError, RecursionError) as problem:
        raise BadPackage([Problem("no_header", "The first line is not JSON.")]) from problem
    if not is_canonical:
        raise BadPackage([Problem("not_canonical", "The header is not canonical JSON.")])
    problems = header_problems(found)
    if problems:
        raise BadPackage(problems)
    fields = {name: found[name] for name in FIELDS if name != "fmt"}
    return Header(**{**fields, "scope": ScopeKey(*found["scope"])})


def header_problems(header: Any) -> list[Problem]:
    """Everything wrong with the first line; empty when the rest may be read."""
    if not isinstance(header, dict):
        return [Problem("no_header", "The first line is not a header.")]
    if header.get("fmt") != FORMAT:
        return [Problem("unknown_format", f"“{str(header.get('fmt'))[:50]}” is not {FORMAT}.")]
    problems = [
        _bad(name, f"The header's “{name}” is missing or not {TYPE_NAMES[kind]}.")
        for name, kind in FIELDS.items()
        if not isinstance(header.get(name), kind) or isinstance(header.get(name), bool)
    ]
    return problems or [*_text_problems(header), *_value_problems(header)]


def _bad(name: str, message: str) -> Problem:
    return Problem("bad_header", message, column=name)


def _text_problems(header: dict[str, Any]) -> Iterator[Problem]:
    for name, longest in LONGEST.items():
        if len(header[name]) > longest:
            yield _bad(name, f"The header's “{name}” has more than {longest} characters.")
        if not header[name] and name not in MAY_BE_EMPTY:
            yield _bad(name, f"The header's “{name}” is empty.")


def _value_problems(header: dict[str, Any]) -> Iterator[Problem]:
    if said := scope_problem(header["scope"]):
        yield Problem("bad_scope", said, column="scope")
    if not 1 <= header["version"] <= LARGEST_VERSION:
        yield _bad("version", f"The version must be from 1 to {LARGEST_VERSION}.")
    if not _is_moment(header["sealed_at"]):
        yield _bad("sealed_at", "“sealed_at” is not a moment with its offset from UTC.")
    if not _is_day(header["closes"]):
        yield _bad("closes", "“closes” is not a day.")
    yield from _event_problems(header)


def _event_problems(header: dict[str, Any]) -> Iterator[Problem]:
    if header["event"] not in list(Event):
        yield _bad("event", "The event is not result, correction or withdrawal.")
    elif header["event"] != Event.RESULT and (header["version"] == 1 or not header["basis"]):
        yield _bad("event", "A correction or withdrawal is a later version and names its basis.")


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.year in YEARS


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year in YEARS
