"""A chain of signatures: each covers the package and everybody before it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eduportal.exchange.wire import answer, custody, receipt, signing
from eduportal.exchange.wire.custody import Link

DIGEST = "d" * 64
SCHOOL, PROVINCE = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
CHAIN = custody.extended(PROVINCE, "long-an", DIGEST, custody.extended(SCHOOL, "truong-a", DIGEST))


def is_genuine(
    key: Ed25519PrivateKey, links: list[Link], number: int, digest: str = DIGEST
) -> bool:
    return custody.is_genuine(signing.public_bytes(key), digest, links, number)


def test_everybody_in_the_chain_can_be_checked() -> None:
    assert [link.node for link in CHAIN] == ["truong-a", "long-an"]
    assert is_genuine(SCHOOL, CHAIN, 0)
    assert is_genuine(PROVINCE, CHAIN, 1)
    assert not is_genuine(PROVINCE, CHAIN, 0)


def test_a_signature_covers_the_digest() -> None:
    assert not is_genuine(SCHOOL, CHAIN, 0, "e" * 64)
    assert not is_genuine(PROVINCE, CHAIN, 1, "e" * 64)


def test_no_earlier_link_can_be_taken_out_or_exchanged() -> None:
    assert not is_genuine(PROVINCE, CHAIN[1:], 0)
    [forged] = custody.extended(Ed25519PrivateKey.generate(), "truong-a", DIGEST)
    assert not is_genuine(PROVINCE, [forged, CHAIN[1]], 1)
    assert not is_genuine(PROVINCE, [replace(CHAIN[0], node="truong-b"), CHAIN[1]], 1)


def test_a_key_that_is_none_verifies_nothing() -> None:
    assert not custody.is_genuine(b"", DIGEST, CHAIN, 0)


def test_the_chain_travels_and_comes_back() -> None:
    assert custody.from_line(custody.to_line(CHAIN)) == CHAIN


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"[{}]",
        b'["x"]',
        b'[["","k","AAAA"]]',
        b'[["a\\nb","k","AAAA"]]',
        b'[["a b","k","AAAA"]]',
        b'[["a","k","not base64!"]]',
        b'[["a","k"]]',
        custody.to_line(CHAIN[:1] * (custody.MOST_LINKS + 1)),
    ],
)
def test_what_is_no_chain_is_refused(line: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        custody.from_line(line)


def test_an_answer_that_is_not_understood_is_left_out_and_the_others_count() -> None:
    good = {"hash": "a", "code": "accepted", "retry": "never", "problems": None, "receipts": None}
    strange = [None, 1, {}, good | {"hash": "b", "receipts": [{"content": 1, "signature": ""}]}]
    nul = good | {"hash": "c", "problems": [{"message": "x\0y", "size": 1}]}
    answers = answer.parse([*strange, good, nul])
    assert set(answers) == {"a", "c"}
    assert answers["c"].message == "xy"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"at":"2026-11-23"}', b"\xff"])
def test_what_is_no_receipt_is_refused(content: bytes) -> None:
    with pytest.raises(receipt.BadReceipt):
        receipt.parse(content)
