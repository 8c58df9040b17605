"""The first line of a package: which fields it has, and what each may hold."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import rfc8785

from eduportal.exchange.wire.problem import Problem

FORMAT = "gradesync/1"
FIELDS: dict[str, type] = {
    "fmt": str,
    "schema": str,
    "schema_hash": str,
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
    "rules": dict,
}
TYPE_NAMES = {str: "a text", int: "a whole number", dict: "an object", list: "a list"}
# Longer texts would not fit the receiver's columns.
LONGEST = {
    "schema": 50,
    "schema_hash": 64,
    "kind": 30,
    "scope": 120,
    "class": 20,
    "term": 20,
    "prev": 64,
    "origin": 50,
    "sealed_by": 320,
    "reason": 300,
}
LONGEST_RULES = 60
MAY_BE_EMPTY = {"prev", "reason", "sealed_by"}
LARGEST_VERSION = 2**31 - 1
YEARS = range(2000, 2100)


def scope_of(school_code: str, class_name: str, term_code: str, kind: str) -> str:
    """The scope a package replaces as a whole: "S0123/10A1/2026-2027-HK1/subject-result"."""
    return "/".join((school_code, class_name, term_code, kind))


def schema_hash(schema: str, columns: Sequence[str]) -> str:
    """SHA-256 over a schema's name and columns, as hexadecimal text."""
    content = rfc8785.dumps({"schema": schema, "columns": list(columns)})
    return hashlib.sha256(content).hexdigest()


def header_problems(header: Any) -> list[Problem]:
    """Everything wrong with the first line; empty when the rest may be read."""
    if not isinstance(header, dict):
        return [Problem("no_header", "The first line is not a header.")]
    problems = [
        _bad(name, f"The header's “{name}” is missing or not {TYPE_NAMES[kind]}.")
        for name, kind in FIELDS.items()
        if not isinstance(header.get(name), kind) or isinstance(header.get(name), bool)
    ]
    if problems:
        return problems
    if header["fmt"] != FORMAT:
        return [Problem("unknown_format", f"“{header['fmt']}” is not {FORMAT}.")]
    return [
        *_text_problems(header),
        *_value_problems(header),
        *_rules_problems(header["rules"]),
        *_school_problems(header["school"]),
    ]


def _bad(name: str, message: str) -> Problem:
    return Problem("bad_header", message, "", name)


def _text_problems(header: dict[str, Any]) -> Iterator[Problem]:
    for name, longest in LONGEST.items():
        if len(header[name]) > longest:
            yield _bad(name, f"The header's “{name}” has more than {longest} characters.")
        if not header[name] and name not in MAY_BE_EMPTY:
            yield _bad(name, f"The header's “{name}” is empty.")


def _value_problems(header: dict[str, Any]) -> Iterator[Problem]:
    if not 1 <= header["version"] <= LARGEST_VERSION:
        yield _bad("version", f"The version must be from 1 to {LARGEST_VERSION}.")
    if not _is_moment(header["sealed_at"]):
        yield _bad("sealed_at", "“sealed_at” is not a moment with its offset from UTC.")
    if not header["columns"]:
        yield _bad("columns", "The package names no columns.")
    code = str(header["school"].get("code", ""))
    if header["scope"] != scope_of(code, header["class"], header["term"], header["kind"]):
        yield Problem("bad_scope", "The scope does not name school, class and term.")


def _rules_problems(rules: dict[str, Any]) -> Iterator[Problem]:
    """`set` names the readings the records were computed under; the rest is the feed's."""
    name = rules.get("set")
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_RULES:
        yield _bad("rules", f"“rules.set” must have 1 to {LONGEST_RULES} characters.")


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.year in YEARS


def _school_problems(school: dict[str, Any]) -> Iterator[Problem]:
    """A node above the province makes its row for the school from these."""
    code, name, stages = school.get("code"), school.get("name", ""), school.get("stages", [])
    if not isinstance(code, str) or not 1 <= len(code) <= 20:
        yield _bad("school", "The school's code must have 1 to 20 characters.")
    if not isinstance(name, str) or len(name) > 200:
        yield _bad("school", "The school's name has at most 200 characters.")
    if not isinstance(stages, list) or not all(
        isinstance(stage, str) and len(stage) == 2 for stage in stages
    ):
        yield _bad("school", "The school's stages must be a list of two-digit codes.")
