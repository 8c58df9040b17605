"""The door for other nodes: only who signs is let in, and a refusal leaves nothing behind."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.keys import own_key
from eduportal.exchange.models import Nonce, Package, Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from tests.exchange.conftest import Sender, make_sender, row
from tests.exchange.door import Program, refused

ROWS = [row(1), row(2)]


@pytest.fixture
def nothing_stored(below: Sender) -> Iterator[None]:
    yield
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()
        assert not Receipt.objects.exists()
        assert not Nonce.objects.exists()


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def test_a_signed_bundle_is_answered_package_by_package(below: Sender, program: Program) -> None:
    bad = below.seal([row(1, average="1.0")])
    response = program.deliver(bad, below.seal(ROWS))
    first, second = response.json()["results"]
    assert (first["status"], first["code"], first["retry"]) == (422, "returned", "never")
    assert first["problems"][0]["code"] == "wrong_average"
    assert (second["status"], second["code"]) == (200, "accepted")
    assert receipt_wire.parse(second["receipt"]["content"].encode())["counts"]["rows"] == 2


@pytest.mark.usefixtures("nothing_stored")
def test_an_unsigned_request_is_refused(below: Sender) -> None:
    for path in ("bundles", "have"):
        refused(Client().post(f"/sync/v1/{path}", b"{}", "application/json"), 401, "bad_signature")
    refused(Client().get("/sync/v1/receipts"), 401, "bad_signature")


@pytest.mark.usefixtures("nothing_stored")
def test_an_untrusted_key_is_refused(below: Sender) -> None:
    stranger = Program(Ed25519PrivateKey.generate())
    refused(stranger.deliver(below.seal(ROWS)), 401, "unknown_key")


@pytest.mark.usefixtures("nothing_stored")
def test_a_revoked_key_is_refused(below: Sender, program: Program) -> None:
    Peer.objects.update(revoked_at=timezone.now())
    refused(program.deliver(below.seal(ROWS)), 401, "unknown_key")


@pytest.mark.usefixtures("nothing_stored")
def test_a_node_above_does_not_send_down(below: Sender, program: Program) -> None:
    Peer.objects.update(relation=PeerRelation.UPSTREAM)
    response = program.deliver(below.seal(ROWS))
    refused(response, 403, "not_below")
    Nonce.objects.all().delete()


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sent_body": b"{}"}, "bad_signature"),
        ({"sent_body": b""}, "bad_signature"),
        ({"sent_headers": {"Content-Digest": "sha-256=:AAAA:"}}, "bad_signature"),
        ({"sent_headers": {"Idempotency-Key": "2"}}, "bad_signature"),
        ({"sent_headers": {"Signature": "pyhms=:AAAA:"}}, "bad_signature"),
        ({"sent_headers": {"Signature-Input": "nonsense"}}, "bad_signature"),
        ({"host": "http://elsewhere"}, "bad_signature"),
        ({"tag": "something-else"}, "bad_signature"),
        ({"covered": ("@method", "content-digest")}, "bad_signature"),
        ({"nonce": "n" * 65}, "bad_signature"),
    ],
)
def test_what_was_signed_otherwise_is_refused(
    below: Sender, program: Program, changes: dict[str, Any], code: str
) -> None:
    refused(program.deliver(below.seal(ROWS), **changes), 401, code)


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("seconds", [310, -310, 86_400])
def test_what_was_signed_too_early_or_too_late_is_refused(
    below: Sender, program: Program, seconds: int
) -> None:
    refused(program.deliver(below.seal(ROWS), created=ago(seconds)), 401, "wrong_clock")


@pytest.mark.parametrize("seconds", [290, -290])
def test_clocks_may_differ_by_five_minutes(below: Sender, program: Program, seconds: int) -> None:
    assert program.deliver(below.seal(ROWS), created=ago(seconds)).status_code == 200


def test_the_same_request_again_is_a_replay(below: Sender, program: Program) -> None:
    item = below.seal(ROWS)
    assert program.deliver(item, nonce="once").status_code == 200
    refused(program.deliver(item, nonce="once"), 401, "replay")
    assert program.deliver(item, nonce="twice").json()["results"][0]["code"] == "known"


def test_a_bad_signature_burns_no_nonce(below: Sender, program: Program) -> None:
    item = below.seal(ROWS)
    refused(program.deliver(item, nonce="mine", sent_body=b"{}"), 401, "bad_signature")
    refused(Program(Ed25519PrivateKey.generate()).deliver(item, nonce="mine"), 401, "unknown_key")
    assert program.deliver(item, nonce="mine").status_code == 200


def test_behind_a_proxy_the_address_of_the_public_is_the_signed_one(
    below: Sender, program: Program, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    proxy = {"X-Forwarded-Proto": "https", "Host": "bo.example.vn"}
    item = below.seal(ROWS)
    public = program.deliver(item, host="https://bo.example.vn", sent_headers=proxy)
    assert public.status_code == 200
    inside = program.deliver(item, host="http://bo.example.vn", sent_headers=proxy)
    refused(inside, 401, "bad_signature")


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"<html>", "", 400, "not_a_bundle"),
        (b"<html>", "gzip", 400, "not_gzip"),
        (b"<html>", "br", 400, "unknown_encoding"),
        (b'{"packages":[' + b"1," * 200 + b"1]}", "", 413, "too_many"),
        (b"x" * 3_000_000, "", 413, "too_large"),
    ],
)
def test_a_body_that_is_no_bundle_is_refused_as_a_whole(
    program: Program, body: bytes, encoding: str, status: int, code: str
) -> None:
    headers = {"Content-Encoding": encoding} if encoding else {}
    refused(program.ask("POST", "/sync/v1/bundles", body, headers=headers), status, code)
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()


def ask_have(program: Program, hashes: object) -> HttpResponse:
    return program.ask("POST", "/sync/v1/have", json.dumps({"hashes": hashes}).encode())


def test_have_lists_what_arrived_with_what_was_wrong(below: Sender, program: Program) -> None:
    returned, accepted = below.seal([row(1, average="1.0")]), below.seal(ROWS)
    answers = program.deliver(returned, accepted).json()["results"]
    hashes = [answer["hash"] for answer in answers]
    known = ask_have(program, [*hashes, "0" * 64, "x\0"]).json()["known"]
    assert {each["hash"]: each["receipt"] for each in known} == {
        answer["hash"]: answer["receipt"] for answer in answers
    }
    assert [len(each["problems"]) for each in known] == [1, 0]


def test_have_lists_nothing_of_other_nodes(below: Sender, program: Program) -> None:
    with scoping.everywhere("a test trusts another node"):
        other = make_sender("truong-b")
    [answer] = program.deliver(below.seal(ROWS)).json()["results"]
    assert ask_have(Program(other.key), [answer["hash"]]).json() == {"known": []}


@pytest.mark.parametrize("hashes", [None, "x", [1], {"a": 1}])
def test_have_asks_for_a_list_of_texts(program: Program, hashes: object) -> None:
    refused(ask_have(program, hashes), 400, "bad_request")


def test_have_has_a_limit(program: Program) -> None:
    refused(ask_have(program, ["0" * 64] * 10_001), 413, "too_many")


def receipts(program: Program, after: str) -> HttpResponse:
    covered = ("@method", "@target-uri")
    return program.ask("GET", f"/sync/v1/receipts?after={after}", covered=covered)


def test_receipts_come_after_a_cursor_in_order(below: Sender, program: Program) -> None:
    answers = program.deliver(below.seal(ROWS), below.seal(ROWS[:1])).json()["results"]
    page = receipts(program, "0").json()
    assert [each["hash"] for each in page["receipts"]] == [each["hash"] for each in answers]
    first = page["receipts"][0]["receipt"]
    public = signing.public_bytes(own_key())
    content, signature = first["content"].encode(), signing.from_text(first["signature"])
    assert signing.is_signed(public, signature, content)
    rest = receipts(program, str(first["sequence"])).json()
    assert rest["receipts"] == page["receipts"][1:]
    assert receipts(program, str(page["after"])).json() == {
        "receipts": [],
        "after": page["after"],
    }


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "%C2%B2", "9" * 19])
def test_a_cursor_is_a_whole_number(program: Program, after: str) -> None:
    refused(receipts(program, after), 400, "bad_cursor")


def test_capabilities_are_open_to_all(below: Sender) -> None:
    said = Client().get("/sync/v1/capabilities").json()
    assert said["formats"] == ["gradesync/1"]
    assert said["key_id"] == signing.key_id(signing.public_bytes(own_key()))
    assert datetime.fromisoformat(said["time"]).tzinfo
    assert said["limits"]["packages"] == 200


def test_each_package_has_a_fair_chance(below: Sender, program: Program) -> None:
    """A bundle of good, broken, early and repeated packages: each gets its own answer."""
    first, second, third = below.seal(ROWS), below.seal(ROWS), below.seal(ROWS[:1])
    broken = Item(b"<html>", first.custody)
    codes = [
        answer["code"]
        for answer in program.deliver(broken, third, first, first, second, third).json()["results"]
    ]
    assert codes == [
        "bad_package",
        "missing_previous",
        "accepted",
        "known",
        "accepted",
        "accepted",
    ]
