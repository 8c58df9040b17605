"""A request of many packages keeps every byte and never grows beyond its bounds."""

import gzip
import zlib

import pytest

from eduportal.exchange.wire import bundle, package
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.custody import Link, to_line

LINKS = (Link("truong-a", "k", b"\x00" * 64), Link("long-an", "l", b"\x01" * 64))
CUSTODY = package.compressed(to_line(LINKS))


def item(content: bytes) -> Item:
    return Item(content, package.compressed(content), LINKS)


def built(*items: Item) -> bytes:
    return bundle.build((each.member, each.custody) for each in items)


def test_a_bundle_keeps_every_byte_and_every_signature() -> None:
    items = [item('{"tên":"Hoà"}\n'.encode()), item(b"x" * 500_000), item(bytes(range(256)) * 900)]
    assert bundle.parse(built(*items)) == items


def test_a_bundle_is_a_gzip_file_that_anybody_reads() -> None:
    body = built(item(b"one\n"), item(b"two\n"))
    assert gzip.decompress(body) == to_line(LINKS) + b"one\n" + to_line(LINKS) + b"two\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_a_bundle"),
        (b"<html>", "not_gzip"),
        (CUSTODY, "truncated"),
        (built(item(b"x"))[:-9], "truncated"),
        (built(item(b"x")) + b"rest", "not_gzip"),
        (package.compressed(b"{}\n") * 2, "not_a_bundle"),
        (package.compressed(b"[]\n") * 2, "not_a_bundle"),
        (package.compressed(b'[["a b","k","AAAA"]]\n') * 2, "not_a_bundle"),
        (built(*[item(b"x")] * 201), "too_many"),
        (b"x" * (bundle.LARGEST_BYTES + 1), "too_large"),
    ],
)
def test_a_body_that_is_no_bundle_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(bundle.BadBundle) as refusal:
        bundle.parse(body)
    assert refusal.value.code == code


def test_a_small_body_cannot_grow_without_bounds() -> None:
    bomb = zlib.compress(b"0" * 50_000_000, 9, package.GZIP)
    with pytest.raises(bundle.BadBundle) as refusal:
        bundle.parse(CUSTODY + bomb)
    assert refusal.value.code == "too_large"
