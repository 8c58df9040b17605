"""Sending what is due: claim, talk, settle. No transaction is open while the network is."""

import random
import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from eduportal.exchange.client import Answer, Unreachable, post_bundle, post_have
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.services.settling import settle
from eduportal.exchange.states import OutboxState
from eduportal.exchange.wire.bundle import Item
from eduportal.scoping import everywhere

SHORTEST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 1800

# A version waits for the earlier ones of its scope; a row somebody else holds is passed over.
CLAIM = """
update exchange_outboxentry set state = 'sending', lease_token = %(token)s,
    lease_until = now() + %(lease)s, attempts = attempts + 1
where id in (
    select o.id from exchange_outboxentry o join exchange_package p on p.id = o.package_id
    where o.peer_id = %(peer)s and o.state = 'queued' and o.not_before <= now()
        and not exists (
            select 1 from exchange_outboxentry e join exchange_package q on q.id = e.package_id
            where e.peer_id = o.peer_id and q.origin = p.origin and q.scope = p.scope
                and q.version < p.version and e.state in ('queued', 'sending', 'needs_human'))
    order by o.id limit %(most)s for update of o skip locked)
"""
MISSED = """
insert into exchange_outboxentry
    (school_id, package_id, peer_id, state, not_before, attempts, last_error, created_at)
select p.school_id, p.id, e.id, 'queued', now(), 0, '', now()
from exchange_package p cross join exchange_peer e
where p.state = 'accepted' and e.relation = 'upstream' and e.revoked_at is null
    and not exists (
        select 1 from exchange_outboxentry o where o.package_id = p.id and o.peer_id = e.id)
on conflict do nothing
"""
REASON = "packages of every school travel together"


def send_due() -> int:
    """Send everything that is due to every node above; returns how many packages were settled.

    Safe to run twice at once. Must not run inside a transaction: leases are committed before
    the network is used.
    """
    with everywhere(REASON):
        _queue_missed()
        _take_back_expired()
        peers = list(Peer.objects.filter(relation=Peer.Relation.UPSTREAM, revoked_at=None))
    return sum(_send_to(peer) for peer in peers)


def send_again(entry_id: int) -> bool:
    """Put an entry that needed a person back into the queue; False when it does not need one."""
    changed = OutboxEntry.objects.filter(pk=entry_id, state=OutboxState.NEEDS_HUMAN).update(
        state=OutboxState.QUEUED, not_before=timezone.now(), last_error=""
    )
    return bool(changed)


def _queue_missed() -> None:
    """Accepted packages without an outbox row for a node above, such as one added later."""
    with connection.cursor() as cursor:
        cursor.execute(MISSED)


def _take_back_expired() -> None:
    """A lease that ran out belongs to a worker that died."""
    OutboxEntry.objects.filter(state=OutboxState.SENDING, lease_until__lt=timezone.now()).update(
        state=OutboxState.QUEUED, lease_token=None, lease_until=None
    )


def _send_to(peer: Peer) -> int:
    settled = 0
    while not _is_paused(peer):
        token = uuid.uuid4()
        entries = _claim(peer, token)
        if not entries:
            break
        settled += _deliver(peer, token, entries)
    return settled


def _is_paused(peer: Peer) -> bool:
    peer.refresh_from_db(fields=["paused_until"])
    return peer.paused_until is not None and peer.paused_until > timezone.now()


def _claim(peer: Peer, token: uuid.UUID) -> list[OutboxEntry]:
    with everywhere(REASON):
        with connection.cursor() as cursor:
            cursor.execute(
                CLAIM,
                {
                    "token": token,
                    "lease": timedelta(seconds=settings.EXCHANGE_LEASE_SECONDS),
                    "peer": peer.pk,
                    "most": settings.EXCHANGE_BUNDLE_PACKAGES,
                },
            )
        return list(
            OutboxEntry.objects.filter(lease_token=token).select_related("package").order_by("pk")
        )


def _deliver(peer: Peer, token: uuid.UUID, entries: Sequence[OutboxEntry]) -> int:
    """One bundle; what was tried before is asked for first, because it may have arrived."""
    answered: dict[str, Answer] = {}
    try:
        tried = [entry.package for entry in entries if entry.attempts > 1]
        if tried:
            answered = post_have(peer, [package.hash for package in tried])
        fresh = [entry.package for entry in entries if entry.package.hash not in answered]
        if fresh:
            answered |= _post(peer, fresh)
    except Unreachable as problem:
        _give_back(peer, token, problem)
        return 0
    with everywhere(REASON):
        return settle(peer, token, entries, answered)


def _post(peer: Peer, packages: Sequence[Package]) -> dict[str, Answer]:
    """Post the packages and keep a row about the request, however it ends."""
    items = [Item(bytes(p.content), p.key_id, bytes(p.signature)) for p in packages]
    delivery = Delivery(peer=peer, packages=len(items), started_at=timezone.now(), sent_bytes=0)
    try:
        answers, delivery.sent_bytes = post_bundle(peer, items)
        delivery.status = 200
        return answers
    except Unreachable as problem:
        delivery.status, delivery.error = problem.status, str(problem)[:500]
        raise
    finally:
        delivery.finished_at = timezone.now()
        delivery.save()


def _give_back(peer: Peer, token: uuid.UUID, problem: Unreachable) -> None:
    """Nobody answered: every claimed row waits its turn again. A mark does not expire."""
    now = timezone.now()
    with everywhere(REASON):
        if problem.retry_after is not None:
            Peer.objects.filter(pk=peer.pk).update(
                paused_until=now + timedelta(seconds=problem.retry_after)
            )
        for entry in OutboxEntry.objects.filter(lease_token=token):
            wait = min(LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS * 2 ** min(entry.attempts, 9))
            OutboxEntry.objects.filter(pk=entry.pk, lease_token=token).update(
                state=OutboxState.QUEUED,
                lease_token=None,
                lease_until=None,
                # Full jitter: a thousand schools do not come back in the same second.
                not_before=now + timedelta(seconds=random.uniform(1, wait)),
                last_error=str(problem)[:500],
            )
