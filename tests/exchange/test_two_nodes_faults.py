"""Two real portals on a bad line: whatever breaks, every record arrives and counts once."""

import random
from itertools import product

import pytest

from eduportal.exchange.models import Delivery, OutboxEntry, Peer
from eduportal.exchange.services import send_due
from eduportal.scoping import everywhere
from tests.exchange import line as lines
from tests.exchange.levels import conserved, make_due, seal, states
from tests.exchange.line import Fault, Line
from tests.exchange.second_node import SecondNode
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
# Fault, packages the Ministry holds afterwards, and the reason the Department notes down.
FAULTS: list[tuple[Fault, int, str]] = [
    (lines.cut_reply, 6, "no_answer"),
    (lines.cut_answer, 6, "no_answer"),
    (lines.cut_request, 0, "no_answer"),
    (lines.spoil_request, 0, "refused: 401"),
    (lines.sign_in_page, 0, "not_understood"),
    (lines.busy, 0, "refused: 503"),
    (lines.broken, 0, "refused: 502"),
]


def held(ministry: SecondNode) -> int:
    [(count,)] = ministry.rows("select count(*) from exchange_package")
    return int(count)


def last_errors() -> set[str]:
    with everywhere("a test looks"):
        return set(OutboxEntry.objects.values_list("last_error", flat=True))


@pytest.mark.parametrize(
    ("fault", "arrived", "reason"), FAULTS, ids=[fault.__name__ for fault, _n, _r in FAULTS]
)
def test_one_fault_costs_time_only(
    ministry: SecondNode, line: Line, world: World, fault: Fault, arrived: int, reason: str
) -> None:
    seal(world, 80)
    line.faults = [fault]
    assert send_due() == 0
    assert held(ministry) == arrived
    assert states() == {"queued"}
    [error] = last_errors()
    assert error.startswith(reason)
    assert not Delivery.objects.get().is_answered

    make_due()
    assert send_due() == 6
    assert conserved(ministry)
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]


def test_a_request_that_comes_twice_counts_once(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    line.faults = [lines.repeat]
    assert send_due() == 6
    assert conserved(ministry)
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]


def test_a_package_that_arrived_is_never_sent_a_second_time(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    line.faults = [lines.cut_reply, lines.cut_reply, lines.cut_answer]
    for _round in range(4):
        send_due()
        make_due()
    sent = [delivery.packages for delivery in Delivery.objects.filter(sent_bytes__gt=0)]
    assert sent == [6]
    assert conserved(ministry)


def test_a_pause_that_was_asked_for_is_kept(ministry: SecondNode, line: Line, world: World) -> None:
    seal(world, 80)
    line.faults = [lines.busy]
    send_due()
    with everywhere("a test lets the packages wait no longer, but the peer"):
        OutboxEntry.objects.update(not_before="2026-09-05T00:00:00Z")
    assert send_due() == 0
    assert Peer.objects.get().paused_until is not None
    assert held(ministry) == 0

    make_due()
    assert send_due() == 6
    assert conserved(ministry)


def test_corrections_on_a_line_that_hardly_works(
    ministry: SecondNode, line: Line, world: World
) -> None:
    """Three versions of three classes through every pair of faults, in an order of chance."""
    pairs = list(product([fault for fault, _n, _r in FAULTS], repeat=2))
    random.Random(7).shuffle(pairs)
    faults = [fault for pair in pairs for fault in pair][:24]
    for mark in (70, 80, 90):
        seal(world, mark, classes=3, reason="sửa")
        line.faults, faults = faults[:8], faults[8:]
        while line.faults:
            send_due()
            make_due()
    for _version in range(3):
        send_due()
        make_due()
    assert ministry.rows("select max(version), count(*) from exchange_package") == [(3, 11)]
    assert conserved(ministry)


def test_after_days_without_a_line_everything_arrives_in_one_run(
    ministry: SecondNode, line: Line, world: World
) -> None:
    with everywhere("a test cuts the line"):
        Peer.objects.update(base_url="http://127.0.0.1:9")
    for mark in (70, 80, 90):
        seal(world, mark)
        for _day in range(5):
            make_due()
            assert send_due() == 0
    with everywhere("a test mends the line"):
        Peer.objects.update(base_url=line.address)
    make_due()
    assert send_due() == 14
    assert conserved(ministry)
