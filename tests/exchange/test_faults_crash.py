"""kill -9, a database that ends connections, a full disk: at every step, and nothing is lost."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from django.db import connection

from eduportal.exchange.models import Delivery, OutboxEntry, Package
from eduportal.exchange.services import send_due
from eduportal.operations.mainjob.browser import Browser
from eduportal.scoping import everywhere
from grades.choices import SheetState
from grades.models import MarkSheet
from script.launcher.ports import HOST
from tests.exchange import line as lines
from tests.exchange.levels import approve, conserved, let_pass, make_due, seal, states
from tests.exchange.line import Line
from tests.exchange.own_node import pages, relay
from tests.exchange.second_node import Console, SecondNode, kill_workers
from tests.exchange.traps import refusing, trap
from tests.factories.people import PASSWORD
from tests.world import World

__all__ = ["relay"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def own_pages(ministry_node: SecondNode, folder: Path) -> Iterator[str]:
    """The address of this Department's pages, served by a process of its own."""
    with pages(ministry_node, folder) as port:
        yield f"http://{HOST}:{port}"


class Sealing(threading.Thread):
    """A head who seals a class on the page, in the background."""

    def __init__(self, address: str, world: World, number: int = 0) -> None:
        super().__init__()
        self.browser = Browser(address, "head", PASSWORD)
        group = world.classes[world.school][number]
        self.path = f"/classes/{group.public_id}/terms/{world.term.code}/seal/"
        self.form = {"confirmation": group.name, "without_conduct": "on"}

    def run(self) -> None:
        """What the page says is read by nobody: its process may be killed meanwhile."""
        with suppress(requests.RequestException):
            self.browser.post(self.path, self.form, self.path)


def sealed() -> tuple[int, int, int]:
    """How many packages, outbox entries and sealed sheets there are."""
    with everywhere("a test looks"):
        sheets = MarkSheet.objects.filter(state=SheetState.SEALED)
        return Package.objects.count(), OutboxEntry.objects.count(), sheets.count()


def requests_made() -> list[tuple[int, int]]:
    """Packages and bytes of each request, in order; questions carry no bytes."""
    deliveries = Delivery.objects.order_by("pk").values_list("packages", "sent_bytes")
    return [(packages, min(sent, 1)) for packages, sent in deliveries]


def send_and_close() -> None:
    """Send in another thread, with a connection of its own."""
    try:
        send_due()
    finally:
        connection.close()


@pytest.mark.parametrize("table", ["exchange_package", "exchange_outboxentry"])
def test_killed_before_the_seal_commits_nothing_is_sealed_and_nothing_is_half_done(
    ministry: SecondNode, world: World, own_pages: str, folder: Path, table: str
) -> None:
    """Between the package and its outbox row as well: sealed and queued are one commit."""
    approve(world, 80)
    with trap("before insert", table) as trapped:
        sealing = Sealing(own_pages, world)
        sealing.start()
        trapped.wait()
        kill_workers(folder)
        sealing.join()
    assert sealed() == (0, 0, 0)

    again = Sealing(own_pages, world)
    again.start()
    again.join()
    assert sealed() == (2, 2, 2)
    assert send_due() == 2
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_a_sender_killed_between_answer_and_note_asks_and_sends_nothing_again(
    ministry: SecondNode, world: World, relay: Console
) -> None:
    seal(world, 80)
    with trap("before update", "exchange_outboxentry") as trapped:
        relay.begin("sync_relay")
        trapped.wait()
        relay.kill()
    assert states() == {"queued"}
    assert ministry.rows("select count(*) from exchange_package") == [(6,)]

    # The dead sender has noted nothing down: what it sent is answered as known.
    assert send_due() == 6
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_a_receiver_killed_within_a_package_keeps_the_ones_before_it_whole(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    with trap("before insert", "exchange_line", ministry.name) as trapped:
        sending = threading.Thread(target=send_and_close)
        sending.start()
        trapped.wait()
        ministry.kill()
        sending.join()
    # The register of the school, which has no lines, was committed before.
    assert ministry.rows("select feed from exchange_package") == [("school",)]
    assert states() == {"queued"}

    make_due()
    assert send_due() == 6
    assert conserved(ministry)


def test_a_receiver_killed_after_its_commit_has_taken_the_bundle_in(
    ministry: SecondNode, line: Line, world: World
) -> None:
    seal(world, 80)
    line.faults = [lines.at_first_byte(ministry.kill)]
    assert send_due() == 0
    assert ministry.rows("select count(*) from exchange_package") == [(6,)]

    make_due()
    assert send_due() == 6
    assert requests_made() == [(6, 1), (6, 0)]
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_a_sender_killed_while_it_holds_the_peer_leaves_it_free_at_once(
    ministry: SecondNode, line: Line, world: World, relay: Console
) -> None:
    seal(world, 80)
    arrived = threading.Event()

    def keep_waiting(request: bytes, near: socket.socket, far: socket.socket) -> None:
        arrived.set()
        near.recv(1)

    line.faults = [keep_waiting]
    relay.begin("sync_relay")
    assert arrived.wait(60)
    # One sender a peer: this one leaves it alone while the other one waits for its answer.
    assert send_due() == 0
    relay.kill()

    wait_until_free()
    assert conserved(ministry)


def wait_until_free() -> None:
    """Send as the sweep does; the database notices within moments that the owner is dead."""
    for _sweep in range(100):
        if send_due():
            return
        threading.Event().wait(0.1)
    raise AssertionError("The peer is still held.")


def test_a_database_that_ends_its_connections_within_a_bundle_costs_time_only(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    with trap("before insert", "exchange_line", ministry.name) as trapped:
        sending = threading.Thread(target=send_and_close)
        sending.start()
        trapped.end_connection()
    sending.join()
    assert "queued" in states()

    for _sweep in range(3):
        make_due()
        send_due()
    assert conserved(ministry)


@pytest.mark.trial("programs")
def test_a_sender_whose_database_ends_its_connection_sends_nothing_again(
    ministry: SecondNode, world: World, relay: Console
) -> None:
    seal(world, 80)
    with trap("before update", "exchange_outboxentry") as trapped:
        relay.begin("sync_relay")
        trapped.end_connection()
        with pytest.raises(AssertionError):
            relay.finish()
    assert send_due() == 6
    assert ministry.rows("select count(*) from exchange_receipt") == [(6,)]
    assert conserved(ministry)


def test_a_full_disk_above_refuses_nothing_for_good(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    with refusing("exchange_package", "53100", "new.feed = 'term'", ministry.name):
        assert send_due() == 2
        assert states() == {"queued", "accepted"}
        with everywhere("a test looks"):
            waiting = OutboxEntry.objects.filter(state="queued")
            assert {entry.last_error.split(":")[0] for entry in waiting} == {"not_processed"}
    make_due()
    assert send_due() == 4
    assert conserved(ministry)


def test_a_package_that_kills_its_receiver_is_soon_alone_and_the_others_flow(
    ministry: SecondNode, world: World
) -> None:
    packages = seal(world, 80)
    with poisonous(ministry, packages[1]):
        for _sweep in range(60):
            let_pass(30)
            send_due()
            if waiting() == [packages[1].hash]:
                break
        assert waiting() == [packages[1].hash]
    make_due()
    assert send_due() == 1
    assert conserved(ministry)


def waiting() -> list[str]:
    with everywhere("a test looks"):
        entries = OutboxEntry.objects.exclude(state="accepted")
        return list(entries.values_list("package__hash", flat=True))


@contextmanager
def poisonous(ministry: SecondNode, package: Package) -> Iterator[None]:
    """While this is open, whatever process of the Ministry takes the package in is killed."""
    over = threading.Event()
    of = f"new.hash = '{package.hash}'"
    with trap("before insert", "exchange_package", ministry.name, of) as trapped:

        def kill() -> None:
            while not over.wait(0.02):
                if trapped.caught():
                    ministry.kill()
                    trapped.end_connection()

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            yield
        finally:
            over.set()
            killer.join()
