"""Storing the answers of the node above."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models.functions import Now

from eduportal.exchange.models import NodeKey, OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
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
WAITING = (OutboxState.QUEUED, OutboxState.PARKED)
BY_PACKAGE_STATE = {
    PackageState.ACCEPTED: OutboxState.ACCEPTED,
    PackageState.RETURNED: OutboxState.RETURNED,
    PackageState.PARKED: OutboxState.PARKED,
}


def settle(peer: Peer, entries: Sequence[OutboxEntry], answers: Mapping[str, Answer]) -> int:
    """Move every row that was sent by its answer; returns how many reached an end."""
    keys = list(NodeKey.objects.filter(node=peer.code))
    found = [_proof(peer, keys, entry, answers.get(entry.package.hash)) for entry in entries]
    with everywhere(REASON):
        ended = _end_accepted([each for each in found if each.is_accepted]) + sum(
            _settle_one(peer, each) for each in found if not each.is_accepted
        )
        keep_from_beyond(peer, entries, answers)
    return ended


def keep_from_beyond(
    peer: Peer, entries: Sequence[OutboxEntry], answers: Mapping[str, Answer]
) -> None:
    """Keep the receipts of nodes further above that came with the peer's answers.

    Only those whose signature fits a key of a node known here; the next answer brings the others
    again.
    """
    beyond = Peer.objects.filter(relation=PeerRelation.BEYOND, revoked_at=None).values("code")
    keys: defaultdict[str, list[NodeKey]] = defaultdict(list)
    for key in NodeKey.objects.filter(node__in=beyond):
        keys[key.node].append(key)
    keep_receipts(
        (entry.package, signed, fields)
        for entry in (entries if keys else ())
        if (answer := answers.get(entry.package.hash))
        for signed in answer.receipts
        for node in keys
        if (fields := proven(node, keys[node], entry.package.hash, signed))
    )


def give_up(entry: OutboxEntry, message: str) -> int:
    """The entry needs a person; 1 unless it was settled already."""
    with everywhere(REASON):
        return _end(entry, OutboxState.NEEDS_HUMAN, message)


@dataclass(frozen=True)
class _Proof:
    """One entry, what was answered about it, and what the newest receipt proves."""

    entry: OutboxEntry
    answer: Answer | None
    fields: ReceiptFields | None

    @property
    def is_accepted(self) -> bool:
        return self.fields is not None and self.fields.state == PackageState.ACCEPTED


def _proof(
    peer: Peer, keys: Iterable[NodeKey], entry: OutboxEntry, answer: Answer | None
) -> _Proof:
    receipts = answer.receipts if answer else ()
    fields = proven(peer.code, keys, entry.package.hash, receipts[0]) if receipts else None
    return _Proof(entry, answer, fields)


def _end_accepted(proofs: Sequence[_Proof]) -> int:
    """What almost every answer says, in two statements for all entries."""
    waiting = OutboxEntry.objects.filter(
        pk__in=[each.entry.pk for each in proofs], state__in=WAITING
    )
    ended = waiting.update(state=OutboxState.ACCEPTED, last_error="", settled_at=Now())
    keep_receipts(
        (each.entry.package, each.answer.receipts[0], each.fields)
        for each in proofs
        if each.answer and each.fields
    )
    return ended


def _settle_one(peer: Peer, found: _Proof) -> int:
    entry, answer = found.entry, found.answer
    if answer is None:
        wait_for([entry], "omitted: ")
        return 0
    if found.fields:
        return _settle_by_receipt(peer, entry, answer.receipts[0], found.fields)
    if answer.receipts:
        return _end(entry, OutboxState.NEEDS_HUMAN, "bad_receipt: ")
    message = f"{answer.code}: {answer.message}"
    if answer.retry == NEVER:
        return _end(entry, OutboxState.NEEDS_HUMAN, message)
    wait_for([entry], message)
    return 0


def _settle_by_receipt(
    peer: Peer, entry: OutboxEntry, signed: SignedReceipt, fields: ReceiptFields
) -> int:
    state = BY_PACKAGE_STATE[PackageState(fields.state)]
    ended = _end(entry, state)
    if ended:
        keep_receipts([(entry.package, signed, fields)])
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


def keep_receipts(proofs: Iterable[tuple[Package, SignedReceipt, ReceiptFields]]) -> None:
    """Keep the proofs; a second copy of one changes nothing."""
    receipts = [
        Receipt(
            package=package,
            issuer=fields.issuer,
            state=fields.state,
            school_id=package.school_id,
            content=signed.content,
            signature=signed.signature,
            problems=fields.problems,
            issued_at=fields.at,
        )
        for package, signed, fields in proofs
    ]
    Receipt.objects.bulk_create(receipts, ignore_conflicts=True)


def _end(entry: OutboxEntry, state: OutboxState, message: str = "") -> int:
    """Give a waiting entry its state; 0 when it does not wait any more."""
    waiting = OutboxEntry.objects.filter(pk=entry.pk, state__in=WAITING)
    changes: dict[str, Any] = {"state": state, "last_error": message[:500], "settled_at": Now()}
    if state == OutboxState.PARKED:
        changes["not_before"] = Now() + ASKED_EVERY
    return waiting.update(**changes)
