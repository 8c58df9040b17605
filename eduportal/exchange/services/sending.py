"""Sending what is due: choose, talk, settle. No transaction is open while the network is."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.conf import settings
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.client import Answers, Unreachable, post_bundle, post_have
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.models.outbox import ANSWERED
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import queueing
from eduportal.exchange.services.reconciling import compare, has_other_life
from eduportal.exchange.services.settling import give_up, keep_from_beyond, settle
from eduportal.exchange.wire import bundle, custody
from eduportal.exchange.wire.custody import Link
from eduportal.scoping import everywhere

# Well below the task's time limit: a run ends between two bundles, not within one.
LONGEST_RUN_SECONDS = 170
# A line that loses one answer of ten carries the others meanwhile.
MOST_FAILURES = 3


def send_due() -> int:
    """Send everything that is due to every node above; returns how many packages were settled.

    Safe to run twice at once: one run sends to a peer, the other leaves it alone. Must not run
    inside a transaction: what an answer settles is committed before the next request.
    """
    peers = list(Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None))
    if not peers:
        return 0
    # Without a key nothing can be signed: better said before anything is sent.
    keys.own_key()
    until = time.monotonic() + LONGEST_RUN_SECONDS
    return sum(_send_to(peer, until) for peer in peers)


def _send_to(peer: Peer, until: float) -> int:
    """Send until nothing is due. A peer that does not answer several times in a row is left alone
    until the next run.
    """
    settled, theirs, is_forked = 0, peer.compared_ledgers.partition(" ")[2], False
    tries = MOST_FAILURES
    with queueing.only_sender(peer) as is_ours:
        while is_ours and tries and time.monotonic() < until and queueing.may_send(peer):
            entries = queueing.due(peer, queueing.bundle_size(peer))
            if not entries:
                break
            try:
                for batch, answers in _talk(peer, entries):
                    settled += settle(peer, batch, answers)
                    theirs = answers.ledger or theirs
                    is_forked |= any(answer.code == "fork" for answer in answers.values())
                tries = MOST_FAILURES
            except Unreachable as problem:
                settled += _failed(peer, entries, problem)
                tries -= 1
        if is_ours:
            _ask_about_parked(peer)
            _ask_what_came_from_beyond(peer)
        if is_ours and (is_forked or _is_asked(peer) or (theirs and has_other_life(peer, theirs))):
            _compare_now(peer)
    return settled


def _is_asked(peer: Peer) -> bool:
    """Whether a person wants the two compared; not while the peer has asked for a pause."""
    return peer.compare_asked_at is not None and queueing.may_send(peer)


def _ask_about_parked(peer: Peer) -> None:
    """What the node above parked may have been judged meanwhile; without an answer, next time."""
    entries = queueing.parked_above(peer)
    if not entries:
        return
    with suppress(Unreachable):
        with _recorded(peer, len(entries)):
            answers = post_have(peer, [entry.package.hash for entry in entries])
        queueing.queue_lost(entries, answers.keys())
        settle(peer, entries, answers)


def _ask_what_came_from_beyond(peer: Peer) -> None:
    """Receipts of nodes further above come down through this one; without an answer, later."""
    entries = queueing.unproved_beyond(peer)
    if not entries:
        return
    with suppress(Unreachable):
        with _recorded(peer, len(entries)):
            answers = post_have(peer, [entry.package.hash for entry in entries])
        with everywhere(queueing.REASON):
            keep_from_beyond(peer, entries, answers)


def _compare_now(peer: Peer) -> None:
    """Repair what one of the two has lost, and name what differs; without an answer, next time."""
    with suppress(Unreachable):
        compare(peer)


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
        with _recorded(peer, len(tried)):
            known = post_have(peer, tried)
        yield [entry for entry in entries if entry.package.hash in known], known
    batch = [entry for entry in entries if entry.package.hash not in known]
    if batch:
        body = bundle.build(signed(entry.package) for entry in batch)
        with _recorded(peer, len(batch), len(body)):
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
def _recorded(peer: Peer, packages: int, sent_bytes: int = 0) -> Iterator[None]:
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
