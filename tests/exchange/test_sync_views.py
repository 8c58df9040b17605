"""The door for other nodes: only who signs is let in, and a refusal leaves nothing behind."""

import json
import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.keys import own_key
from eduportal.exchange.models import Package, Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.views import sync
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.digests import SchoolDigest, digest_of
from eduportal.exchange.wire.package import compressed
from tests.exchange.conftest import CELLS, Sender, make_sender, row
from tests.exchange.door import Program, refused
from tests.factories import PackageFactory, ReceiptFactory
from tests.owner import owner_cursor

ROWS = [row(1), row(2)]
WRONG = [*CELLS[:4], 10, *CELLS[5:]]


@pytest.fixture
def nothing_stored(below: Sender) -> Iterator[None]:
    yield
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()
        assert not Receipt.objects.exists()


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def test_a_signed_bundle_is_answered_package_by_package(below: Sender, program: Program) -> None:
    bad = below.seal([row(1, cells=WRONG)])
    below.previous = ""
    response = program.deliver(bad, below.seal(ROWS))
    first, second = response.json()["results"]
    assert (first["code"], first["retry"]) == ("returned", "never")
    said = receipt_wire.parse(first["receipts"][0]["content"].encode())
    assert (said.problems[0]["code"], said.problems[0]["lines"]) == ("wrong_average", [1])
    assert second["code"] == "accepted"
    said = receipt_wire.parse(second["receipts"][0]["content"].encode())
    assert (said.totals["students"], said.ledger) == (2, response.json()["ledger"])


@pytest.mark.usefixtures("nothing_stored")
def test_an_unsigned_request_is_refused(below: Sender) -> None:
    for path in ("bundles", "have"):
        refused(Client().post(f"/sync/v2/{path}", b"{}", "application/json"), 401, "bad_signature")


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


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sent_body": b"{}"}, "bad_signature"),
        ({"sent_body": b""}, "bad_signature"),
        ({"sent_headers": {"Content-Digest": "sha-256=:AAAA:"}}, "bad_signature"),
        ({"sent_headers": {"Signature": "pyhms=:AAAA:"}}, "bad_signature"),
        ({"sent_headers": {"Signature-Input": "nonsense"}}, "bad_signature"),
        ({"host": "http://elsewhere"}, "bad_signature"),
        ({"tag": "something-else"}, "bad_signature"),
        ({"covered": ("@method", "content-digest")}, "bad_signature"),
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


def test_the_same_request_again_changes_nothing(below: Sender, program: Program) -> None:
    item, now = below.seal(ROWS), datetime.now(UTC)
    first, second = (program.deliver(item, created=now).json()["results"][0] for _ in range(2))
    assert (first["code"], second["code"]) == ("accepted", "known")
    assert first["receipts"] == second["receipts"]


def test_a_node_with_its_hands_full_asks_for_a_pause(below: Sender, program: Program) -> None:
    item, each = below.seal(ROWS), [(sync.PLACE_CLASS, place) for place in sync.PLACES]
    with owner_cursor() as others:
        others.executemany("select pg_advisory_lock(%s, %s)", each)
        response = program.deliver(item)
        refused(response, 503, "busy")
        assert response["Retry-After"] == "5"
        others.execute("select pg_advisory_unlock(%s, %s)", each[2])
        assert program.deliver(item).status_code == 200


def test_a_node_that_sends_everything_at_once_leaves_places_to_the_others(
    below: Sender, program: Program
) -> None:
    with scoping.everywhere("a test trusts a node"):
        other = make_sender("truong-b")
    keys = [2 * below.peer.pk, 2 * below.peer.pk + 1]
    with owner_cursor() as cursor:
        for key in keys:
            cursor.execute("select pg_advisory_lock(%s, %s)", [sync.PEER_CLASS, key])
        refused(program.deliver(below.seal(ROWS)), 503, "busy")
        assert Program(other.key).deliver(other.seal(ROWS)).status_code == 200
        for key in keys:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [sync.PEER_CLASS, key])
    assert program.deliver(*below.sealed).status_code == 200


def test_an_answer_about_what_has_arrived_has_bounded_room(
    below: Sender, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scoping.everywhere("a test has received packages"):
        packages = [PackageFactory(school=below.school) for _number in range(3)]
        for each in packages:
            ReceiptFactory(package=each, content=b"x" * 3000)
    monkeypatch.setattr(sync, "LARGEST_ANSWER_BYTES", 2000)
    hashes = [each.hash for each in packages]
    known = ask_have(program, hashes).json()["known"]
    assert [each["hash"] for each in known] == hashes[:1]
    monkeypatch.undo()
    assert len(ask_have(program, hashes).json()["known"]) == 3


def test_a_node_that_has_lost_everything_does_not_fill_the_memory(
    below: Sender, program: Program
) -> None:
    with scoping.everywhere("a test has received packages"):
        packages = [PackageFactory(school=below.school, **large()) for _number in range(40)]
    body = json.dumps({"hashes": [each.hash for each in packages]}).encode()
    # The first request imports the pages, which takes memory of its own.
    assert program.ask("POST", "/sync/v2/fetch", b'{"hashes":[]}').status_code == 200
    tracemalloc.start()
    response = program.ask("POST", "/sync/v2/fetch", body)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status_code == 200
    assert most < 20 * 1024 * 1024


def large() -> dict[str, Any]:
    """Bytes that are no smaller when they are packed."""
    return {"content": compressed(os.urandom(400 * 1024).hex().encode() + b"\n")}


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
    ("body", "status", "code"),
    [
        (b"<html>", 400, "not_gzip"),
        (compressed(b"[]"), 400, "not_a_bundle"),
        (b"x" * 5_000_000, 413, "too_large"),
    ],
)
def test_a_body_that_is_no_bundle_is_refused_as_a_whole(
    program: Program, body: bytes, status: int, code: str
) -> None:
    refused(program.ask("POST", "/sync/v2/bundles", body), status, code)
    with scoping.everywhere("the test looks"):
        assert not Package.objects.exists()


def ask_have(program: Program, hashes: object) -> HttpResponse:
    return program.ask("POST", "/sync/v2/have", json.dumps({"hashes": hashes}).encode())


def test_have_lists_what_arrived_with_what_was_wrong(below: Sender, program: Program) -> None:
    returned = below.seal([row(1, cells=WRONG)])
    below.previous = ""
    accepted = below.seal(ROWS)
    answers = program.deliver(returned, accepted).json()["results"]
    hashes = [answer["hash"] for answer in answers]
    known = ask_have(program, [*hashes, "0" * 64, "x\0"]).json()["known"]
    assert {each["hash"]: each["receipts"] for each in known} == {
        answer["hash"]: answer["receipts"] for answer in answers
    }


def test_have_tells_what_the_node_above_this_one_said(below: Sender, program: Program) -> None:
    [answer] = program.deliver(below.seal(ROWS)).json()["results"]
    with scoping.everywhere("a test lets the Ministry answer"):
        ReceiptFactory(package=Package.objects.get(), issuer="bo", content=b'{"said":"above"}')
    [known] = ask_have(program, [answer["hash"]]).json()["known"]
    assert [each["content"] for each in known["receipts"]] == [
        answer["receipts"][0]["content"],
        '{"said":"above"}',
    ]


def test_have_lists_nothing_of_other_nodes(below: Sender, program: Program) -> None:
    with scoping.everywhere("a test trusts another node"):
        other = make_sender("truong-b")
    [answer] = program.deliver(below.seal(ROWS)).json()["results"]
    assert ask_have(Program(other.key), [answer["hash"]]).json()["known"] == []


@pytest.mark.parametrize("hashes", [None, "x", [1], {"a": 1}])
def test_have_asks_for_a_list_of_texts(program: Program, hashes: object) -> None:
    refused(ask_have(program, hashes), 400, "bad_request")


def test_have_has_a_limit(program: Program) -> None:
    refused(ask_have(program, ["0" * 64] * 10_001), 413, "too_many")


@pytest.mark.parametrize(
    "period",
    [
        ["79000001", "2026-2027", "\0"],
        ["79000001", "2026-2027", "\ud800"],
        ["79000001", "2026-2027", "x" * 65],
        ["79000001", "2026-2027", 1],
    ],
)
def test_heads_are_asked_for_by_texts_that_can_be_looked_up(
    program: Program, period: list[object]
) -> None:
    body = json.dumps({"periods": [period]}).encode()
    refused(program.ask("POST", "/sync/v2/heads", body), 400, "bad_request")


HEAD = ["79000001", "2026-2027", "hk1", "term", "6A1", 1, "e" * 64, "accepted"]
TOLD = {"packages": 1, "records": 1, "digest": "d" * 32, "differing": [HEAD], "all": 1}


def ask_compared(program: Program, told: object) -> HttpResponse:
    return program.ask("POST", "/sync/v2/compared", json.dumps(told).encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "\ud800"},
        {"digest": "\0"},
        {"differing": [[*HEAD[:4], "\ud800", *HEAD[5:]]]},
        {"differing": [[*HEAD[:5], -1, *HEAD[6:]]]},
        {"all": True},
    ],
)
def test_what_a_peer_tells_is_kept_only_where_it_can_be(
    below: Sender, program: Program, changes: dict[str, object]
) -> None:
    refused(ask_compared(program, TOLD | changes), 400, "bad_request")
    assert Peer.objects.get(pk=below.peer.pk).told == {}


def test_what_a_peer_on_trial_tells_is_answered_and_not_kept(
    below: Sender, program: Program
) -> None:
    Peer.objects.update(is_sandbox=True)
    assert ask_compared(program, TOLD).status_code == 200
    assert Peer.objects.get(pk=below.peer.pk).told == {}
    Peer.objects.update(is_sandbox=False)
    assert ask_compared(program, TOLD).status_code == 200
    assert Peer.objects.get(pk=below.peer.pk).told["differing"] == [HEAD]


def test_the_digest_of_everything_is_answered_and_an_equal_one_kept(
    below: Sender, program: Program
) -> None:
    program.deliver(below.seal(ROWS))
    asked = {**TOLD, "differing": [], "all": 0}
    answered = ask_compared(program, asked).json()
    held = answered["digest"]
    assert digest_of(SchoolDigest(*each) for each in answered["schools"]) == held
    assert Peer.objects.get(pk=below.peer.pk).told == {}, "a question, nothing is equal yet"
    assert "schools" not in ask_compared(program, TOLD).json(), "the peer has compared"
    again = ask_compared(program, asked | {"digest": held}).json()
    assert again["digest"] == held and "schools" not in again
    peer = Peer.objects.get(pk=below.peer.pk)
    assert peer.told["digest"] == peer.told["here_digest"] == held and peer.told_equal


def test_capabilities_are_open_to_all(below: Sender) -> None:
    said = Client().get("/sync/v2/capabilities").json()
    assert said["formats"] == ["gradesync/2"]
    assert said["key_id"] == signing.key_id(signing.public_bytes(own_key()))
    assert datetime.fromisoformat(said["time"]).tzinfo
    assert said["limits"]["packages"] == 200
    assert said["schemas"]["term"] == ["term.1"]
    assert UUID(said["ledger"])


def test_each_package_has_a_fair_chance(below: Sender, program: Program) -> None:
    """A bundle of good, broken, early and repeated packages: each gets its own answer."""
    first, second, third = below.seal(ROWS), below.seal(ROWS), below.seal(ROWS[:1])
    broken = Item(b"<html>", compressed(b"<html>"), first.custody)
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
