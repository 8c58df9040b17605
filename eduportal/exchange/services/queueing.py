"""The outbox as a queue: what is due, who has it, when it comes again.

Only PostgreSQL's clock counts: workers on several machines need not agree on the time.
"""

import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, Max, Q, Value
from django.db.models.functions import Coalesce, Now

from eduportal.core.hints import offer
from eduportal.exchange.models import Delivery, OutboxEntry, Peer
from eduportal.exchange.models.outbox import ANSWERED
from eduportal.exchange.states import OutboxState
from eduportal.scoping import everywhere

SHORTEST_WAIT_SECONDS = 5
LONGEST_WAIT_SECONDS = 1800
REASON = "packages of every school travel together"

# Packages of one scope are sent in order; a row locked by another worker is skipped. The CTE is
# materialized because a planner that runs it twice would claim twice as much.
CLAIM = """
with due as materialized (
    select o.id from exchange_outboxentry o join exchange_package p on p.id = o.package_id
    where o.peer_id = %(peer)s and o.state = 'queued' and o.not_before <= statement_timestamp()
        and not exists (
            select 1 from exchange_outboxentry e join exchange_package q on q.id = e.package_id
            where e.peer_id = o.peer_id and q.scope = p.scope and q.id < p.id
                and e.state in ('queued', 'sending', 'needs_human'))
    order by o.id limit %(most)s for update of o skip locked)
update exchange_outboxentry set state = 'sending', lease_token = %(token)s,
    lease_until = statement_timestamp() + make_interval(secs => %(lease)s), attempts = attempts + 1
from due where exchange_outboxentry.id = due.id
"""
# Superseded versions too: the node above wants each version after the one before it.
MISSED = """
insert into exchange_outboxentry
    (school_id, package_id, peer_id, state, not_before, attempts, last_error, created_at)
select p.school_id, p.id, e.id, 'queued', statement_timestamp(), 0, '', statement_timestamp()
from exchange_package p cross join exchange_peer e
where p.state in ('accepted', 'superseded') and e.relation = 'upstream' and e.revoked_at is null
    and not exists (
        select 1 from exchange_outboxentry o where o.package_id = p.id and o.peer_id = e.id)
order by p.id
on conflict do nothing
"""


def queue_missed() -> None:
    """Queue the packages without an outbox row for a node above, such as one trusted only later.

    Reads every package there is (0.3 s for the 200,000 of a province's year): not for each run.
    """
    with everywhere(REASON), connection.cursor() as cursor:
        cursor.execute(MISSED)


def take_back_expired() -> None:
    """Queue the rows whose lease has run out: their worker died."""
    with everywhere(REASON):
        OutboxEntry.objects.filter(state=OutboxState.SENDING, lease_until__lt=Now()).update(
            state=OutboxState.QUEUED, lease_token=None, lease_until=None
        )


def claim(peer: Peer, token: uuid.UUID, most: int) -> list[OutboxEntry]:
    """Lease what is due, oldest first; the rows with their packages."""
    lease = settings.EXCHANGE_LEASE_SECONDS
    with everywhere(REASON):
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"token": token, "peer": peer.pk, "most": most, "lease": lease})
        claimed = OutboxEntry.objects.filter(lease_token=token)
        return list(claimed.select_related("package").order_by("pk"))


def bundle_size(peer: Peer) -> int:
    """How many packages to send at once: half as many after each failure in a row.

    A connection that breaks on large requests still carries small ones, and a package that makes
    the peer fail is soon sent by itself.
    """
    # Questions carry no packages: their answers say nothing about what the line can bear.
    rows = Delivery.objects.filter(peer=peer, sent_bytes__gt=0)
    worked = rows.filter(status=ANSWERED).aggregate(
        last=Coalesce(Max("pk"), Value(0), output_field=BigIntegerField())
    )
    failures = rows.filter(pk__gt=worked["last"]).count()
    return max(1, settings.EXCHANGE_BUNDLE_PACKAGES >> min(failures, 16))


def may_send(peer: Peer) -> bool:
    """Whether the peer is still trusted and has not asked for a pause."""
    open_now = Q(paused_until=None) | Q(paused_until__lte=Now())
    return Peer.objects.filter(open_now, pk=peer.pk, revoked_at=None).exists()


def waiting_time(attempts: int) -> timedelta:
    """How long an entry waits after so many attempts: 5 s doubling to half an hour.

    Full jitter: a thousand schools do not come back in the same second.
    """
    longest = min(LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS * 2 ** min(attempts, 9))
    return timedelta(seconds=random.uniform(1, longest))


def release(entry: OutboxEntry, token: uuid.UUID, state: OutboxState, message: str = "") -> bool:
    """End the lease in a state; False when it is no longer ours, because it had run out."""
    changed = OutboxEntry.objects.filter(
        pk=entry.pk, lease_token=token, state=OutboxState.SENDING
    ).update(
        state=state,
        lease_token=None,
        lease_until=None,
        last_error=message[:500],
        not_before=Now() + waiting_time(entry.attempts),
    )
    return bool(changed)


def give_back(peer: Peer, token: uuid.UUID, message: str, pause: timedelta | None) -> None:
    """No answer: every row still leased goes back into the queue. A mark does not expire."""
    with everywhere(REASON):
        if pause is not None:
            Peer.objects.filter(pk=peer.pk).update(paused_until=Now() + pause)
        for entry in OutboxEntry.objects.filter(lease_token=token):
            release(entry, token, OutboxState.QUEUED, message)


def send_again(entry_id: int) -> bool:
    """Put an entry that needed a person back into the queue; False when it does not need one."""
    return bool(_requeue(Q(pk=entry_id)))


def send_all_again() -> int:
    """Put every entry of the scope that needs a person back into the queue; how many."""
    return _requeue(Q())


def _requeue(which: Q) -> int:
    count = OutboxEntry.objects.filter(which, state=OutboxState.NEEDS_HUMAN).update(
        state=OutboxState.QUEUED, not_before=Now(), last_error=""
    )
    if count:
        wake_sender()
    return count


def wake_sender() -> None:
    """Ask a worker to send once this transaction is committed.

    The rows are the truth: a queue that cannot be reached costs half a minute, not the records.
    """
    offer("exchange.send_due")
