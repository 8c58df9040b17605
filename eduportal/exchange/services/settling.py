"""Storing the answers of the node above."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from eduportal.exchange.models import OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.services.queueing import REASON, release
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.answer import Answer
from eduportal.exchange.wire.receipt import BadReceipt
from eduportal.scoping import everywhere

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
    with everywhere(REASON):
        return sum(
            _settle_one(peer, token, entry, answers.get(entry.package.hash)) for entry in entries
        )


def _settle_one(peer: Peer, token: uuid.UUID, entry: OutboxEntry, answer: Answer | None) -> bool:
    if answer is None:
        release(entry, token, OutboxState.QUEUED, "omitted: ")
        return False
    if answer.receipt is not None:
        return _settle_by_receipt(peer, token, entry, answer)
    is_final = answer.retry == "never"
    state = OutboxState.NEEDS_HUMAN if is_final else OutboxState.QUEUED
    return release(entry, token, state, f"{answer.code}: {answer.message}") and is_final


def _settle_by_receipt(peer: Peer, token: uuid.UUID, entry: OutboxEntry, answer: Answer) -> bool:
    fields = _fields_of(peer, entry.package, answer)
    state = BY_PACKAGE_STATE.get(fields["state"])
    if state is None:
        return release(entry, token, OutboxState.NEEDS_HUMAN, "bad_receipt: ")
    with transaction.atomic():
        settled = release(entry, token, state)
        if settled:
            _keep_receipt(peer, entry.package, answer, fields)
    return settled


def _fields_of(peer: Peer, package: Package, answer: Answer) -> dict[str, Any]:
    """What the receipt says of this very package; a state of "" when it proves nothing."""
    nothing = {"state": ""}
    content = answer.receipt or b""
    if not signing.is_signed(bytes(peer.public_key), answer.signature, content):
        return nothing
    try:
        fields = receipt_wire.parse(content)
    except BadReceipt:
        return nothing
    said = (fields["issuer"], fields["hash"], fields["scope"], fields["version"])
    is_ours = said == (peer.code, package.hash, package.scope, package.version)
    return fields if is_ours else nothing


def _keep_receipt(peer: Peer, package: Package, answer: Answer, fields: dict[str, Any]) -> None:
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
