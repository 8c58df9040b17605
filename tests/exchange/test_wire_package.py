"""Sealed bytes: one content has one form, and whatever is wrong is named."""

import json
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from eduportal.exchange.wire import bundle, signing
from eduportal.exchange.wire import package as wire

texts = st.text(max_size=20)
cells = st.one_of(
    st.none(), texts, st.booleans(), st.lists(st.one_of(st.none(), texts), max_size=4)
)


def header(rows: list[list[Any]], **changes: Any) -> dict[str, Any]:
    return {
        "fmt": wire.FORMAT,
        "schema": "grade.v1",
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
    } | changes


def codes(content: bytes) -> list[str]:
    with pytest.raises(wire.BadPackage) as refusal:
        wire.parse(content)
    return [problem.code for problem in refusal.value.problems]


@given(st.dictionaries(st.uuids().map(str), cells, max_size=8))
def test_what_is_sealed_is_read_back(values: dict[str, Any]) -> None:
    rows = [[uid, value] for uid, value in values.items()]
    contents = wire.parse(wire.build(header(rows), rows))
    assert contents.rows == sorted(wire.composed(rows), key=lambda row: row[0])


def test_order_and_unicode_form_of_the_input_do_not_change_the_bytes() -> None:
    rows = [["b", "Hòa"], ["a", "Hoà"]]
    decomposed = [["a", "Hoa\u0300"], ["b", "Ho\u0300a"]]
    assert wire.build(header(rows), rows) == wire.build(header(rows), decomposed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fmt": "gradesync/9"}, "unknown_format"),
        ({"version": 0}, "bad_header"),
        ({"version": True}, "bad_header"),
        ({"prev": None}, "bad_header"),
        ({"scope": "S1/6A2/2026-2027-HK1/subject-result"}, "bad_scope"),
        ({"counts": {"rows": 9}}, "wrong_count"),
    ],
)
def test_a_header_that_does_not_fit_is_named(changes: dict[str, Any], code: str) -> None:
    rows = [["a", None]]
    assert codes(wire.build(header(rows, **changes), rows)) == [code]


def test_two_records_of_one_uid_are_named() -> None:
    rows = [["a", None], ["a", "x"]]
    assert codes(wire.build(header(rows), rows)) == ["duplicate_record"]


def test_all_missing_fields_are_named_at_once() -> None:
    content = json.dumps({"fmt": wire.FORMAT}, separators=(",", ":")).encode() + b"\n"
    assert len(codes(content)) == len(wire.HEADER_FIELDS) - 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "truncated"),
        (b'{"a":1}', "truncated"),
        (b"{}\n[1.5]\n", "not_json"),
        (b"\xff\xfe\n", "not_json"),
        (b'{ "a":1}\n', "not_canonical"),
        (b"x" * (wire.LARGEST_BYTES + 1), "too_large"),
    ],
)
def test_bytes_that_are_no_package_are_refused(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_a_signature_covers_digest_scope_and_version() -> None:
    key = Ed25519PrivateKey.generate()
    public = signing.public_bytes(key)
    signature = signing.sign(key, signing.seal_statement("d", "s", 1))
    assert signing.is_signed(public, signature, signing.seal_statement("d", "s", 1))
    for other in [("e", "s", 1), ("d", "t", 1), ("d", "s", 2)]:
        assert not signing.is_signed(public, signature, signing.seal_statement(*other))
    assert not signing.is_signed(b"", signature, signing.seal_statement("d", "s", 1))


def test_a_bundle_keeps_every_byte() -> None:
    items = [bundle.Item('{"tên":"Hoà"}\n'.encode(), "k", b"\x00" * 64)]
    assert bundle.parse(bundle.build(items), "gzip") == items


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"", "", "not_a_bundle"),
        (b"<html>", "", "not_a_bundle"),
        (b'{"packages":[]}', "", "not_a_bundle"),
        (b'{"packages":[{"content":1}]}', "", "not_a_bundle"),
        (b"x", "br", "unknown_encoding"),
        (b"not gzip", "gzip", "not_gzip"),
        (bundle.build([])[:-9], "gzip", "truncated"),
    ],
)
def test_a_body_that_is_no_bundle_is_refused(body: bytes, encoding: str, code: str) -> None:
    with pytest.raises(bundle.BadBundle) as refusal:
        bundle.parse(body, encoding)
    assert refusal.value.code == code


def test_a_small_body_cannot_grow_without_bounds() -> None:
    bomb = zlib.compress(b"0" * (bundle.LARGEST_BYTES + 1), wbits=zlib.MAX_WBITS | 16)
    with pytest.raises(bundle.BadBundle) as refusal:
        bundle.parse(bomb, "gzip")
    assert refusal.value.code == "too_large"
