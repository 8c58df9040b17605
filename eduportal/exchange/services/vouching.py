"""Whose signatures a received package must carry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from eduportal.exchange.models import NodeKey, Peer
from eduportal.exchange.models.peer import RevocationReason
from eduportal.exchange.selectors.chain import is_here
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.wire import custody
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.header import Header


class KeyRing:
    """The keys of the nodes that signed the packages of one bundle: one query for all."""

    def __init__(self, nodes: Iterable[str]) -> None:
        keys = NodeKey.objects.filter(node__in=set(nodes))
        self.by_id: Mapping[str, NodeKey] = {key.key_id: key for key in keys}
        self.nodes = {key.node for key in self.by_id.values()}


def require_custody(
    peer: Peer, header: Header, digest: str, links: list[Link], ring: KeyRing
) -> None:
    """Require the signature of the sending peer, and genuine ones of every other known node.

    The sealer's key is judged by the time of sealing, the sending peer's by now. A stolen one
    counts only where the package is here already, or its node has signed again with another. If the
    sealer is unknown here, the forwarding peer's signature is enough: a ministry need not hold the
    key of every school. Raises Refused.
    """
    if links[0].node != header.origin or header.origin == settings.EDUPORTAL_NODE:
        raise Refused("wrong_origin", f"The first signature is not {header.origin}'s.")
    if links[-1].node != peer.code:
        raise Refused("not_countersigned", f"{peer.code} must sign what it sends.")
    moments = [datetime.fromisoformat(header.sealed_at)] + [None] * (len(links) - 1)
    moments[-1] = timezone.now()
    for number, (link, moment) in enumerate(zip(links, moments, strict=True)):
        if link.node in ring.nodes:
            key = _held_key(link, moment, ring)
            is_stolen = key.reason == RevocationReason.COMPROMISED
            is_last = all(later.node != link.node for later in links[number + 1 :])
            if is_stolen and is_last and not is_here(digest):
                raise Refused("unknown_key", f"The key {link.key_id} is in other hands.")
            if not custody.is_genuine(bytes(key.public_key), digest, links, number):
                raise Refused("bad_signature", f"The signature of {link.node} does not fit.")


def is_sealed_by(header: Header, digest: str, links: Sequence[Link], ring: KeyRing) -> bool:
    """Whether the node that the header names as its origin has sealed this, by a key of it."""
    first, key = links[0], ring.by_id.get(links[0].key_id)
    if first.node != header.origin or key is None or key.node != header.origin:
        return False
    is_held = key.held_at(datetime.fromisoformat(header.sealed_at))
    return is_held and custody.is_genuine(bytes(key.public_key), digest, links, 0)


def _held_key(link: Link, moment: datetime | None, ring: KeyRing) -> NodeKey:
    """The node's key that made the link; where the moment is known, one that held then."""
    key = ring.by_id.get(link.key_id)
    if key is None or key.node != link.node:
        raise Refused("unknown_key", f"The key {link.key_id} is not {link.node}'s.")
    if moment is not None and not key.held_at(moment):
        raise Refused("unknown_key", f"The key {link.key_id} did not hold when it signed.")
    return key
