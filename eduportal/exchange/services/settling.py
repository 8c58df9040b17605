"""Storing the answers of the node above."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from eduportal.exchange.models import NodeKey, OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.selectors.chain import standing_on
from eduportal.exchange.services.acceptance import issue_receipt, step_back
from eduportal.exchange.services.queueing import ASKED_EVERY, REASON, wait_for
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.answer import NEVER, Answer, SignedReceipt
from eduportal.exchange.wire.problem import Problem, by_cause
from eduportal.exchange.wire.receipt import BadReceipt, ReceiptFields
from eduportal.scoping import everywhere

SEALED_ON_RETURNED = Problem("previous_returned", "The version it follows was returned.")
BY_PACKAGE_STATE = {
    PackageState.ACCEPTED: OutboxState.ACCEPTED,
    PackageState.RETURNED: OutboxState.RETURNED,
    PackageState.PARKED: OutboxState.PARKED,
}


def settle(peer: Peer, entries: Sequence[OutboxEntry], answers: Mapping[str, Answer]) -> int:
    """Move every row that was sent by its answer; returns how many reached an end."""
    ring = {key.key_id: key for key in NodeKey.objects.filter(node=peer.code)}
    with everywhere(REASON):
        return sum(
            _settle_one(peer, ring.values(), entry, answers.get(entry.package.hash))
            for entry in entries
        )


def give_up(entry: OutboxEntry, message: str) -> int:
    """The entry needs a person; 1 unless it was settled already."""
    with everywhere(REASON):
        return _end(entry, OutboxState.NEEDS_HUMAN, message)


def _settle_one(
    peer: Peer, keys: Iterable[NodeKey], entry: OutboxEntry, answer: Answer | None
) -> int:
    if answer is None:
        wait_for(entry, "omitted: ")
        return 0
    if answer.receipts:
        return _settle_by_receipt(peer, keys, entry, answer.receipts[0])
    message = f"{answer.code}: {answer.message}"
    if answer.retry == NEVER:
        return _end(entry, OutboxState.NEEDS_HUMAN, message)
    wait_for(entry, message)
    return 0


def _settle_by_receipt(
    peer: Peer, keys: Iterable[NodeKey], entry: OutboxEntry, signed: SignedReceipt
) -> int:
    fields = proven(peer.code, keys, entry.package.hash, signed)
    if fields is None:
        return _end(entry, OutboxState.NEEDS_HUMAN, "bad_receipt: ")
    state = BY_PACKAGE_STATE[PackageState(fields.state)]
    with transaction.atomic():
        ended = _end(entry, state)
        if ended:
            keep_receipt(entry.package, signed, fields)
            if state == OutboxState.RETURNED:
                _return(peer, entry.package, fields)
    return ended


def _return(peer: Peer, package: Package, fields: ReceiptFields) -> None:
    """What the node above returned is returned here, and with it what was sealed on it since.

    So all agree on what counts: the version before. The node it came from hears of it by the
    newest receipt of this one, when it asks or compares.
    """
    problems = {package.pk: fields.problems}
    for each in standing_on(package):
        waiting = OutboxEntry.objects.filter(package=each, peer=peer, state=OutboxState.QUEUED)
        waiting.update(state=OutboxState.RETURNED, settled_at=Now())
        step_back(each, PackageState.RETURNED)
        if each.origin != settings.EDUPORTAL_NODE:
            causes = problems.get(each.pk, by_cause([SEALED_ON_RETURNED]))
            issue_receipt(each, PackageState.RETURNED, causes=causes)


def proven(
    issuer: str, keys: Iterable[NodeKey], digest: str, signed: SignedReceipt
) -> ReceiptFields | None:
    """What an arriving receipt of the issuer says of this package; None when it proves nothing."""
    try:
        fields = receipt_wire.parse(signed.content)
    except BadReceipt:
        return None
    moment = datetime.fromisoformat(fields.at)
    is_signed = any(
        key.vouches_at(moment)
        and signing.is_signed(bytes(key.public_key), signed.signature, signed.content)
        for key in keys
    )
    is_ours = (fields.issuer, fields.hash) == (issuer, digest)
    return fields if is_signed and is_ours and fields.state in BY_PACKAGE_STATE else None


def keep_receipt(package: Package, signed: SignedReceipt, fields: ReceiptFields) -> None:
    """Keep the proof; a second copy of it changes nothing."""
    Receipt.objects.get_or_create(
        package=package,
        issuer=fields.issuer,
        state=fields.state,
        defaults={
            "school_id": package.school_id,
            "content": signed.content,
            "signature": signed.signature,
            "problems": fields.problems,
            "issued_at": fields.at,
        },
    )


def _end(entry: OutboxEntry, state: OutboxState, message: str = "") -> int:
    """Give a waiting entry its state; 0 when it does not wait any more."""
    waiting = OutboxEntry.objects.filter(
        pk=entry.pk, state__in=[OutboxState.QUEUED, OutboxState.PARKED]
    )
    changes: dict[str, Any] = {"state": state, "last_error": message[:500], "settled_at": Now()}
    if state == OutboxState.PARKED:
        changes["not_before"] = Now() + ASKED_EVERY
    return waiting.update(**changes)
