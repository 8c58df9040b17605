"""What the node above says decides what becomes of a package, if it is really that node's word."""

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Package, Receipt
from eduportal.exchange.selectors import checked_receipts
from eduportal.exchange.services import send_due
from eduportal.exchange.wire import signing
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, answer
from tests.exchange.conftest import row, sealed

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
        # A later version came after it: it was accepted all the same.
        ("superseded", "accepted"),
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


def test_every_record_the_node_above_refused_is_kept_for_people(
    above: Above, package: Package
) -> None:
    uid = row(1)[0]
    problems = [{"code": "wrong_average", "message": "m", "record": uid, "column": "average"}]
    content = bytes(package.content)
    said = above.said(content, state="returned", errors=1) | {"problems": problems}
    entry_after(above, lambda asked: answer("results", [said]))
    [checked] = [each for each in checked_receipts(package) if each.receipt.issuer == "bo"]
    [refusal] = checked.refusals
    assert (refusal.record, refusal.column) == ("2500000001 · toan", "average")
    assert refusal.text and refusal.text != "m"


@pytest.mark.parametrize(
    ("retry", "state"),
    [("never", "needs_human"), ("after", "queued"), ("now", "queued"), ("?", "queued")],
)
def test_without_a_receipt_the_word_retry_decides(
    above: Above, package: Package, retry: str, state: str
) -> None:
    problems = [{"code": "stale", "message": "Version 3 is next."}]
    given = above.say(receipt=None, code="stale", retry=retry, problems=problems)
    before = timezone.now()
    entry = entry_after(above, given)
    assert (entry.state, entry.last_error) == (state, "stale: Version 3 is next.")
    assert entry.not_before > before
    assert entry.lease_token is None
    sentence, detail = entry.trouble
    assert sentence != "stale" and detail == "Version 3 is next."


def test_a_package_the_answer_leaves_out_stays_in_the_queue(
    above: Above, school: School, package: Package
) -> None:
    other = sealed(school, 3, class_name="6A2")
    above.replies = [lambda asked: answer("results", [above.said(bytes(other.content))])]
    assert send_due() == 1
    states = dict(OutboxEntry.objects.values_list("package__hash", "state"))
    assert states == {package.hash: "queued", other.hash: "accepted"}


NOT_PROOF: dict[str, Given] = {
    "another key": lambda above: above.with_receipt(key=Ed25519PrivateKey.generate()),
    "another package": lambda above: above.with_receipt(hash="0" * 64),
    "another version": lambda above: above.with_receipt(version=9),
    "another issuer": lambda above: above.with_receipt(issuer="somebody"),
    "no state of ours": lambda above: above.with_receipt(state="received"),
    "a state that is none": lambda above: above.with_receipt(state=["accepted"]),
    "no moment": lambda above: above.with_receipt(received_at="today"),
    "other bytes": lambda above: signed(above, b"accepted, promise"),
    "a changed byte": lambda above: above.say(
        receipt={"content": "{}", "signature": signing.to_text(b"\x00" * 64)}
    ),
}


def signed(above: Above, content: bytes) -> Callable[[Asked], Reply]:
    signature = signing.to_text(signing.sign(above.key, content))
    return above.say(receipt={"content": content.decode(), "signature": signature})


@pytest.mark.parametrize("given", NOT_PROOF.values(), ids=NOT_PROOF.keys())
def test_a_receipt_that_proves_nothing_is_shown_to_a_person(
    above: Above, package: Package, given: Given
) -> None:
    entry = entry_after(above, given(above))
    assert (entry.state, entry.last_error) == ("needs_human", "bad_receipt: ")
    assert not Receipt.objects.filter(issuer="bo").exists()


@pytest.mark.parametrize("item", [None, {}, {"hash": "x"}, {"receipt": {"content": 1}}])
def test_an_answer_that_cannot_be_read_counts_as_none(
    above: Above, package: Package, item: Any
) -> None:
    entry = entry_after(above, lambda asked: answer("results", [item]))
    assert (entry.state, entry.last_error) == ("queued", "omitted: ")
