"""Sealed bytes: one content has one form, and whatever is wrong is named."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import FIELDS, FORMAT
from eduportal.exchange.wire.problem import BadPackage

texts = st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=20)
cells = st.one_of(
    st.none(), texts, st.booleans(), st.lists(st.one_of(st.none(), texts), max_size=4)
)


def header(rows: list[list[Any]], **changes: Any) -> dict[str, Any]:
    return {
        "fmt": FORMAT,
        "schema": "grade.v1",
        "schema_hash": "0" * 64,
        "kind": "subject-result",
        "scope": "S1/6A1/2026-2027-HK1/subject-result",
        "school": {"code": "S1"},
        "class": "6A1",
        "term": "2026-2027-HK1",
        "version": 1,
        "prev": "",
        "origin": "long-an",
        "sealed_at": "2026-11-23T03:10:22+00:00",
        "sealed_by": "x",
        "reason": "",
        "counts": {"rows": len(rows)},
        "totals": {},
        "columns": ["record_uid", "a"],
        "rules": {"set": "tt22-0/0f3a5c7e9b1d"},
    } | changes


def codes(content: bytes) -> list[str]:
    with pytest.raises(BadPackage) as refusal:
        wire.parse(content)
    return [problem.code for problem in refusal.value.problems]


@given(st.dictionaries(st.uuids().map(str), cells, max_size=8))
def test_what_is_sealed_is_read_back(values: dict[str, Any]) -> None:
    rows = [[uid, value] for uid, value in values.items()]
    contents = wire.parse(wire.build(header(rows), rows))
    assert contents.rows == sorted(wire.composed(rows), key=lambda row: row[0])


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
def test_any_header_and_records_are_read_or_refused(name: str, value: Any, rows: list[Any]) -> None:
    lines = [header([], **{name: value}), *rows]
    content = b"".join(rfc8785.dumps(line) + b"\n" for line in lines)
    try:
        wire.parse(content)
    except BadPackage as refusal:
        assert refusal.problems


def test_order_and_unicode_form_of_the_input_do_not_change_the_bytes() -> None:
    rows = [["b", "Hòa"], ["a", "Hoà"]]
    decomposed = [["a", "Hoa\u0300"], ["b", "Ho\u0300a"]]
    assert wire.build(header(rows), rows) == wire.build(header(rows), decomposed)


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
        ({"reason": "x" * 301}, "bad_header"),
        ({"sealed_at": "yesterday"}, "bad_header"),
        ({"sealed_at": "2026-11-23T03:10:22"}, "bad_header"),
        ({"sealed_at": "9999-12-31T23:59:59+00:00"}, "bad_header"),
        ({"columns": []}, "bad_header"),
        ({"rules": {}}, "bad_header"),
        ({"rules": {"set": "x" * 61}}, "bad_header"),
        ({"school": {"code": "S1", "stages": 3}}, "bad_header"),
        ({"school": {"code": "S1", "name": "x" * 201}}, "bad_header"),
        ({"scope": "S1/6A2/2026-2027-HK1/subject-result"}, "bad_scope"),
        ({"counts": {"rows": 9}}, "wrong_count"),
        ({"reason": "a\x00b"}, "control_character"),
    ],
)
def test_a_header_that_does_not_fit_is_named(changes: dict[str, Any], code: str) -> None:
    rows = [["a", None]]
    assert codes(wire.build(header(rows, **changes), rows)) == [code]


def test_a_backslash_before_u_is_no_control_character() -> None:
    rows = [["a", "\\u0041"]]
    assert wire.parse(wire.build(header(rows), rows)).rows == rows


def test_two_records_of_one_uid_are_named() -> None:
    rows = [["a", None], ["a", "x"]]
    assert codes(wire.build(header(rows), rows)) == ["duplicate_record"]


def test_a_record_of_the_wrong_width_is_named() -> None:
    assert codes(wire.build(header([["a"]]), [["a"]])) == ["bad_row"]


def test_all_missing_fields_are_named_at_once() -> None:
    content = json.dumps({"fmt": FORMAT}, separators=(",", ":")).encode() + b"\n"
    assert len(codes(content)) == len(FIELDS) - 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "truncated"),
        (b'{"a":1}', "truncated"),
        (b"{}\n[1.5]\n", "not_json"),
        (b"[NaN]\n", "not_json"),
        (b"[" * 100_000 + b"\n", "not_json"),
        (b"1" * 5000 + b"\n", "not_json"),
        (b"\xff\xfe\n", "not_json"),
        (b'{ "a":1}\n', "not_canonical"),
        (b'{"a":1,"a":1}\n', "not_canonical"),
        (b"x" * (wire.LARGEST_BYTES + 1), "too_large"),
    ],
)
def test_bytes_that_are_no_package_are_refused(content: bytes, code: str) -> None:
    assert codes(content) == [code]
