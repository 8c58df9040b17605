"""What a node above may bring by itself, and what it may not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from eduportal.exchange import keys
from eduportal.exchange.models import NodeKey, OutboxEntry, Package, Peer
from eduportal.exchange.services import Comparison, compare, know_own_key, send_due
from eduportal.exchange.wire import custody
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import Event
from schools.models import School
from tests.exchange.above import listening
from tests.exchange.conftest import row, sealed
from tests.exchange.ledger_above import Kept, LedgerAbove


@pytest.fixture
def above(db_everywhere: None, signing_key: None) -> Iterator[LedgerAbove]:
    above = LedgerAbove()
    with listening(above) as address:
        above.trusted(address)
        yield above


@pytest.fixture
def package(above: LedgerAbove, school: School) -> Package:
    """Sealed here, and accepted above; nobody has entered the key this node signs with."""
    package = sealed(school, 1, 2)
    send_due()
    assert entry().state == "accepted"
    return package


def entry() -> OutboxEntry:
    return OutboxEntry.objects.get(package__feed="term")


def compared(above: LedgerAbove) -> Comparison:
    return compare(Peer.objects.get(code=above.code))


def hold(above: LedgerAbove, package: Package, *, is_own: bool, **changes: Any) -> str:
    """Let another version of the package's scope count above; its digest."""
    header = replace(wire.parse(package.plain).header, **changes)
    content = wire.build(header, [row(1), row(2)])
    digest = wire.digest(content)
    key = keys.own_key() if is_own else above.key
    links = tuple(custody.extended(key, header.origin, digest))
    for each in above.kept.values():
        if each.place[3] == "term":
            each.state = "superseded"
    above.kept[digest] = Kept(Item(content, wire.compressed(content), links), header, "accepted")
    return digest


@pytest.mark.parametrize("tier", ["department", "school"])
def test_a_version_of_the_node_above_on_what_was_sealed_here_is_for_a_person(
    above: LedgerAbove, package: Package, settings: Settings, tier: str
) -> None:
    settings.EDUPORTAL_TIER = tier
    theirs = hold(
        above, package, is_own=False, origin="bo", version=2, prev=package.hash, sealed_by="Bộ"
    )
    found = compared(above)
    assert (found.fetched, found.forked) == ([], [theirs])
    package.refresh_from_db()
    assert (package.state, entry().state, entry().forked_from) == (
        "accepted",
        "needs_human",
        theirs,
    )


@pytest.mark.parametrize("tier", ["department", "school"])
def test_only_a_school_takes_the_first_version_of_the_node_above(
    above: LedgerAbove, package: Package, settings: Settings, tier: str
) -> None:
    settings.EDUPORTAL_TIER = tier
    theirs = hold(
        above, package, is_own=False, origin="bo", scope=package.scope._replace(unit="6A2")
    )
    found = compared(above)
    taken = ([theirs], []) if tier == "school" else ([], [theirs])
    assert (found.fetched, found.forked) == taken
    assert Package.objects.filter(hash=theirs).exists() == (tier == "school")


LATER = "2027-02-01T08:00:00+00:00"


def test_the_same_sealed_at_another_time_is_taken_without_a_person(
    above: LedgerAbove, package: Package
) -> None:
    theirs = hold(above, package, is_own=True, sealed_at=LATER, sealed_by="Phó hiệu trưởng")
    assert compared(above).fetched == [theirs]
    package.refresh_from_db()
    assert package.state == "void"


@pytest.mark.parametrize(
    "changes",
    [
        {"layout": [["vatli", "scored", 2, 0], ["gdtc", "commented", 2, 0]]},
        {"version": 2, "event": Event.CORRECTION, "basis": "QĐ 1"},
        {"unit_name": "6A9"},
    ],
    ids=["subjects", "event", "name"],
)
def test_equal_lines_under_another_header_are_not_the_same(
    above: LedgerAbove, package: Package, changes: dict[str, Any]
) -> None:
    theirs = hold(above, package, is_own=True, sealed_at=LATER, **changes)
    found = compared(above)
    assert (found.fetched, found.forked) == ([], [theirs])
    package.refresh_from_db()
    assert package.state == "accepted"


@pytest.mark.parametrize(("month", "is_taken"), [(10, False), (12, True)])
def test_what_a_stolen_key_sealed_comes_back_only_by_a_receipt_older_than_the_theft(
    above: LedgerAbove, package: Package, month: int, is_taken: bool
) -> None:
    """The receipts above are of 23 November."""
    theirs = hold(
        above,
        package,
        is_own=True,
        scope=package.scope._replace(unit="6A2"),
        sealed_at="2026-09-10T08:00:00+00:00",
    )
    stolen = NodeKey.objects.filter(pk=know_own_key().pk)
    stolen.update(revoked_at=datetime(2026, month, 1, tzinfo=UTC), reason="compromised")
    found = compared(above)
    assert (found.fetched, found.forked) == (([theirs], []) if is_taken else ([], [theirs]))
