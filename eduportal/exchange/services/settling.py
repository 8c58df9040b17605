"""Writing down what the node above answered."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from eduportal.exchange.client import Answer
from eduportal.exchange.models import OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing

WAIT_SECONDS = 30
BY_PACKAGE_STATE = {
    PackageState.ACCEPTED: OutboxState.ACCEPTED,
    # Superseded above means: it was accepted there and a newer version came after it.
    PackageState.SUPERSEDED: OutboxState.ACCEPTED,
    PackageState.RETURNED: OutboxState.RETURNED,
    PackageState.PARKED: OutboxState.PARKED,
}


def settle(
    peer: Peer, token: uuid.UUID, entries: Sequence[OutboxEntry], answers: Mapping[str, Answer]
) -> int:
    """Move every claimed row by its answer; returns how many reached an end.

    A row whose lease is no longer ours is left alone: another worker has it.
    """
    ended = 0
    for entry in entries:
        answer = answers.get(entry.package.hash)
        with transaction.atomic():
            ended += _settle_one(peer, token, entry, answer)
    return ended


def _settle_one(peer: Peer, token: uuid.UUID, entry: OutboxEntry, answer: Answer | None) -> bool:
    if answer is None:
        return _release(entry, token, OutboxState.QUEUED, "The answer does not name this package.")
    if answer.receipt is not None:
        state = _state_of(peer, entry.package, answer)
        if state is not None:
            return _release(entry, token, state, "") and _keep_receipt(peer, entry.package, answer)
        return _release(
            entry, token, OutboxState.NEEDS_HUMAN, "The receipt's signature does not fit."
        )
    if answer.retry == "never":
        return _release(entry, token, OutboxState.NEEDS_HUMAN, answer.message)
    return _release(entry, token, OutboxState.QUEUED, answer.message)


def _state_of(peer: Peer, package: Package, answer: Answer) -> OutboxState | None:
    """What the receipt says of this very package; None when it proves nothing."""
    if answer.receipt is None or not signing.is_signed(
        bytes(peer.public_key), answer.signature, answer.receipt
    ):
        return None
    fields = receipt_wire.parse(answer.receipt)
    is_ours = (fields["hash"], fields["scope"], fields["version"]) == (
        package.hash,
        package.scope,
        package.version,
    )
    return BY_PACKAGE_STATE.get(fields["state"]) if is_ours else None


def _release(entry: OutboxEntry, token: uuid.UUID, state: OutboxState, message: str) -> bool:
    changed = OutboxEntry.objects.filter(
        pk=entry.pk, lease_token=token, state=OutboxState.SENDING
    ).update(
        state=state,
        lease_token=None,
        lease_until=None,
        last_error=message[:500],
        not_before=timezone.now() + timedelta(seconds=WAIT_SECONDS),
    )
    return bool(changed) and state != OutboxState.QUEUED


def _keep_receipt(peer: Peer, package: Package, answer: Answer) -> bool:
    fields = receipt_wire.parse(answer.receipt or b"")
    Receipt.objects.get_or_create(
        package=package,
        issuer=peer.code,
        state=fields["state"],
        defaults={
            "school_id": package.school_id,
            "content": answer.receipt,
            "signature": answer.signature,
            "errors": answer.errors,
            "issued_at": fields["received_at"],
        },
    )
    return True
