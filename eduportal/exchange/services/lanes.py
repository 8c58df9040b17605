"""One request after the other to a node above: what is due, what it answers, what then is done."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.client import Answers, Unreachable, post_bundle, post_have
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.models.outbox import ANSWERED
from eduportal.exchange.services import queueing
from eduportal.exchange.services.settling import give_up, settle
from eduportal.exchange.wire import bundle, custody
from eduportal.exchange.wire.custody import Link

# A line that loses one answer of ten carries the others meanwhile.
MOST_FAILURES = 3


class Heard(NamedTuple):
    """What came of sending: how many entries were settled, the life of the ledger the answers
    came from (empty without one), and whether the two nodes hold different versions."""

    settled: int = 0
    ledger: str = ""
    is_forked: bool = False

    def plus(self, other: "Heard") -> "Heard":
        return Heard(
            self.settled + other.settled,
            other.ledger or self.ledger,
            self.is_forked or other.is_forked,
        )


class Lane:
    """The part of the queue with this number, None for the whole; sent until `until` at most.

    `ended` stops it after the request that is on its way.
    """

    def __init__(self, peer: Peer, until: float, number: int | None = None) -> None:
        self.peer, self.until, self.number = peer, until, number
        self.ended = threading.Event()

    def send(self) -> Heard:
        """Send until nothing is due. A peer that does not answer several times in a row is left
        alone until the next run.
        """
        heard, tries = Heard(), MOST_FAILURES
        while tries and self._goes_on():
            entries = queueing.due(self.peer, queueing.bundle_size(self.peer), self.number)
            if not entries:
                break
            try:
                for batch, answers in _talk(self.peer, entries):
                    heard = heard.plus(_settled(self.peer, batch, answers))
                tries = MOST_FAILURES
            except Unreachable as problem:
                heard = heard.plus(Heard(_failed(self.peer, entries, problem)))
                tries -= 1
        return heard

    def send_in_thread(self) -> Heard:
        """The same where the thread, and its connection to the database, are this lane's own."""
        try:
            return self.send()
        finally:
            connection.close()

    def _goes_on(self) -> bool:
        is_time_left = time.monotonic() < self.until and not self.ended.is_set()
        return is_time_left and queueing.may_send(self.peer)


def _settled(peer: Peer, entries: Sequence[OutboxEntry], answers: Answers) -> Heard:
    is_forked = any(answer.code == "fork" for answer in answers.values())
    return Heard(settle(peer, entries, answers), answers.ledger, is_forked)


def _failed(peer: Peer, entries: Sequence[OutboxEntry], problem: Unreachable) -> int:
    """A request refused for good needs a person, once bundles have shrunk to the culprit."""
    if problem.is_final and len(entries) == 1:
        return give_up(entries[0], str(problem))
    queueing.put_off(peer, entries, str(problem), problem.pause)
    return 0


def _talk(
    peer: Peer, entries: Sequence[OutboxEntry]
) -> Iterator[tuple[list[OutboxEntry], Answers]]:
    """Entries and what the peer says of them.

    What was tried before is asked for first, because it may have arrived.
    """
    known = Answers()
    tried = [entry.package.hash for entry in entries if entry.attempts]
    if tried:
        with recorded(peer, len(tried)):
            known = post_have(peer, tried)
        yield [entry for entry in entries if entry.package.hash in known], known
    batch = [entry for entry in entries if entry.package.hash not in known]
    if batch:
        body = bundle.build(signed(entry.package) for entry in batch)
        with recorded(peer, len(batch), len(body)):
            answers = post_bundle(peer, body)
        yield batch, answers


def signed(package: Package) -> tuple[bytes, list[Link]]:
    """The package with this node's signature under it: added where another node, or another
    key of this node, made the last one."""
    links = package.links
    if links[-1].key_id != keys.own_key_id():
        links = custody.extended(keys.own_key(), settings.EDUPORTAL_NODE, package.hash, links)
    return bytes(package.content), links


@contextmanager
def recorded(peer: Peer, packages: int, sent_bytes: int = 0) -> Iterator[None]:
    """Keep a row about the request, however it ends."""
    started_at = timezone.now()
    status, error = None, "unexpected"
    try:
        yield
        status, error = ANSWERED, ""
    except Unreachable as problem:
        # An answer that cannot be read counts as none, also with the status 200.
        status = problem.status if problem.status != ANSWERED else None
        error = str(problem)
        raise
    finally:
        Delivery.objects.create(
            peer=peer,
            packages=packages,
            sent_bytes=sent_bytes,
            started_at=started_at,
            finished_at=timezone.now(),
            status=status,
            error=error[:500],
        )
