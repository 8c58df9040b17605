"""Which schemas of a feed this node reads, and in which one it writes."""

from django.conf import settings

from eduportal.exchange.client import get_schemas
from eduportal.exchange.feeds import Feed
from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation


def readable(feed: Feed) -> list[str]:
    """The schemas this node reads, the newest first.

    One with sensitive columns only where the settings ask for it and every node above asks too:
    what arrives here travels on as it is.
    """
    wanted = set(settings.EXCHANGE_ASKS_FOR)
    asked_for = [each for each in feed.on_request if each in wanted and _asked_above(feed, each)]
    return [each for each in feed.schemas if each not in feed.on_request or each in asked_for]


def written(feed: Feed) -> str:
    """The schema this node writes: the newest that every node above reads.

    Of a node above that has not said yet, the newest without sensitive columns is assumed.
    """
    above = _above()
    for schema in feed.schemas:
        if above and all(schema in reads.get(feed.name, ()) for reads in above):
            return schema
    return next(each for each in feed.schemas if each not in feed.on_request)


def learn_schemas() -> bool:
    """Ask every node above what it reads; whether one says otherwise than before.

    Raises Unreachable when one does not answer.
    """
    changed = False
    for peer in Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None):
        reads = get_schemas(peer)
        if reads != peer.reads:
            Peer.objects.filter(pk=peer.pk).update(reads=reads)
            changed = True
    return changed


def _asked_above(feed: Feed, schema: str) -> bool:
    return all(schema in reads.get(feed.name, ()) for reads in _above())


def _above() -> list[dict[str, list[str]]]:
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    return list(above.values_list("reads", flat=True))
