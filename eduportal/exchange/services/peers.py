"""Which nodes this node trusts, and by which keys."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.exchange import keys
from eduportal.exchange.models import NodeKey, Peer
from eduportal.exchange.models.peer import PeerRelation, RevocationReason
from eduportal.exchange.services.queueing import queue_all
from eduportal.exchange.wire import signing

KEY_BYTES = 32
# What is being signed while the key changes still counts.
OVERLAP = timedelta(hours=1)


class PeerProblem(Exception):
    """The node cannot be trusted as asked."""


def trust_peer(
    *,
    code: str,
    name: str,
    key: str,
    relation: str,
    base_url: str = "",
    school_prefix: str = "",
    brings_schools: bool = False,
    is_sandbox: bool = False,
) -> Peer:
    """Trust a node by its public key (base64). Repeated, what is said of it replaces what was.

    `name` is that of the body that runs it. Another key than those known is a new one of the node:
    the old ones keep vouching for what they signed. All accepted so far is queued for a node above,
    once. Raises PeerProblem for a key that is none or another node's, or an address that is none.
    """
    public_key = _key(key)
    _require_address(relation, base_url)
    _require_another_node(code, public_key)
    said: dict[str, Any] = {"name": name, "relation": relation, "base_url": base_url.rstrip("/")}
    said |= {"school_prefix": school_prefix, "brings_schools": brings_schools}
    with transaction.atomic():
        said |= {"is_sandbox": is_sandbox, "revoked_at": None}
        peer, _is_new = Peer.objects.update_or_create(code=code, defaults=said)
        add_key(code, public_key)
        know_own_key()
        if relation == PeerRelation.UPSTREAM:
            queue_all(peer)
    return peer


def trust_key(peer: Peer, key: str) -> NodeKey:
    """Take signatures of a further key (base64) of a trusted node. Raises PeerProblem."""
    public_key = _key(key)
    _require_another_node(peer.code, public_key)
    return add_key(peer.code, public_key)


def end_trial(peer: Peer) -> None:
    """From now on what the peer sends is kept."""
    Peer.objects.filter(pk=peer.pk, is_sandbox=True).update(is_sandbox=False)


def add_key(node: str, public_key: bytes, valid_from: datetime | None = None) -> NodeKey:
    """Keep a public key of a node, this one's own included.

    It counts again where only the trust in its node had been withdrawn.
    """
    key, _created = NodeKey.objects.get_or_create(
        key_id=signing.key_id(public_key),
        defaults={"node": node, "public_key": public_key, "valid_from": valid_from},
    )
    if key.reason == RevocationReason.WITHDRAWN:
        key.revoked_at, key.reason = None, ""
        key.save(update_fields=["revoked_at", "reason"])
    return key


def know_own_key() -> NodeKey:
    """Keep this node's own public key beside the others: its signatures are proved by it."""
    return add_key(settings.EDUPORTAL_NODE, signing.public_bytes(keys.own_key()))


def prepare_own_key() -> NodeKey:
    """Make this node's next key, unless one is waiting; the neighbours are to be told of it."""
    know_own_key()
    path = keys.next_key_file()
    keys.create_key(path)
    return add_key(settings.EDUPORTAL_NODE, signing.public_bytes(keys.load_key(path)))


def change_own_key() -> NodeKey:
    """Sign with the prepared key from now on; the old one holds for OVERLAP and no longer.

    Raises PeerProblem when none is prepared.
    """
    path = keys.next_key_file()
    if not path.exists():
        raise PeerProblem("No key is prepared. Make one with `node_key --new` first.")
    now = timezone.now()
    old, new = know_own_key(), prepare_own_key()
    with transaction.atomic():
        NodeKey.objects.filter(pk=old.pk).update(valid_until=now + OVERLAP)
        keys.use_next_key()
    return new


def revoke_key(key_id: str, reason: RevocationReason) -> NodeKey:
    """A key signs nothing more that counts; what it signed until now keeps its proof.

    Raises PeerProblem for a key that is not known here.
    """
    key = NodeKey.objects.filter(key_id=key_id).first()
    if key is None:
        raise PeerProblem(_("The key %(key)s is not known here.") % {"key": key_id})
    if key.revoked_at is None:
        key.revoked_at, key.reason = timezone.now(), reason
        key.save(update_fields=["revoked_at", "reason"])
    return key


def revoke_peer(code: str) -> Peer:
    """Trust a node no longer: nothing is taken from it or sent to it. Raises PeerProblem."""
    peer = Peer.objects.filter(code=code).first()
    if peer is None:
        raise PeerProblem(_("%(node)s is not known here.") % {"node": code})
    if peer.revoked_at is None:
        peer.revoked_at = timezone.now()
        with transaction.atomic():
            peer.save(update_fields=["revoked_at"])
            held = NodeKey.objects.filter(node=code, revoked_at=None)
            held.update(revoked_at=peer.revoked_at, reason=RevocationReason.WITHDRAWN)
    return peer


def trust_again(peer: Peer) -> None:
    """Take back that a node is trusted no longer; keys that were ended one by one stay ended."""
    with transaction.atomic():
        Peer.objects.filter(pk=peer.pk).update(revoked_at=None)
        withdrawn = NodeKey.objects.filter(node=peer.code, reason=RevocationReason.WITHDRAWN)
        withdrawn.update(revoked_at=None, reason="")


def _key(text: str) -> bytes:
    try:
        key = signing.from_text(text)
    except ValueError as problem:
        raise PeerProblem(_("The public key is not base64.")) from problem
    if len(key) != KEY_BYTES:
        raise PeerProblem(
            _("An Ed25519 public key has 32 bytes, this one %(count)d.") % {"count": len(key)}
        )
    return key


def _require_address(relation: str, base_url: str) -> None:
    """A node above has an address, with https where this portal itself must use https."""
    if relation != PeerRelation.UPSTREAM:
        return
    schemes = ["https"] if settings.SECURE_SSL_REDIRECT else ["https", "http"]
    address = urlsplit(base_url)
    if address.scheme not in schemes or not address.netloc:
        raise PeerProblem(
            _("A node above needs an address that starts with %(scheme)s://.")
            % {"scheme": schemes[-1]}
        )


def _require_another_node(code: str, key: bytes) -> None:
    if code == settings.EDUPORTAL_NODE:
        raise PeerProblem(_("%(node)s is this node itself.") % {"node": code})
    known = NodeKey.objects.filter(key_id=signing.key_id(key)).exclude(node=code)
    if known.exists():
        raise PeerProblem(_("Another node is trusted with this key; every node has its own."))
