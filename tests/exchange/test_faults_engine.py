"""The engine itself goes wrong: two senders, a sender that hangs, a wrong clock, a rush."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from django.test import Client
from django.utils import timezone

from eduportal.exchange import client as client_module
from eduportal.exchange import tasks
from eduportal.exchange.models import Delivery, OutboxEntry
from eduportal.exchange.services import send_due
from eduportal.exchange.services.queueing import LANES
from eduportal.scoping import everywhere
from tests.exchange.conftest import sealed
from tests.exchange.levels import conserved, make_due, seal, states
from tests.exchange.line import Line, carry
from tests.exchange.own_node import program, relay
from tests.exchange.second_node import Console, SecondNode
from tests.factories import SchoolFactory
from tests.owner import owner_cursor, superuser_address
from tests.world import World

__all__ = ["relay"]
pytestmark = pytest.mark.django_db(transaction=True)
A_DAY_SECONDS = 86_400


@dataclass
class Gate:
    """A line that keeps a request until it is opened."""

    arrived: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def fault(self, request: bytes, near: socket.socket, far: socket.socket) -> None:
        self.arrived.set()
        assert self.opened.wait(120)
        carry(request, near, far)


@pytest.fixture
def gate(line: Line) -> Iterator[Gate]:
    gate = Gate()
    line.faults = [gate.fault]
    yield gate
    gate.opened.set()


def carried() -> list[int]:
    """How many packages each request took along."""
    return list(Delivery.objects.filter(sent_bytes__gt=0).values_list("packages", flat=True))


@pytest.mark.trial("programs")
def test_a_message_that_comes_again_while_its_first_run_is_at_work_sends_nothing(
    ministry: SecondNode, world: World, gate: Gate, relay: Console
) -> None:
    seal(world, 80)
    relay.begin("sync_relay")
    assert gate.arrived.wait(60)
    tasks.send_due.apply(throw=True)
    assert carried() == []

    gate.opened.set()
    assert relay.finish() == "6 packages settled.\n"
    tasks.send_due.apply(throw=True)
    assert carried() == [6]
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_two_clocks_that_start_two_senders_send_each_package_once(
    ministry: SecondNode, world: World, relay: Console
) -> None:
    with program(ministry) as other:
        for mark in (80, 90):
            seal(world, mark, reason="QĐ 1")
            for sender in (relay, other):
                sender.begin("sync_relay")
            assert relay.finish() and other.finish()
    # Who came second may have left the peer alone just before the other one was done.
    send_due()
    assert sum(carried()) == 10
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_a_sender_that_hangs_is_seen_by_the_age_of_what_waits(
    ministry: SecondNode, world: World, gate: Gate, relay: Console
) -> None:
    seal(world, 80)
    relay.begin("sync_relay")
    assert gate.arrived.wait(60)
    with owner_cursor(superuser_address()) as cursor:
        cursor.execute("update exchange_outboxentry set created_at = now() - interval '1 day'")
    assert send_due() == 0
    assert Client().get("/healthz").json()["oldest_outbox_seconds"] >= A_DAY_SECONDS

    relay.kill()
    for _sweep in range(100):
        if send_due():
            break
        gate.opened.wait(0.1)
    assert conserved(ministry)
    assert Client().get("/healthz").json()["oldest_outbox_seconds"] is None


@pytest.mark.parametrize("days", [1, -1])
def test_a_node_whose_clock_is_a_day_off_seals_and_sends(
    ministry: SecondNode, line: Line, world: World, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    class Off(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) + timedelta(days=days)

    right = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: right() + timedelta(days=days))
    monkeypatch.setattr(client_module, "datetime", Off)
    seal(world, 80)
    assert send_due() == 6
    assert conserved(ministry)


@pytest.mark.parametrize("schools", [30, pytest.param(1000, marks=pytest.mark.long)])
def test_what_every_school_seals_in_the_same_minute_arrives_in_two_rounds(
    ministry: SecondNode, schools: int
) -> None:
    with everywhere("a test seals"):
        for number in range(schools):
            sealed(SchoolFactory(), 3 * number, 3 * number + 1)
    for _round in range(2):
        send_due()
        make_due()
    assert states() == {"accepted"}
    [(arrived,)] = ministry.rows("select count(distinct school_id) from exchange_line")
    assert arrived == schools
    # Whose class was sealed first was sent first in its lane, but for what was on its way at once.
    with everywhere("a test looks"):
        entries = OutboxEntry.objects.filter(package__feed="term").order_by("pk")
        rows = list(entries.values_list("school_id", "settled_at"))
    for lane in range(LANES):
        settled = [settled_at for school, settled_at in rows if school % LANES == lane]
        tenth = len(settled) // 10
        assert max(settled[:tenth]) <= min(settled[-tenth:])
