"""Keys, replayed requests, late commits and lost lines: what is put right, and by whom."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from eduportal.exchange import client as client_module
from eduportal.exchange import keys
from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.services import know_own_key, send_due
from eduportal.exchange.wire import signing
from eduportal.scoping import everywhere
from tests.exchange.levels import conserved, make_due, seal, seal_one, states
from tests.exchange.line import Line, carry, message
from tests.exchange.second_node import SecondNode
from tests.exchange.traps import trap
from tests.owner import owner_cursor, superuser_address
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
LOSE = "set session_replication_role = replica; delete from exchange_line"


def beside(work: Callable[[], object]) -> threading.Thread:
    """Start it in a thread with a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_lines_that_are_lost_are_rebuilt_from_the_sealed_bytes_to_the_same_digest(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    seal(world, 90, classes=1, reason="QĐ 1")
    while states() != {"accepted"}:
        make_due()
        send_due()
    with owner_cursor(superuser_address(ministry.name)) as cursor:
        cursor.execute(LOSE)
    assert not conserved(ministry)

    printed = ministry.console.run("exchange_rebuild")
    assert "24 lines, they were not what the packages say." in printed
    assert conserved(ministry)
    assert "24 lines, as they were." in ministry.console.run("exchange_rebuild")


@pytest.fixture
def new_key(ministry: SecondNode, settings: Settings) -> Callable[[], str]:
    """Gives this Department another key; its public half."""

    def change() -> str:
        path = ministry.folder / "long-an-2.key"
        keys.create_key(path)
        settings.EDUPORTAL_SIGNING_KEY_FILE = path
        know_own_key()
        return signing.to_text(signing.public_bytes(keys.load_key(path)))

    return change


def test_a_key_revoked_within_a_bundle_loses_nothing_and_the_next_one_goes_on(
    ministry: SecondNode, world: World, new_key: Callable[[], str]
) -> None:
    seal(world, 80)
    with trap("before insert", "exchange_line", ministry.name) as trapped:
        sending = beside(send_due)
        trapped.wait()
        ministry.console.run("revoke_key", keys.own_key_id(), "--compromised")
    sending.join()
    # The request was signed while the key held: it is taken in whole.
    assert states() == {"accepted"}

    seal(world, 90, classes=1, reason="QĐ 1")
    assert send_due() == 0
    with everywhere("a test looks"):
        waiting = OutboxEntry.objects.get(state="queued")
    assert waiting.last_error.startswith("refused: 401 unknown_key: ")
    trust = ["trust_node", "long-an", "--name", "Sở", "--relation", "downstream"]
    ministry.console.run(*trust, "--brings-schools", "--public-key", new_key())
    make_due()
    assert send_due() == 1
    assert conserved(ministry)


class Tapped:
    """A line on which somebody keeps every request, to send it again."""

    def __init__(self, line: Line) -> None:
        self.kept: list[bytes] = []
        self.port = line.port
        line.usual = self.fault

    def fault(self, request: bytes, near: socket.socket, far: socket.socket) -> None:
        self.kept.append(request)
        carry(request, near, far)

    def replay(self) -> Iterator[bytes]:
        """The answers to all that was kept, sent as it was."""
        for request in self.kept:
            with socket.create_connection(("127.0.0.1", self.port)) as far:
                far.sendall(request)
                yield message(far)


def status_of(answer: bytes) -> bytes:
    return answer.split(b" ", 2)[1]


def test_requests_that_somebody_sends_again_change_nothing(
    ministry: SecondNode, line: Line, world: World
) -> None:
    tapped = Tapped(line)
    seal(world, 80)
    assert send_due() == 6
    assert {status_of(answer) for answer in tapped.replay()} == {b"200"}
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]
    assert conserved(ministry)


def test_a_request_signed_yesterday_is_refused_for_its_time(
    ministry: SecondNode, line: Line, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return super().now(tz) - timedelta(days=1)

    tapped = Tapped(line)
    with monkeypatch.context() as then:
        then.setattr(client_module, "datetime", Yesterday)
        seal(world, 80)
        assert send_due() == 6
    # Of each request the first bore yesterday's time, the second one that of the Ministry.
    answers = list(tapped.replay())
    old, new = answers[::2], answers[1::2]
    assert {status_of(answer) for answer in old} == {b"401"}
    assert all(b'"wrong_clock"' in answer for answer in old)
    assert {status_of(answer) for answer in new} == {b"200"}
    assert conserved(ministry)


def test_what_was_queued_earlier_and_committed_later_is_not_passed_over(
    ministry: SecondNode, world: World
) -> None:
    """An outbox read by a running number would never look back at the smaller one."""
    groups = list(world.enrolments)
    of = f"new.school_id = {world.school.pk}"
    with trap("after insert", "exchange_outboxentry", of=of) as trapped:
        sealing = beside(lambda: seal_one(world, groups[0], 80))
        trapped.wait()
        seal_one(world, next(g for g in groups if g.school != world.school), 80)
        assert send_due() == 2
    sealing.join()
    assert send_due() == 2
    with everywhere("a test looks"):
        numbers = list(OutboxEntry.objects.order_by("settled_at").values_list("pk", flat=True))
    assert numbers != sorted(numbers)
    assert conserved(ministry)
