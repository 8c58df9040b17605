"""Which nodes this node trusts."""

from eduportal.exchange.models import Peer
from eduportal.exchange.wire import signing

KEY_BYTES = 32


class PeerProblem(Exception):
    """The node cannot be trusted as asked."""


def trust_peer(
    *, code: str, public_key: str, relation: str, base_url: str = "", replace: bool = False
) -> Peer:
    """Trust a node by its public key (base64). Repeating it changes nothing.

    Raises PeerProblem for a key that is none, and for another key than the one already trusted
    unless `replace` says that the change is meant.
    """
    try:
        key = signing.from_text(public_key)
    except ValueError as problem:
        raise PeerProblem("The public key is not base64.") from problem
    if len(key) != KEY_BYTES:
        raise PeerProblem(f"An Ed25519 public key has {KEY_BYTES} bytes, this one {len(key)}.")
    known = Peer.objects.filter(code=code).first()
    if known is not None and bytes(known.public_key) != key and not replace:
        raise PeerProblem(f"{code} is trusted with another key; --replace says you mean it.")
    peer, _created = Peer.objects.update_or_create(
        code=code,
        defaults={
            "public_key": key,
            "key_id": signing.key_id(key),
            "relation": relation,
            "base_url": base_url.rstrip("/"),
        },
    )
    return peer
