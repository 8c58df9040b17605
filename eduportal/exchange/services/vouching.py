"""Whose signatures a received package must carry."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from eduportal.exchange.models import Peer
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.wire import custody
from eduportal.exchange.wire.custody import Link, Seal


def require_custody(peer: Peer, header: dict[str, Any], seal: Seal, links: Sequence[Link]) -> None:
    """Require the signature of the sending peer, and genuine ones of every other known node.

    If the sealer's key is unknown here, the forwarding peer's signature is enough: a ministry need
    not hold the key of every school. Raises Refused.
    """
    if links[0].node != header["origin"] or header["origin"] == settings.EDUPORTAL_NODE:
        raise Refused(401, "wrong_origin", f"The first signature is not {header['origin']}'s.")
    if (links[-1].node, links[-1].key_id) != (peer.code, peer.key_id):
        raise Refused(401, "not_countersigned", f"{peer.code} must sign what it sends.")
    known = {each.code: each for each in Peer.objects.filter(code__in=[x.node for x in links])}
    for number, link in enumerate(links):
        if link.node in known:
            _require_genuine(peer, known[link.node], seal, links, number)


def _require_genuine(
    peer: Peer, signer: Peer, seal: Seal, links: Sequence[Link], number: int
) -> None:
    link = links[number]
    if link.key_id != signer.key_id or signer.revoked_at is not None:
        if signer.pk == peer.pk:
            # An older key of the peer; its last link is made with the key known here.
            return
        raise Refused(401, "unknown_key", f"The key {link.key_id} is not {signer.code}'s.")
    if not custody.is_genuine(bytes(signer.public_key), seal, links, number):
        raise Refused(401, "bad_signature", f"The signature of {link.node} does not fit.")
