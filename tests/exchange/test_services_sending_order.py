"""Of a school, packages wait for those of the feeds they depend on; schools wait for none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Peer
from eduportal.exchange.services.queueing import Size, due
from eduportal.exchange.services.sending import send_due
from eduportal.exchange.states import OutboxState
from eduportal.exchange.wire import package as wire
from schools.models import School
from tests.exchange.above import Above
from tests.exchange.conftest import sealed
from tests.exchange.levels import make_due
from tests.factories import OutboxEntryFactory, PackageFactory, PeerFactory, SchoolFactory

ALL = Size(10**6, 200)


@pytest.fixture
def peer(db_everywhere: None) -> Peer:
    return PeerFactory()


def queued(peer: Peer, school: School, feed: str, **entry: object) -> OutboxEntry:
    package = PackageFactory(school=school, feed=feed, unit=f"{feed}-1")
    return OutboxEntryFactory(package=package, peer=peer, **entry)


def feeds_due(peer: Peer) -> list[str]:
    return [entry.package.feed for entry in due(peer, ALL)]


def test_in_one_request_they_go_in_the_order_they_were_sealed(peer: Peer) -> None:
    school = SchoolFactory()
    for feed in ("school", "class", "student", "term"):
        queued(peer, school, feed)
    assert feeds_due(peer) == ["school", "class", "student", "term"]


def test_what_was_sealed_before_the_class_waits_for_it(peer: Peer) -> None:
    school = SchoolFactory()
    queued(peer, school, "term")
    queued(peer, school, "class")
    queued(peer, SchoolFactory(), "term")
    assert feeds_due(peer) == ["class", "term"]


def test_while_the_class_waits_for_its_time_its_students_wait_too(peer: Peer) -> None:
    school = SchoolFactory()
    later = timezone.now() + timedelta(hours=1)
    queued(peer, school, "class", not_before=later)
    queued(peer, school, "student")
    assert feeds_due(peer) == []


def test_what_needs_a_person_holds_nothing_else_back(peer: Peer) -> None:
    school = SchoolFactory()
    queued(peer, school, "class", needs_human=True)
    queued(peer, school, "student")
    assert feeds_due(peer) == ["student"]


def test_what_is_kept_above_is_asked_about_until_it_is_judged(above: Above, school: School) -> None:
    sealed(school, 1)
    above.replies = [above.with_receipt(state="parked")]
    send_due()
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {OutboxState.PARKED}
    asked = len(above.asked)
    send_due()
    assert len(above.asked) == asked
    [item] = above.asked[0].items
    above.arrived[wire.digest(item.content)] = item.content
    make_due_to_ask()
    send_due()
    assert above.asked[-1].path.endswith("/have")
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {OutboxState.ACCEPTED}
    assert len(above.bundles) == 1


def test_what_the_node_above_keeps_no_more_is_sent_again(above: Above, school: School) -> None:
    sealed(school, 1)
    above.replies = [above.with_receipt(state="parked")]
    send_due()
    make_due_to_ask()
    send_due()
    make_due()
    send_due()
    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {OutboxState.ACCEPTED}
    assert len(above.bundles) == 2


def make_due_to_ask() -> None:
    """Let the ten minutes pass."""
    earlier = timezone.now() - timedelta(minutes=1)
    OutboxEntry.objects.filter(state=OutboxState.PARKED).update(not_before=earlier)
