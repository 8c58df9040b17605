"""What the node above says decides what becomes of a package, if it is really that node's word."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from eduportal.exchange.models import Line, NodeKey, OutboxEntry, Package, Receipt
from eduportal.exchange.selectors import checked_receipts
from eduportal.exchange.services import receive_bundle, send_due
from eduportal.exchange.wire import signing
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, answer
from tests.exchange.conftest import Sender, row, sealed
from tests.factories import NodeKeyFactory

Given = Callable[[Above], Callable[[Asked], Reply]]


@pytest.fixture
def package(above: Above, school: School) -> Package:
    return sealed(school, 1, 2)


def entry_after(above: Above, given: Callable[[Asked], Reply]) -> OutboxEntry:
    above.replies = [given]
    send_due()
    return OutboxEntry.objects.get()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("accepted", "accepted"),
        ("returned", "returned"),
        ("parked", "parked"),
    ],
)
def test_a_receipt_ends_the_way_and_is_kept(
    above: Above, package: Package, said: str, state: str
) -> None:
    entry = entry_after(above, above.with_receipt(state=said))
    assert (entry.state, entry.last_error) == (state, "")
    receipt = package.receipts.get(issuer="bo")
    assert receipt.state == said
    assert all(checked.is_genuine for checked in checked_receipts(package))


PROBLEM = {
    "code": "wrong_average",
    "message": "m",
    "count": 1,
    "samples": [[1, "toan", "99"]],
    "lines": [1],
}


def test_every_line_the_node_above_refused_is_kept_for_people(
    above: Above, package: Package
) -> None:
    entry_after(above, above.with_receipt(state="returned", problems=[PROBLEM]))
    [checked] = checked_receipts(package)
    [refusal] = checked.refusals
    assert refusal.lines == ["Nguyễn Văn 1 (2500000001)"]
    assert refusal.samples == [("Nguyễn Văn 1 (2500000001)", "toan", "99")]
    assert refusal.text and refusal.text != "m"


def test_what_is_returned_above_is_returned_here_and_the_version_before_counts_again(
    above: Above, school: School, package: Package
) -> None:
    send_due()
    later = sealed(school, 1)
    assert Line.objects.count() == 1
    above.replies = [above.with_receipt(state="returned", problems=[PROBLEM])]
    send_due()

    states = dict(Package.objects.exclude(feed="school").values_list("version", "state"))
    assert states == {1: "accepted", 2: "returned"}
    assert Line.objects.filter(package=package, counted=True).count() == 2
    again = sealed(school, 1, 3)
    assert (again.version, again.prev) == (3, package.hash)
    assert later.hash != again.hash


def test_what_was_sealed_on_a_returned_version_is_returned_with_it(
    above: Above, school: School, package: Package
) -> None:
    send_due()
    sealed(school, 1)
    sealed(school, 1, 3)
    # The second version is returned while the third, sealed on it, still waits.
    above.replies = [above.with_receipt(state="returned", problems=[PROBLEM])]
    send_due()

    packages = Package.objects.exclude(feed="school").order_by("version")
    assert list(packages.values_list("state", flat=True)) == ["accepted", "returned", "returned"]
    entries = OutboxEntry.objects.order_by("package__version")
    assert list(entries.values_list("state", flat=True)) == ["accepted", "returned", "returned"]
    assert Line.objects.filter(package=package, counted=True).count() == 2
    assert len(above.bundles) == 2
    again = sealed(school, 1, 4)
    assert (again.version, again.prev) == (4, package.hash)


def test_a_return_above_reaches_the_node_below_as_this_nodes_word(
    above: Above, sender: Sender
) -> None:
    items = [sender.seal([row(1), row(2)]), sender.seal([row(1)])]
    receive_bundle(peer=sender.peer, items=items)
    above.replies = [above.with_receipt(state="returned", problems=[PROBLEM])]
    send_due()

    results = receive_bundle(peer=sender.peer, items=items)
    said = [(result.code, result.receipts[0].state) for result in results]
    assert said == [("known", "returned"), ("known", "returned")]
    reasons = [result.receipts[0].problems[0]["code"] for result in results]
    assert reasons == ["wrong_average", "previous_returned"]
    assert not Line.objects.exists()
    # The node below seals again, on what counts: nothing.
    sender.previous = ""
    [result] = receive_bundle(peer=sender.peer, items=[sender.seal([row(1)])])
    assert result.code == "accepted"


@pytest.mark.parametrize(
    ("retry", "state"),
    [("never", "needs_human"), ("after", "queued"), ("?", "queued")],
)
def test_without_a_receipt_the_word_retry_decides(
    above: Above, package: Package, retry: str, state: str
) -> None:
    problems = [{"code": "fork", "message": "Version 3 is next."}]
    given = above.say(receipts=[], code="fork", retry=retry, problems=problems)
    before = timezone.now()
    entry = entry_after(above, given)
    assert (entry.state, entry.last_error) == (state, "fork: Version 3 is next.")
    assert state == "needs_human" or entry.not_before > before
    sentence, detail = entry.trouble
    assert sentence != "fork" and detail == "Version 3 is next."


def test_a_package_the_answer_leaves_out_stays_in_the_queue(
    above: Above, school: School, package: Package
) -> None:
    other = sealed(school, 3, unit="6A2")
    above.replies = [lambda asked: answer("results", [above.said(other.plain)])]
    assert send_due() == 1
    states = dict(OutboxEntry.objects.values_list("package__hash", "state"))
    assert states == {package.hash: "queued", other.hash: "accepted"}


def stolen_today(above: Above) -> Callable[[Asked], Reply]:
    """The thief dates what he signs before the theft."""
    stolen = NodeKey.objects.filter(node="bo")
    stolen.update(revoked_at=timezone.now(), reason="compromised")
    return above.with_receipt(state="returned")


def of_the_key_before(above: Above, at: str) -> Callable[[Asked], Reply]:
    """By a key that was replaced on 20 November."""
    old = Ed25519PrivateKey.generate()
    NodeKeyFactory(
        node="bo",
        public_key=signing.public_bytes(old),
        revoked_at=datetime(2026, 11, 20, tzinfo=UTC),
        reason="replaced",
    )
    return above.with_receipt(key=old, at=at)


def test_a_receipt_by_a_key_that_was_replaced_since_is_proof(
    above: Above, package: Package
) -> None:
    given = of_the_key_before(above, "2026-11-19T03:10:22+00:00")
    assert entry_after(above, given).state == "accepted"


NOT_PROOF: dict[str, Given] = {
    "a stolen key": stolen_today,
    "a key of before": lambda above: of_the_key_before(above, "2026-11-21T03:10:22+00:00"),
    "another key": lambda above: above.with_receipt(key=Ed25519PrivateKey.generate()),
    "another package": lambda above: above.with_receipt(hash="0" * 64),
    "another issuer": lambda above: above.with_receipt(issuer="somebody"),
    "no state of ours": lambda above: above.with_receipt(state="superseded"),
    "a state that is none": lambda above: above.with_receipt(state=["accepted"]),
    "no moment": lambda above: above.with_receipt(at="today"),
    "other bytes": lambda above: signed(above, b"accepted, promise"),
    "a changed byte": lambda above: above.say(
        receipts=[{"content": "{}", "signature": signing.to_text(b"\x00" * 64)}]
    ),
}


def signed(above: Above, content: bytes) -> Callable[[Asked], Reply]:
    signature = signing.to_text(signing.sign(above.key, content))
    return above.say(receipts=[{"content": content.decode(), "signature": signature}])


@pytest.mark.parametrize("given", NOT_PROOF.values(), ids=NOT_PROOF.keys())
def test_a_receipt_that_proves_nothing_is_shown_to_a_person(
    above: Above, package: Package, given: Given
) -> None:
    entry = entry_after(above, given(above))
    assert (entry.state, entry.last_error) == ("needs_human", "bad_receipt: ")
    assert not Receipt.objects.filter(issuer="bo").exists()


@pytest.mark.parametrize("item", [None, {}, {"hash": "x"}, {"receipts": [{"content": 1}]}])
def test_an_answer_that_cannot_be_read_counts_as_none(
    above: Above, package: Package, item: Any
) -> None:
    entry = entry_after(above, lambda asked: answer("results", [item]))
    assert (entry.state, entry.last_error) == ("queued", "omitted: ")


@pytest.mark.parametrize(
    "said",
    [
        {"problems": [{**PROBLEM, "message": "\0"}]},
        {"problems": ["wrong"]},
        {"problems": [{**PROBLEM, "count": 10**12}]},
        {"problems": [{**PROBLEM, "samples": [[1, [], "99"]]}]},
        {"problems": [{**PROBLEM, "lines": ["1"]}]},
        {"problems": [{"code": "wrong_average"}]},
        {"at": "0001-01-01T00:00:00+23:59"},
    ],
    ids=[
        *("NUL", "no cause", "a number without end", "no sample", "no line", "half a cause"),
        "before the first year",
    ],
)
@pytest.mark.parametrize("state", ["accepted", "returned"])
def test_a_receipt_nobody_can_keep_or_show_holds_no_other_package_up(
    above: Above, school: School, package: Package, said: dict[str, Any], state: str
) -> None:
    """One statement keeps the receipts of all that were accepted."""
    other = sealed(school, 3, unit="6A2")
    bad = above.said(package.plain, **said, state=state)
    above.replies = [answer_all("results", [bad, above.said(other.plain)])]
    send_due()
    entries = OutboxEntry.objects.filter(package__feed="term").order_by("pk")
    assert [each.state for each in entries] == ["needs_human", "accepted"]
    assert not package.receipts.filter(issuer="bo").exists()


def answer_all(name: str, items: list[dict[str, Any]]) -> Callable[[Asked], Reply]:
    return lambda _asked: answer(name, items)
