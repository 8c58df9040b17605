"""Sending what is due: claim, talk, settle. No transaction is open while the network is."""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.client import Unreachable, post_bundle, post_have
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.models.outbox import ANSWERED
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import queueing
from eduportal.exchange.services.settling import settle
from eduportal.exchange.states import OutboxState
from eduportal.exchange.wire import bundle, custody
from eduportal.exchange.wire.answer import Answer
from eduportal.exchange.wire.bundle import Item
from eduportal.scoping import everywhere

# About a megabyte on the line; a larger package travels alone.
BUNDLE_CONTENT_BYTES = 3 * 1024 * 1024
# Well below the task's time limit: a run ends between two bundles, not within one.
LONGEST_RUN_SECONDS = 300


def send_due() -> int:
    """Send everything that is due to every node above; returns how many packages were settled.

    Safe to run twice at once. Must not run inside a transaction: leases are committed before
    the network is used.
    """
    peers = list(Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None))
    if not peers:
        return 0
    # Without a key nothing can be signed: better said before anything is claimed.
    keys.own_key()
    queueing.take_back_expired()
    until = time.monotonic() + LONGEST_RUN_SECONDS
    return sum(_send_to(peer, until) for peer in peers)


def _send_to(peer: Peer, until: float) -> int:
    """Send until nothing is due. A peer that does not answer is left alone until the next run."""
    settled = 0
    while time.monotonic() < until and queueing.may_send(peer):
        token = uuid.uuid4()
        entries = queueing.claim(peer, token, queueing.bundle_size(peer))
        if not entries:
            break
        try:
            for batch, answers in _talk(peer, entries):
                settled += settle(peer, token, batch, answers)
        except Unreachable as problem:
            settled += _given_up(token, entries, problem)
            queueing.give_back(peer, token, str(problem), problem.pause)
            break
    return settled


def _given_up(token: uuid.UUID, entries: Sequence[OutboxEntry], problem: Unreachable) -> bool:
    """A request refused for good needs a person, once bundles have shrunk to the culprit."""
    if not problem.is_final or len(entries) > 1:
        return False
    with everywhere(queueing.REASON):
        return queueing.release(entries[0], token, OutboxState.NEEDS_HUMAN, str(problem))


def _talk(
    peer: Peer, entries: Sequence[OutboxEntry]
) -> Iterator[tuple[list[OutboxEntry], Mapping[str, Answer]]]:
    """Entries and what the peer says of them.

    What was tried before is asked for first, because it may have arrived.
    """
    known: Mapping[str, Answer] = {}
    tried = [entry.package.hash for entry in entries if entry.attempts > 1]
    if tried:
        with _recorded(peer, len(tried)):
            known = post_have(peer, tried)
        yield [entry for entry in entries if entry.package.hash in known], known
    for batch in _batches([entry for entry in entries if entry.package.hash not in known]):
        body = bundle.build(_item(entry.package) for entry in batch)
        with _recorded(peer, len(batch), len(body)):
            answers = post_bundle(peer, body)
        yield batch, answers


def _batches(entries: Sequence[OutboxEntry]) -> Iterator[list[OutboxEntry]]:
    """The entries in requests that stay below the limit, in order."""
    batch: list[OutboxEntry] = []
    size = 0
    for entry in entries:
        size += len(entry.package.content)
        if batch and size > BUNDLE_CONTENT_BYTES:
            yield batch
            batch, size = [], len(entry.package.content)
        batch.append(entry)
    if batch:
        yield batch


def _item(package: Package) -> Item:
    """The package with this node's signature under it: added where another node, or another
    key of this node, made the last one."""
    links = package.links
    if links[-1].key_id != keys.own_key_id():
        links = custody.extended(keys.own_key(), settings.EDUPORTAL_NODE, package.seal, links)
    return Item(bytes(package.content), tuple(links))


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
