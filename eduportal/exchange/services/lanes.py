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
from eduportal.exchange.services.queueing import Size
from eduportal.exchange.services.settling import give_up, settle
from eduportal.exchange.wire import bundle, custody
from eduportal.exchange.wire.custody import Link

# A line that loses one answer of ten carries the others meanwhile.
MOST_FAILURES = 3
# A lane that has ended without a word must not be waited for.
LOOKS_EVERY_SECONDS = 1


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


class Run:
    """What the lanes of one run share: until which moment of the monotonic clock it lasts, and of
    which schools each has a request on its way.

    A line that cuts one lane off still carries the other: the peer is left alone until the next
    run when several requests in a row, whichever lane's, had no answer.
    """

    def __init__(self, until: float) -> None:
        self.until, self.failures, self.has_ended = until, 0, False
        self.turn = threading.Condition()
        self.schools: dict[int | None, set[int]] = {}

    def goes_on(self) -> bool:
        is_patient = self.failures < MOST_FAILURES
        return is_patient and not self.has_ended and time.monotonic() < self.until


class Lane:
    """The part of the queue with this number, None for the whole.

    When its own schools have nothing due, it helps with those of the other lanes.
    """

    def __init__(self, peer: Peer, run: Run, number: int | None = None) -> None:
        self.peer, self.run, self.number = peer, run, number

    def send(self) -> Heard:
        """Send until nothing is due, or the run ends."""
        heard = Heard()
        while self.run.goes_on() and queueing.may_send(self.peer):
            size = queueing.bundle_size(self.peer)
            entries = self._taken(size)
            if not entries:
                break
            try:
                heard = heard.plus(self._send_some(entries, size))
            finally:
                self._hold(set())
        return heard

    def _taken(self, size: Size) -> list[OutboxEntry]:
        """What is due, of schools of which no other lane has a request on its way.

        Where only such schools are left, after that request.
        """
        run = self.run
        with run.turn:
            while run.goes_on():
                busy = set[int]().union(*run.schools.values())
                entries = queueing.due(self.peer, size, self.number, busy)
                if not entries and self.number is not None:
                    entries = queueing.due(self.peer, size, None, busy)
                if entries or not busy:
                    self._hold({entry.school_id for entry in entries})
                    return entries
                run.turn.wait(LOOKS_EVERY_SECONDS)
        return []

    def _hold(self, schools: set[int]) -> None:
        with self.run.turn:
            self.run.schools[self.number] = schools
            self.run.turn.notify_all()

    def _send_some(self, entries: Sequence[OutboxEntry], size: Size) -> Heard:
        """Ask about those that were tried before, because they may have arrived, then send what
        the peer does not know. What was on its way without an answer is put off.
        """
        heard, known = Heard(), Answers()
        asked = [entry for entry in entries if entry.attempts]
        try:
            if asked:
                known = _ask(self.peer, asked)
                found = [entry for entry in asked if entry.package.hash in known]
                heard = heard.plus(_settled(self.peer, found, known))
            left = [entry for entry in entries if entry.package.hash not in known]
            if asked := queueing.fitting(left, size):
                heard = heard.plus(_settled(self.peer, asked, _post(self.peer, asked)))
            self.run.failures = 0
        except Unreachable as problem:
            self.run.failures += 1
            if problem.is_final and len(entries) == 1:
                # Refused for good, once bundles have shrunk to the culprit: it needs a person.
                return heard.plus(Heard(give_up(entries[0], str(problem))))
            queueing.put_off(self.peer, asked, str(problem), problem.pause)
        return heard

    def send_in_thread(self) -> Heard:
        """The same where the thread, and its connection to the database, are this lane's own."""
        try:
            return self.send()
        finally:
            connection.close()


def _settled(peer: Peer, entries: Sequence[OutboxEntry], answers: Answers) -> Heard:
    is_forked = any(answer.code == "fork" for answer in answers.values())
    return Heard(settle(peer, entries, answers), answers.ledger, is_forked)


def _ask(peer: Peer, entries: Sequence[OutboxEntry]) -> Answers:
    """What the peer says of these; of what has not arrived, nothing."""
    with recorded(peer, len(entries)):
        return post_have(peer, [entry.package.hash for entry in entries])


def _post(peer: Peer, entries: Sequence[OutboxEntry]) -> Answers:
    body = bundle.build(signed(entry.package) for entry in entries)
    with recorded(peer, len(entries), len(body)):
        return post_bundle(peer, body)


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
