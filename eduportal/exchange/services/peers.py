"""Which nodes this node trusts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services.queueing import queue_missed
from eduportal.exchange.wire import signing

KEY_BYTES = 32


class PeerProblem(Exception):
    """The node cannot be trusted as asked."""


def trust_peer(
    *, code: str, name: str, key: str, relation: str, base_url: str = "", replace: bool = False
) -> Peer:
    """Trust a node by its public key (base64). Repeating it changes nothing but the name.

    `name` is that of the body that runs it. A node above gets all this node has accepted so far.

    Raises PeerProblem for a key that is none or another node's, for an address that is none, and
    unless `replace` says that it is meant, for another key than the one trusted or a revoked one.
    """
    public_key = _key(key)
    _require_address(relation, base_url)
    _require_another_node(code, public_key)
    known = Peer.objects.filter(code=code).first()
    if known is not None and not replace:
        _require_unchanged(known, public_key)
    peer, _created = Peer.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "public_key": public_key,
            "key_id": signing.key_id(public_key),
            "relation": relation,
            "base_url": base_url.rstrip("/"),
            "revoked_at": None,
        },
    )
    if relation == PeerRelation.UPSTREAM:
        queue_missed()
    return peer


def revoke_peer(code: str) -> Peer:
    """Trust a node no longer: nothing is taken from it or sent to it. Raises PeerProblem."""
    peer = Peer.objects.filter(code=code).first()
    if peer is None:
        raise PeerProblem(f"{code} is not known here.")
    if peer.revoked_at is None:
        peer.revoked_at = timezone.now()
        peer.save(update_fields=["revoked_at"])
    return peer


def _key(text: str) -> bytes:
    try:
        key = signing.from_text(text)
    except ValueError as problem:
        raise PeerProblem("The public key is not base64.") from problem
    if len(key) != KEY_BYTES:
        raise PeerProblem(f"An Ed25519 public key has {KEY_BYTES} bytes, this one {len(key)}.")
    return key


def _require_address(relation: str, base_url: str) -> None:
    """A node above has an address, with https where this portal itself must use https."""
    if relation != PeerRelation.UPSTREAM:
        return
    schemes = ["https"] if settings.SECURE_SSL_REDIRECT else ["https", "http"]
    address = urlsplit(base_url)
    if address.scheme not in schemes or not address.netloc:
        raise PeerProblem(f"A node above needs an address that starts with {schemes[-1]}://.")


def _require_another_node(code: str, key: bytes) -> None:
    if code == settings.EDUPORTAL_NODE:
        raise PeerProblem(f"{code} is this node itself.")
    if Peer.objects.filter(key_id=signing.key_id(key)).exclude(code=code).exists():
        raise PeerProblem("Another node is trusted with this key; every node has its own.")


def _require_unchanged(known: Peer, key: bytes) -> None:
    if bytes(known.public_key) != key:
        raise PeerProblem(f"{known.code} is trusted with another key; --replace says you mean it.")
    if known.revoked_at is not None:
        raise PeerProblem(f"{known.code} is revoked; --replace says you trust it again.")
