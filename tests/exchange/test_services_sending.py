"""Sending: in order within a scope, never twice at once, and nothing is given up for a bad line."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange.models import Delivery, OutboxEntry, Peer
from eduportal.exchange.services import (
    queueing,
    receive_bundle,
    send_again,
    send_due,
)
from eduportal.exchange.states import OutboxState
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, listening, say
from tests.exchange.conftest import Sender, row, sealed
from tests.factories import DeliveryFactory


def states() -> list[str]:
    return list(OutboxEntry.objects.order_by("package_id").values_list("state", flat=True))


def make_due() -> None:
    OutboxEntry.objects.update(not_before=timezone.now() - timedelta(days=1))
    Peer.objects.update(paused_until=None)


def test_what_is_sealed_arrives_and_is_accepted(above: Above, school: School) -> None:
    package = sealed(school, 1, 2)
    assert send_due() == 1
    assert above.bundles == [[package.hash]]
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts) == (OutboxState.ACCEPTED, 0)
    assert entry.settled_at is not None
    assert package.receipts.get(issuer="bo").state == "accepted"
    delivery = Delivery.objects.get()
    assert delivery.is_answered and delivery.sent_bytes == len(above.asked[0].body)


def test_a_version_waits_for_the_one_before_and_for_no_other_class(
    above: Above, school: School
) -> None:
    first, second = sealed(school, 1, 2), sealed(school, 1)
    other = sealed(school, 3, unit="6A2")
    assert send_due() == 3
    assert above.bundles == [[first.hash, other.hash], [second.hash]]


def test_what_needs_a_person_holds_up_its_own_class_only(above: Above, school: School) -> None:
    sealed(school, 1), sealed(school, 2)
    above.replies = [above.say(retry="never", code="fork", receipts=[])]
    send_due()
    sealed(school, 3, unit="6A2")
    make_due()
    send_due()
    assert states() == ["needs_human", "queued", "accepted"]


def test_versions_sealed_before_a_node_above_was_known_follow_in_order(
    signing_key: None, school: School
) -> None:
    packages = [sealed(school, 1), sealed(school, 1, 2), sealed(school, 2)]
    above = Above()
    with listening(above) as address:
        queueing.queue_all(above.trusted(address))
        assert send_due() == 4
    sent = [each for hashes in above.bundles for each in hashes]
    assert sent[1:] == [package.hash for package in packages]


def test_one_sender_at_a_time_and_the_lock_is_free_when_it_is_done(
    above: Above, school: School
) -> None:
    peer = Peer.objects.get()
    with queueing.only_sender(peer) as is_ours:
        assert is_ours
    with queueing.only_sender(peer) as is_ours:
        assert is_ours


def test_a_lost_reply_is_asked_after_and_the_package_not_sent_again(
    above: Above, school: School
) -> None:
    sealed(school, 1)

    def take_and_cut(asked: Asked) -> Reply:
        above.accept(asked)
        return say(None)(asked)

    above.replies = [take_and_cut]
    assert send_due() == 0
    make_due()
    assert send_due() == 1
    assert [each.path for each in above.asked] == ["/sync/v2/bundles", "/sync/v2/have"]
    assert states() == ["accepted"]


def test_what_has_arrived_is_settled_even_when_the_rest_cannot_be_sent(
    above: Above, school: School
) -> None:
    known, other = sealed(school, 1), sealed(school, 2, unit="6A2")
    above.replies = [say(502)]
    send_due()
    above.arrived[known.hash] = known.plain
    make_due()
    above.replies = [above.accept, say(502)]
    send_due()
    assert above.bundles == [[known.hash, other.hash], [other.hash]]
    assert states() == ["accepted", "queued"]


def test_a_run_that_stays_asks_about_a_lost_reply_itself(
    above: Above, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, cut = sealed(school, 1), sealed(school, 2, unit="6A2")
    monkeypatch.setattr(queueing, "bundle_size", lambda peer: queueing.Size(10, 200))
    monkeypatch.setattr(queueing, "SHORTEST_WAIT_SECONDS", 1)

    def take_and_cut(asked: Asked) -> Reply:
        above.accept(asked)
        return say(None)(asked)

    above.replies = [above.accept, take_and_cut]
    assert send_due(stays=True) == 2
    assert [each.hashes for each in above.asked] == [[first.hash], [cut.hash], [cut.hash]]
    assert above.asked[-1].path == "/sync/v2/have"
    assert states() == ["accepted", "accepted"]


def test_a_run_to_which_nobody_answers_does_not_stay(above: Above, school: School) -> None:
    sealed(school, 1)
    above.replies = [say(None)]
    assert send_due(stays=True) == 0
    assert len(above.asked) == 1


def test_a_run_does_not_stay_for_what_the_next_one_sends(above: Above, school: School) -> None:
    later = OutboxEntry.objects.filter(package=sealed(school, 1))
    later.update(attempts=9, not_before=timezone.now() + timedelta(minutes=1))
    sealed(school, 2, unit="6A2")
    assert send_due(stays=True) == 1
    assert states() == ["queued", "accepted"]


def test_what_one_request_left_open_is_asked_about_at_once_beside_a_full_bundle(
    above: Above, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = [sealed(school, number, unit=f"6A{number}").hash for number in range(1, 4)]

    def take_and_cut(asked: Asked) -> Reply:
        above.accept(asked)
        return say(None)(asked)

    above.replies = [take_and_cut]
    send_due()
    [_same] = set(OutboxEntry.objects.values_list("not_before", flat=True))
    make_due()
    fresh = sealed(school, 4, unit="6A4").hash
    monkeypatch.setattr(queueing, "bundle_size", lambda peer: queueing.Size(10, 200))
    assert send_due() == 4
    asked = [(each.path.rpartition("/")[2], each.hashes) for each in above.asked]
    assert asked == [("bundles", tried), ("have", tried), ("bundles", [fresh])]


def test_without_an_answer_everything_is_queued_again(above: Above, school: School) -> None:
    sealed(school, 1)
    Peer.objects.update(base_url="http://127.0.0.1:1")
    before = timezone.now()
    assert send_due() == 0
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.attempts) == ("queued", 1)
    assert entry.last_error.startswith("no_answer: ")
    assert timedelta(seconds=1) <= entry.not_before - before <= timedelta(seconds=6)
    assert Delivery.objects.get().status is None


@pytest.mark.parametrize(("attempts", "longest"), [(1, 10), (4, 80), (9, 1800), (1000, 1800)])
def test_waiting_grows_to_half_an_hour_and_is_spread(attempts: int, longest: int) -> None:
    waits = [queueing.waiting_time(attempts).total_seconds() for _ in range(400)]
    assert 1 <= min(waits) < longest * 0.3
    assert longest * 0.7 < max(waits) <= longest


def test_a_request_is_as_large_as_the_line_carries_in_four_seconds(
    above: Above, school: School
) -> None:
    peer, now, sizes = Peer.objects.get(), timezone.now(), []
    for sent, seconds, status in [
        (100_000, 2, 200),
        (100_000, 10, 200),
        (100_000, 0, 200),
        (100_000, 60, None),
        (100_000, 60, 502),
        (3_000_000, 0.5, 200),
    ]:
        DeliveryFactory(
            peer=peer,
            sent_bytes=sent,
            status=status,
            started_at=now,
            finished_at=now + timedelta(seconds=seconds),
        )
        sizes.append(queueing.bundle_size(peer).bytes)
    # 50 kB a second, 10 kB a second, at most four times the last one, half, half again; 3 MB.
    assert sizes == [200_000, 40_000, 400_000, 200_000, 100_000, 3 * 1024 * 1024]


def test_the_rest_of_a_queue_says_nothing_of_what_the_line_carries(above: Above) -> None:
    peer, now = Peer.objects.get(), timezone.now()
    for sent, status in [(100_000, 200), (2_000, 200), (2_000, None), (3_000, 200)]:
        DeliveryFactory(
            peer=peer,
            sent_bytes=sent,
            status=status,
            started_at=now,
            finished_at=now + timedelta(seconds=2),
        )
    assert queueing.bundle_size(peer).bytes == 200_000


def test_before_anything_is_known_of_the_line_a_request_is_small(above: Above) -> None:
    peer, sizes = Peer.objects.get(), []
    for _failure in range(5):
        sizes.append(
            (queueing.bundle_size(peer).bytes // 1024, queueing.bundle_size(peer).packages)
        )
        DeliveryFactory(peer=peer, status=None)
    assert sizes == [(128, 200), (64, 100), (32, 50), (16, 25), (16, 12)]


def test_a_package_larger_than_the_request_travels_alone(
    above: Above, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        sealed(school, number, unit=f"6A{number}")
    monkeypatch.setattr(queueing, "bundle_size", lambda peer: queueing.Size(10, 200))
    assert send_due() == 3
    assert [len(hashes) for hashes in above.bundles] == [1, 1, 1]


def test_a_package_of_another_node_is_passed_on_as_it_came_and_countersigned(
    above: Above, sender: Sender, settings: Settings
) -> None:
    item = sender.seal([row(1)])
    receive_bundle(peer=sender.peer, items=[item])
    assert send_due() == 1
    [sent] = above.asked[0].items
    assert (sent.content, sent.member) == (item.content, item.member)
    assert sent.custody[:1] == item.custody
    assert [link.node for link in sent.custody] == ["truong-a", settings.EDUPORTAL_NODE]


def test_a_revoked_node_gets_nothing(above: Above, school: School) -> None:
    sealed(school, 1)
    Peer.objects.update(revoked_at=timezone.now())
    assert send_due() == 0
    assert above.asked == []


def test_without_a_key_nothing_is_sent(above: Above, school: School, settings: Settings) -> None:
    sealed(school, 1)
    settings.EDUPORTAL_SIGNING_KEY_FILE = "/nowhere"
    with pytest.raises(ImproperlyConfigured, match="node_key"):
        send_due()
    assert states() == ["queued"]


def test_a_person_sends_again_one_or_all(above: Above, school: School) -> None:
    sealed(school, 1), sealed(school, 2, unit="6A2"), sealed(school, 3, unit="6A3")
    above.replies = [above.say(retry="never", code="unknown_key", receipts=[])]
    send_due()
    assert states() == ["needs_human"] * 3
    first = OutboxEntry.objects.order_by("pk")[0]
    assert send_again(first.pk) and not send_again(first.pk)
    out = StringIO()
    call_command("sync_relay", "--again", stdout=out)
    assert out.getvalue() == "2 packages back in the queue.\n3 packages settled.\n"
    assert states() == ["accepted"] * 3
