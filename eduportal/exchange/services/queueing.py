"""The outbox as a queue: what is due, who sends it, when it comes again.

Only PostgreSQL's clock counts: workers on several machines need not agree on the time.
"""

import json
import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Greatest, Least, Now

from eduportal import registry
from eduportal.exchange.feeds import order_of
from eduportal.exchange.models import Delivery, OutboxEntry, Peer, Receipt
from eduportal.exchange.models.outbox import ANSWERED
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire.bundle import MOST_PACKAGES
from eduportal.scoping import everywhere

SHORTEST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 1800
REASON = "packages of every school travel together"
# What is kept above is asked about as often.
ASKED_EVERY = timedelta(minutes=10)
ASKED_AT_LEAST_EVERY = timedelta(days=1)
MOST_ASKED = 1000
# As eduportal/schedule.py says.
RUNS_EVERY = timedelta(seconds=10)
# What a question about a package does not need; of a thousand they would fill the memory.
BYTES = ("package__content", "package__custody")
# A request should take this long on the line it was measured on.
SECONDS_A_BUNDLE = 4
FIRST_BYTES, FEWEST_BYTES, MOST_BYTES = 128 * 1024, 16 * 1024, 3 * 1024 * 1024

# Two halves of the schools: the sender and the one process that judges a request work by turns,
# so that a second request on its way fills what the first leaves idle. A shorter queue is gone
# with its first requests.
LANES = 2
LONG = 20

# The first of its kind in this database: the number names the lock's use, the peer which one.
LOCK_CLASS = 7401
# Within a scope what came first goes first; what a person must look at holds its own scope only.
# Of a school, a package waits for those of the feeds it depends on: until they are settled, or in
# the same request behind them.
DUE = """
select o.id, case when o.attempts = 0 then octet_length(p.content) + 250 else 0 end
from exchange_outboxentry o
join exchange_package p on p.id = o.package_id
where o.peer_id = %(peer)s and o.state = 'queued' and o.not_before <= statement_timestamp()
    and coalesce(mod(o.school_id, %(lanes)s) = %(lane)s, true)
    and o.school_id <> all(%(busy)s::bigint[])
    and not exists (
        select 1 from exchange_outboxentry e join exchange_package q on q.id = e.package_id
        where e.peer_id = o.peer_id and e.state in ('queued', 'needs_human')
            and q.school_id = p.school_id and q.year = p.year and q.period = p.period
            and q.unit = p.unit and q.feed = p.feed and q.version < p.version)
    and not exists (
        select 1 from exchange_outboxentry e join exchange_package q on q.id = e.package_id
        where e.peer_id = o.peer_id and e.school_id = o.school_id and e.state = 'queued'
            and (e.id > o.id or e.not_before > statement_timestamp())
            and coalesce((%(orders)s::jsonb ->> q.feed)::int, 99)
                < coalesce((%(orders)s::jsonb ->> p.feed)::int, 99))
order by o.id limit %(most)s
"""
# Superseded versions too: the node above wants each version after the one before it.
MISSED = """
insert into exchange_outboxentry
    (school_id, package_id, peer_id, state, not_before, attempts, last_error, created_at)
select p.school_id, p.id, %(peer)s, 'queued', statement_timestamp(), 0, '', statement_timestamp()
from exchange_package p where p.state in ('accepted', 'superseded')
order by p.id
on conflict do nothing
"""


@contextmanager
def only_sender(peer: Peer) -> Iterator[bool]:
    """Whether this process may send to the peer; no other one may until the block ends.

    The lock lives with the connection to the database: it is free as soon as its owner is dead.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, peer.pk])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK_CLASS, peer.pk])


def queue_all(peer: Peer) -> None:
    """Queue everything accepted so far for a node above that has just become known."""
    with everywhere(REASON), connection.cursor() as cursor:
        cursor.execute(MISSED, {"peer": peer.pk})


class Size(NamedTuple):
    """How much goes into one request at most."""

    bytes: int
    packages: int


def is_long(peer: Peer) -> bool:
    """Whether so many packages wait that lanes pay."""
    with everywhere(REASON):
        waiting = OutboxEntry.objects.filter(peer=peer, state=OutboxState.QUEUED)
        return waiting.filter(not_before__lte=Now())[: LONG + 1].count() > LONG


def due(
    peer: Peer, size: Size, lane: int | None = None, busy: Collection[int] = ()
) -> list[OutboxEntry]:
    """What goes into the next request, oldest first, with the packages; the first one always.

    Of the schools of this lane, None for all, but for those that are `busy`. What was tried before
    takes no room: it is asked about first, and has mostly arrived.
    """
    with everywhere(REASON):
        with connection.cursor() as cursor:
            orders = json.dumps({name: order_of(name) for name in registry.FEEDS})
            given: dict[str, Any] = {"peer": peer.pk, "most": size.packages, "orders": orders}
            given |= {"lanes": LANES, "lane": lane, "busy": list(busy)}
            cursor.execute(DUE, given)
            rows = cursor.fetchall()
        chosen, total = [], 0
        for number, (pk, content_bytes) in enumerate(rows):
            total += content_bytes
            if number and total > size.bytes:
                break
            chosen.append(pk)
        entries = OutboxEntry.objects.filter(pk__in=chosen).select_related("package")
        return list(entries.order_by("pk"))


def fitting(entries: Sequence[OutboxEntry], size: Size) -> list[OutboxEntry]:
    """The first of these that go into one request of this size; one at least where there is one."""
    chosen: list[OutboxEntry] = []
    total = 0
    for entry in entries:
        total += len(entry.package.content) + 250
        if chosen and total > size.bytes:
            break
        chosen.append(entry)
    return chosen


def seconds_to_next(peer: Peer) -> float | None:
    """When the next of what an earlier request left in the queue comes due; None where that is
    later than the next run."""
    with everywhere(REASON):
        waiting = OutboxEntry.objects.filter(peer=peer, state=OutboxState.QUEUED, attempts__gt=0)
        wait = ExpressionWrapper(F("not_before") - Now(), DurationField())
        waits = waiting.order_by("not_before").values_list(wait, flat=True)
        found: timedelta | None = waits.first()
    if found is None or found > RUNS_EVERY:
        return None
    return max(found.total_seconds(), 0.0)


def parked_above(peer: Peer) -> list[OutboxEntry]:
    """What the peer has parked and is to be asked about now, with the packages."""
    with everywhere(REASON):
        parked = OutboxEntry.objects.filter(
            peer=peer, state=OutboxState.PARKED, not_before__lte=Now()
        ).select_related("package")
        return list(parked.defer(*BYTES).order_by("pk")[:MOST_ASKED])


def unproved_beyond(peer: Peer) -> list[OutboxEntry]:
    """What the peer has accepted and a node further above has not answered, as far as is known
    here, with the packages.

    The peer is to be asked about it now, and again after as long as it has waited, ten minutes at
    least and a day at most.
    """
    nodes = Peer.objects.filter(relation=PeerRelation.BEYOND, revoked_at=None)
    answered = Receipt.objects.filter(
        issuer=OuterRef("code"),
        package=OuterRef(OuterRef("package")),
        state__in=[PackageState.ACCEPTED, PackageState.RETURNED],
    )
    with everywhere(REASON):
        accepted = OutboxEntry.objects.filter(
            Exists(nodes.filter(~Exists(answered))),
            peer=peer,
            state=OutboxState.ACCEPTED,
            not_before__lte=Now(),
        ).select_related("package")
        asked = accepted.defer(*BYTES).order_by("pk")[:MOST_ASKED]
        found = list(asked) if nodes.exists() else []
        waited = ExpressionWrapper(Now() - F("settled_at"), DurationField())
        again = Now() + Least(Greatest(waited, ASKED_EVERY), ASKED_AT_LEAST_EVERY)
        chosen = OutboxEntry.objects.filter(pk__in=[entry.pk for entry in found])
        chosen.update(not_before=again)
    return found


def queue_lost(entries: Sequence[OutboxEntry], known: Collection[str]) -> None:
    """Send once more what the peer had parked and knows no longer."""
    with everywhere(REASON):
        lost = [entry.pk for entry in entries if entry.package.hash not in known]
        OutboxEntry.objects.filter(pk__in=lost, state=OutboxState.PARKED).update(
            state=OutboxState.QUEUED, not_before=Now(), settled_at=None
        )


def bundle_size(peer: Peer) -> Size:
    """How much to send at once: what the line carried in four seconds at the last request.

    Half as much after each failure in a row: a connection that breaks on large requests still
    carries small ones, and a package that makes the peer fail is soon sent by itself.
    """
    # Questions carry no packages: their answers say nothing about what the line can bear.
    failures, small = 0, None
    for last in Delivery.objects.filter(peer=peer, sent_bytes__gt=0)[:10]:
        if last.status != ANSWERED:
            failures += small is None
        elif last.sent_bytes >= FEWEST_BYTES:
            return _halved(_carried(last), failures)
        else:
            # The rest of a queue takes as long as the way is, whatever the line carries.
            small = small or last
    return _halved(_carried(small) if small else FIRST_BYTES, failures)


def _carried(last: Delivery) -> float:
    """What the line carries in the time of a bundle, as this request shows."""
    seconds = max((last.finished_at - last.started_at).total_seconds(), 0.001)
    # A small request says little of a fast line: at most four times as much as it held.
    return min(last.sent_bytes / seconds * SECONDS_A_BUNDLE, last.sent_bytes * 4)


def _halved(size: float, failures: int) -> Size:
    within = int(min(max(size / 2**failures, FEWEST_BYTES), MOST_BYTES))
    return Size(within, max(MOST_PACKAGES >> failures, 1))


def may_send(peer: Peer) -> bool:
    """Whether the peer is still trusted and has not asked for a pause."""
    open_now = Q(paused_until=None) | Q(paused_until__lte=Now())
    return Peer.objects.filter(open_now, pk=peer.pk, revoked_at=None).exists()


def put_off(
    peer: Peer, entries: Sequence[OutboxEntry], message: str, pause: timedelta | None
) -> None:
    """No answer: everything sent stays in the queue, to be asked about first. No mark expires."""
    with everywhere(REASON):
        if pause is not None:
            Peer.objects.filter(pk=peer.pk).update(paused_until=Now() + pause)
        for attempts in {entry.attempts for entry in entries}:
            wait_for([each for each in entries if each.attempts == attempts], message)


def wait_for(entries: Sequence[OutboxEntry], message: str) -> None:
    """Leave these, all tried as often, in the queue for a while; they come due together."""
    waiting = OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries])
    waiting.filter(state=OutboxState.QUEUED).update(
        attempts=F("attempts") + 1,
        last_error=message[:500],
        not_before=Now() + waiting_time(entries[0].attempts),
    )


def waiting_time(attempts: int) -> timedelta:
    """How long an entry waits after so many attempts: 5 s doubling to half an hour.

    Full jitter: a thousand schools do not come back in the same second.
    """
    longest = min(LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS * 2 ** min(attempts, 9))
    return timedelta(seconds=random.uniform(1, longest))
