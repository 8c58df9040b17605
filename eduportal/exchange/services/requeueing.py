"""What people let go again: packages, questions about them, a comparison. The next run does it."""

from collections.abc import Collection

from django.db.models import Q
from django.db.models.functions import Now

from eduportal.exchange.models import OutboxEntry, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.states import SENT_AGAIN, OutboxState


def send_again(entry_id: int) -> bool:
    """Put an entry back into the queue, whatever the node above said of it; False when it waits
    there already, or came back."""
    return bool(_requeue(Q(pk=entry_id, state__in=SENT_AGAIN)))


def send_all_again(school_ids: Collection[int] | None = None) -> int:
    """Put every entry that needs a person back into the queue; how many.

    Of these schools, None for every one of the scope.
    """
    return _requeue(_at(school_ids) & Q(state=OutboxState.NEEDS_HUMAN))


def ask_about_parked(school_ids: Collection[int] | None = None) -> int:
    """Let the next run ask the node above about what it has parked; how many packages."""
    parked = OutboxEntry.objects.filter(_at(school_ids), state=OutboxState.PARKED)
    return parked.update(not_before=Now())


def ask_to_compare() -> int:
    """Let the next run compare with the nodes above; how many there are."""
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    return above.update(compare_asked_at=Now())


def _at(school_ids: Collection[int] | None) -> Q:
    return Q() if school_ids is None else Q(school__in=school_ids)


def _requeue(which: Q) -> int:
    """The next run, within ten seconds, finds the rows: no page waits for the broker."""
    return OutboxEntry.objects.filter(which).update(
        state=OutboxState.QUEUED,
        not_before=Now(),
        last_error="",
        attempts=0,
        settled_at=None,
    )
