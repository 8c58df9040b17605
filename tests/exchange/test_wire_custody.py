"""A chain of signatures: each covers the package and everybody before it."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eduportal.exchange.wire import answer, custody, receipt, signing
from eduportal.exchange.wire.custody import Link, Seal

SEAL = Seal("d" * 64, "S1/6A1/2026-2027-HK1/subject-result", 2)
SCHOOL, PROVINCE = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
CHAIN = custody.extended(PROVINCE, "long-an", SEAL, custody.extended(SCHOOL, "truong-a", SEAL))


def is_genuine(key: Ed25519PrivateKey, links: list[Link], number: int, seal: Seal = SEAL) -> bool:
    return custody.is_genuine(signing.public_bytes(key), seal, links, number)


def test_everybody_in_the_chain_can_be_checked() -> None:
    assert [link.node for link in CHAIN] == ["truong-a", "long-an"]
    assert is_genuine(SCHOOL, CHAIN, 0)
    assert is_genuine(PROVINCE, CHAIN, 1)
    assert not is_genuine(PROVINCE, CHAIN, 0)


@pytest.mark.parametrize(
    "other",
    [replace(SEAL, digest="e" * 64), replace(SEAL, scope="S2"), replace(SEAL, version=3)],
)
def test_a_signature_covers_digest_scope_and_version(other: Seal) -> None:
    assert not is_genuine(SCHOOL, CHAIN, 0, other)
    assert not is_genuine(PROVINCE, CHAIN, 1, other)


def test_no_earlier_link_can_be_taken_out_or_exchanged() -> None:
    assert not is_genuine(PROVINCE, CHAIN[1:], 0)
    [forged] = custody.extended(Ed25519PrivateKey.generate(), "truong-a", SEAL)
    assert not is_genuine(PROVINCE, [forged, CHAIN[1]], 1)
    assert not is_genuine(PROVINCE, [replace(CHAIN[0], node="truong-b"), CHAIN[1]], 1)


def test_a_key_that_is_none_verifies_nothing() -> None:
    assert not custody.is_genuine(b"", SEAL, CHAIN, 0)


def test_the_chain_travels_and_comes_back() -> None:
    assert custody.from_wire(custody.to_wire(CHAIN)) == CHAIN


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [{}],
        ["x"],
        [{"node": "", "key_id": "k", "signature": "AAAA"}],
        [{"node": "a\nb", "key_id": "k", "signature": "AAAA"}],
        [{"node": "a b", "key_id": "k", "signature": "AAAA"}],
        [{"node": "a", "key_id": "k", "signature": "not base64!"}],
        custody.to_wire(CHAIN[:1]) * (custody.MOST_LINKS + 1),
    ],
)
def test_what_is_no_chain_is_refused(value: object) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        custody.from_wire(value)


def test_an_answer_that_is_not_understood_is_left_out_and_the_others_count() -> None:
    good = {"hash": "a", "code": "accepted", "retry": "never", "problems": None, "receipt": None}
    strange = [None, 1, {}, good | {"hash": "b", "receipt": {"content": 1, "signature": ""}}]
    nul = good | {"hash": "c", "problems": [{"message": "x\0y", "size": 1}]}
    answers = answer.parse([*strange, good, nul])
    assert set(answers) == {"a", "c"}
    assert answers["c"].errors[0]["message"] == "xy"
    assert "size" not in answers["c"].errors[0]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"received_at":"2026-11-23"}', b"\xff"])
def test_what_is_no_receipt_is_refused(content: bytes) -> None:
    with pytest.raises(receipt.BadReceipt):
        receipt.parse(content)
