"""What this node learns of the nodes below by their asking: that they are there, and what they
hold themselves."""

from datetime import timedelta

from django.utils import timezone

from eduportal.exchange.models import Peer
from eduportal.exchange.selectors.digests import school_digests
from eduportal.exchange.wire import told as told_wire
from eduportal.exchange.wire.digests import digest_of
from eduportal.exchange.wire.told import Told
from eduportal.scoping import everywhere

HOURS_KEPT = 30
SECONDS_AN_HOUR = 3600
MINUTE = timedelta(minutes=1)


def see(peer: Peer) -> None:
    """Note that the peer has asked something, once a minute."""
    now = timezone.now()
    if peer.seen_at is not None and now - peer.seen_at < MINUTE:
        return
    hour = int(now.timestamp()) // SECONDS_AN_HOUR
    hours = [each for each in peer.hours_seen if hour - HOURS_KEPT < each < hour]
    Peer.objects.filter(pk=peer.pk).update(seen_at=now, hours_seen=[*hours, hour])


def keep_told(peer: Peer, told: Told) -> None:
    """Keep what the peer says it holds, beside what is held of it here at this moment.

    Nothing of a peer on trial, of which nothing is held here.
    """
    if peer.is_sandbox:
        return
    with everywhere(f"{peer.code} has compared itself"):
        schools = school_digests(peer.code)
    here = {
        "here_packages": sum(each.packages for each in schools),
        "here_records": sum(each.records for each in schools),
        "here_digest": digest_of(schools),
    }
    Peer.objects.filter(pk=peer.pk).update(
        told=told_wire.build(told) | here, told_at=timezone.now()
    )
