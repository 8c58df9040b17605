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
from eduportal.exchange.wire.custody import MOST_LINKS, Link
from eduportal.exchange.wire.header import Header

# How many more may have to sign.
NODES_ABOVE = 2


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

    Of several signatures of a node, the key of the last one has to hold: the sealer's when it was
    sealed, the sending peer's now. A stolen one counts only where the package is here already. If
    the sealer is unknown here, the forwarding peer's signature is enough: a ministry need not hold
    the key of every school. Raises Refused.
    """
    if links[0].node != header.origin or header.origin == settings.EDUPORTAL_NODE:
        raise Refused("wrong_origin", f"The first signature is not {header.origin}'s.")
    if links[-1].node != peer.code:
        raise Refused("not_countersigned", f"{peer.code} must sign what it sends.")
    if len(links) > MOST_LINKS - NODES_ABOVE:
        raise Refused("bad_signature", "The chain leaves no room for the nodes above.")
    last = {link.node: number for number, link in enumerate(links)}
    moments = {header.origin: datetime.fromisoformat(header.sealed_at), peer.code: timezone.now()}
    for number, link in enumerate(links):
        if link.node in ring.nodes:
            key = _key_of(link, ring)
            if number == last[link.node]:
                _require_trusted(key, moments.get(link.node), digest)
            if not custody.is_genuine(bytes(key.public_key), digest, links, number):
                raise Refused("bad_signature", f"The signature of {link.node} does not fit.")


def is_sealed_by(header: Header, digest: str, links: Sequence[Link], ring: KeyRing) -> bool:
    """Whether the node that the header names as its origin has sealed this, by a key of it."""
    first, key = links[0], ring.by_id.get(links[0].key_id)
    if first.node != header.origin or key is None or key.node != header.origin:
        return False
    is_held = key.held_at(datetime.fromisoformat(header.sealed_at))
    return is_held and custody.is_genuine(bytes(key.public_key), digest, links, 0)


def _key_of(link: Link, ring: KeyRing) -> NodeKey:
    """The node's key that the link names."""
    key = ring.by_id.get(link.key_id)
    if key is None or key.node != link.node:
        raise Refused("unknown_key", f"The key {link.key_id} is not {link.node}'s.")
    return key


def _require_trusted(key: NodeKey, moment: datetime | None, digest: str) -> None:
    if moment is not None and not key.held_at(moment):
        raise Refused("unknown_key", f"The key {key.key_id} did not hold when it signed.")
    if key.reason == RevocationReason.COMPROMISED and not is_here(digest):
        raise Refused("unknown_key", f"The key {key.key_id} may be in other hands.")
