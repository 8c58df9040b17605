"""What this node learns of the nodes below by their asking: that they are there, and what they
hold themselves."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from eduportal.exchange.models import Peer, ProductUse
from eduportal.exchange.selectors.digests import school_digests
from eduportal.exchange.wire import told as told_wire
from eduportal.exchange.wire.digests import SchoolDigest, digest_of
from eduportal.exchange.wire.told import Told
from eduportal.scoping import everywhere

logger = logging.getLogger(__name__)
HOURS_KEPT = 30
SECONDS_AN_HOUR = 3600
MINUTE = timedelta(minutes=1)
# Of one peer; the product's version is part of its name, and the peer chooses it.
MOST_PRODUCTS = 100


def hear(peer: Peer, product: str) -> None:
    """Note a sign of life: a signed request of this peer, made by this product.

    `Peer.seen_at` alone answers when the peer was heard last; written once a minute, however many
    requests come.
    """
    now = timezone.now()
    if peer.seen_at is None or now - peer.seen_at >= MINUTE:
        hour = int(now.timestamp()) // SECONDS_AN_HOUR
        hours = [each for each in peer.hours_seen if hour - HOURS_KEPT < each < hour]
        Peer.objects.filter(pk=peer.pk).update(seen_at=now, hours_seen=[*hours, hour])
    _note_product(peer, product, now)


def _note_product(peer: Peer, product: str, now: datetime) -> None:
    """By which product the peer speaks, first and last.

    A new one takes the place of the one unheard longest where the peer has MOST_PRODUCTS.
    """
    use = ProductUse.objects.filter(peer=peer, product=product).first()
    if use is not None and now - use.last_at < MINUTE:
        return
    ProductUse.objects.bulk_create(
        [ProductUse(peer=peer, product=product, first_at=now, last_at=now)],
        update_conflicts=True,
        unique_fields=["peer", "product"],
        update_fields=["last_at"],
    )
    if use is None:
        uses = ProductUse.objects.filter(peer=peer)
        newest = uses.order_by("-last_at", "-pk")[:MOST_PRODUCTS]
        uses.exclude(pk__in=newest.values("pk")).delete()


def may_ask_who(peer: Peer) -> bool:
    """Whether the peer may ask today who a student is: not after too many questions in vain.

    Who knows three of four things could else try out the fourth.
    """
    today = timezone.localdate()
    return peer.vain_on != today or peer.vain_count < settings.EDUPORTAL_VAIN_QUESTIONS_A_DAY


def count_vain(peer: Peer) -> None:
    """Count that the peer asked who a student is and was told of nobody."""
    today, own = timezone.localdate(), Peer.objects.filter(pk=peer.pk)
    if not own.filter(vain_on=today).update(vain_count=F("vain_count") + 1):
        own.update(vain_on=today, vain_count=1)
    elif peer.vain_count + 1 == settings.EDUPORTAL_VAIN_QUESTIONS_A_DAY:
        logger.warning("%s has asked too often today who a student is.", peer.code)


def keep_told(peer: Peer, told: Told) -> list[SchoolDigest]:
    """What is held here of each of the peer's schools, beside which its own digest is kept.

    Another digest with nothing named that differs only asks: the peer has still to compare. Nothing
    is kept of a peer on trial, of which nothing is held here.
    """
    with everywhere(f"{peer.code} compares itself"):
        schools = school_digests(peer.code)
    here = digest_of(schools)
    if not peer.is_sandbox and (told.digest == here or told.differing):
        held = {
            "here_packages": sum(each.packages for each in schools),
            "here_records": sum(each.records for each in schools),
            "here_digest": here,
        }
        Peer.objects.filter(pk=peer.pk).update(
            told=told_wire.build(told) | held, told_at=timezone.now()
        )
    return schools
