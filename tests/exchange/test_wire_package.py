"""Sealed bytes: one content has one form, and whatever is wrong is named."""

import json
from dataclasses import replace
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import FIELDS, FORMAT, Header, header_line
from eduportal.exchange.wire.problem import BadPackage, Problem, by_cause
from eduportal.exchange.wire.scope import ScopeKey

letters = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co"])
texts = st.text(letters, max_size=20)
cells = st.one_of(
    st.none(), texts, st.booleans(), st.lists(st.one_of(st.none(), texts), max_size=4)
)
HEADER = Header(
    feed="term",
    schema="term.1",
    event="result",
    scope=ScopeKey("S1", "2026-2027", "hk1", "6A1"),
    version=1,
    prev="",
    origin="long-an",
    closes="2027-01-16",
    sealed_at="2027-01-18T08:10:22+00:00",
    sealed_by="x",
    basis="",
    rules="tt22-0/0f3a5c7e9b1d",
    unit_name="6A1",
    about={},
    layout=[],
    totals={},
)


def fields(**changes: Any) -> dict[str, Any]:
    return json.loads(header_line(HEADER)) | changes


def codes(content: bytes) -> list[str]:
    with pytest.raises(BadPackage) as refusal:
        wire.parse(content)
    return [problem.code for problem in refusal.value.problems]


@given(st.lists(st.lists(cells, max_size=4), max_size=8))
def test_what_is_sealed_is_read_back(lines: list[list[Any]]) -> None:
    content = wire.build(HEADER, lines)
    contents = wire.parse(content)
    assert contents.header == HEADER
    assert wire.build(contents.header, contents.lines) == content
    assert wire.plain(wire.compressed(content)) == content


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(BadPackage):
        wire.parse(content)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 2**53 - 1), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FIELDS)), json_values, st.lists(json_values, max_size=3))
def test_any_header_and_lines_are_read_or_refused(name: str, value: Any, lines: list[Any]) -> None:
    rows = [fields(**{name: value}), *lines]
    content = b"".join(rfc8785.dumps(line) + b"\n" for line in rows)
    try:
        wire.parse(content)
    except BadPackage as refusal:
        assert refusal.problems


def test_the_unicode_form_of_the_input_does_not_change_the_bytes() -> None:
    assert wire.build(HEADER, [["Hoà"]]) == wire.build(HEADER, [["Hoa\u0300"]])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fmt": "gradesync/9"}, "unknown_format"),
        ({"version": 0}, "bad_header"),
        ({"version": 2**31}, "bad_header"),
        ({"version": True}, "bad_header"),
        ({"prev": None}, "bad_header"),
        ({"prev": "0" * 65}, "bad_header"),
        ({"origin": ""}, "bad_header"),
        ({"basis": "x" * 301}, "bad_header"),
        ({"sealed_at": "yesterday"}, "bad_header"),
        ({"sealed_at": "2026-11-23T03:10:22"}, "bad_header"),
        ({"sealed_at": "9999-12-31T23:59:59+00:00"}, "bad_header"),
        ({"closes": "20270116"}, "bad_header"),
        ({"event": "poem"}, "bad_header"),
        ({"event": "correction", "version": 2}, "bad_header"),
        ({"event": "withdrawal", "basis": "QĐ 15"}, "bad_header"),
        ({"rules": "x" * 61}, "bad_header"),
        ({"scope": "S1"}, "bad_header"),
        ({"scope": ["S1", "2026-2027", "hk1"]}, "bad_scope"),
        ({"scope": ["S1", "2026-2027", "hk1", 6]}, "bad_scope"),
        ({"scope": ["S1/6", "2026-2027", "hk1", "1"]}, "bad_scope"),
        ({"scope": [" S1", "2026-2027", "hk1", "6A1"]}, "bad_scope"),
        ({"scope": ["Ｓ1", "2026-2027", "hk1", "6A1"]}, "bad_scope"),
        ({"scope": ["S1", "2026-2028", "hk1", "6A1"]}, "bad_scope"),
        ({"scope": ["S1", "2026-2027", "whatever", "6A1"]}, "bad_scope"),
        ({"scope": ["S1", "2026-2027", "hk1", "6/1"]}, "bad_scope"),
        ({"scope": ["S1", "2026-2027", "hk1", ""]}, "bad_scope"),
    ],
)
def test_a_header_that_does_not_fit_is_named(changes: dict[str, Any], code: str) -> None:
    assert codes(rfc8785.dumps(fields(**changes)) + b"\n") == [code]


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "a\u202eb", "a\u200bb", "a\u0085b"])
def test_a_character_nobody_sees_is_refused(text: str) -> None:
    assert codes(wire.build(replace(HEADER, unit_name=text), [])) == ["control_character"]
    assert codes(wire.build(HEADER, [[text]])) == ["control_character"]


def test_a_letter_written_as_an_escape_is_refused() -> None:
    content = wire.build(HEADER, []) + b'["\\u0041"]\n'
    assert codes(content) == ["control_character"]


def test_a_backslash_before_u_is_no_escape() -> None:
    lines = [["\\u0041", "\\\\n", '"\\"']]
    assert wire.parse(wire.build(HEADER, lines)).lines == lines


def test_all_missing_fields_are_named_at_once() -> None:
    content = json.dumps({"fmt": FORMAT}, separators=(",", ":")).encode() + b"\n"
    assert len(codes(content)) == len(FIELDS) - 1


def test_every_line_that_is_none_is_named() -> None:
    content = wire.build(HEADER, [["good"]]) + b"{}\n[1.5]\n[1],[2]\n[NaN]\nx\n"
    with pytest.raises(BadPackage) as refusal:
        wire.parse(content)
    assert [(each.code, each.line) for each in refusal.value.problems] == [
        ("bad_line", number) for number in range(2, 7)
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "truncated"),
        (b'{"a":1}', "truncated"),
        (b"[" * 100_000 + b"\n", "no_header"),
        (b"\xff\xfe\n", "not_text"),
        (b'{ "a":1}\n', "not_canonical"),
        (b'{"a":1,"a":1}\n', "not_canonical"),
        (b"[1]\n", "no_header"),
        ("Ho\u0061\u0300\n".encode(), "not_composed"),
        (b"x" * (wire.LARGEST_BYTES + 1), "too_large"),
    ],
)
def test_bytes_that_are_no_package_are_refused(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_ten_thousand_problems_of_three_causes_are_three_and_name_every_line() -> None:
    problems = [
        Problem(code, f"Line {number}.", number, "cells", str(number))
        for number in range(1, 10_001)
        for code in (["a", "b", "c"][number % 3],)
    ]
    causes = by_cause(problems)
    assert [(cause["code"], cause["count"], len(cause["samples"])) for cause in causes] == [
        ("b", 3334, 3),
        ("c", 3333, 3),
        ("a", 3333, 3),
    ]
    assert sorted(line for cause in causes for line in cause["lines"]) == list(range(1, 10_001))
    assert len(json.dumps(causes)) < 100_000


def test_a_package_of_too_many_lines_is_refused_before_they_are_read() -> None:
    content = header_line(HEADER) + b"\n" + b"[]\n" * wire.MOST_LINES
    assert codes(content) == ["too_large"]
