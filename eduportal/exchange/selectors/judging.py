"""Whether a signature counts: it fits, and its key held when it was made."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.models import DailyRoot, NodeKey, Package, Receipt
from eduportal.exchange.models.peer import RevocationReason
from eduportal.exchange.selectors.roots import Tree, is_signed, stamp_of
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.receipt import BadReceipt

Keys = Mapping[str, NodeKey]


def keys_of(nodes: Iterable[str]) -> Keys:
    """Every key of these nodes, by its id; this node's own in use among them. One query."""
    found = {key.key_id: key for key in NodeKey.objects.filter(node__in=set(nodes))}
    public = signing.public_bytes(keys.own_key())
    own = NodeKey(node=settings.EDUPORTAL_NODE, key_id=signing.key_id(public), public_key=public)
    return {own.key_id: own} | found


def is_genuine_receipt(receipt: Receipt, package: Package, known: Keys) -> bool:
    """It is about this package, by a key of the issuer that held when it signed."""
    content, signature = bytes(receipt.content), bytes(receipt.signature)
    try:
        fields = receipt_wire.parse(content)
    except BadReceipt:
        return False
    moment = datetime.datetime.fromisoformat(fields.at)
    says = (fields.hash, fields.issuer, fields.state, moment)
    return says == (package.hash, receipt.issuer, receipt.state, receipt.issued_at) and any(
        key.node == receipt.issuer
        and key.held_at(moment)
        and signing.is_signed(bytes(key.public_key), signature, content)
        for key in known.values()
    )


def is_genuine_link(
    package: Package, links: Sequence[Link], number: int, receipts: Sequence[Receipt], known: Keys
) -> bool:
    """Whether the link's key is its node's, held at its time, and made the signature."""
    link = links[number]
    key = known.get(link.key_id)
    if key is None or key.node != link.node:
        return False
    if not custody.is_genuine(bytes(key.public_key), package.hash, links, number):
        return False
    moment = _moment_of(package, links, number, receipts)
    if moment is not None and not key.held_at(moment):
        return False
    if key.reason != RevocationReason.COMPROMISED:
        return True
    # A thief can write any time into what he signs: only what others have signed in time counts.
    return _was_seen_before(key, package, receipts, known)


def _moment_of(
    package: Package, links: Sequence[Link], number: int, receipts: Sequence[Receipt]
) -> datetime.datetime | None:
    """When the link was made, at the latest: the sealer's says so itself; the others were there
    when the node after them took the package in."""
    if number == 0:
        return package.sealed_at
    is_last = number + 1 == len(links)
    after = settings.EDUPORTAL_NODE if is_last else links[number + 1].node
    return min((each.issued_at for each in receipts if each.issuer == after), default=None)


def _was_seen_before(
    key: NodeKey, package: Package, receipts: Sequence[Receipt], known: Keys
) -> bool:
    """Whether another node, or a time-stamp, knew the package before the key was revoked."""
    revoked_at = key.revoked_at
    assert revoked_at is not None
    return any(
        each.issuer != key.node
        and each.issued_at < revoked_at
        and is_genuine_receipt(each, package, known)
        for each in receipts
    ) or _was_stamped_before(revoked_at, package)


def _was_stamped_before(moment: datetime.datetime, package: Package) -> bool:
    day = timezone.localdate(package.received_at)
    root = DailyRoot.objects.filter(day=day, stamped_at__lt=moment).first()
    if root is None or not is_signed(root):
        return False
    stamp, _why = stamp_of(root)
    found = Tree(day)
    holds = found.root == root.root and package.hash in found.packages
    return holds and stamp is not None and stamp < moment
