"""A request of many packages keeps every byte and never grows beyond its bounds."""

import zlib

import pytest

from eduportal.exchange.wire import bundle
from eduportal.exchange.wire.custody import Link

LINKS = (Link("truong-a", "k", b"\x00" * 64), Link("long-an", "l", b"\x01" * 64))


def test_a_bundle_keeps_every_byte_and_every_signature() -> None:
    items = [bundle.Item('{"tên":"Hoà"}\n'.encode(), LINKS)]
    assert bundle.parse(bundle.build(items), "gzip") == items


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"", "", "not_a_bundle"),
        (b"<html>", "", "not_a_bundle"),
        (b"[" * 100_000, "", "not_a_bundle"),
        (b'{"packages":[]}', "", "not_a_bundle"),
        (b'{"packages":[{"content":1}]}', "", "not_a_bundle"),
        (b'{"packages":[{"content":"x","signatures":[]}]}', "", "not_a_bundle"),
        (b'{"packages":[{"content":"x","signatures":[{"node":"a b"}]}]}', "", "not_a_bundle"),
        (b'{"packages":[' + b"1," * 200 + b"1]}", "", "too_many"),
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
