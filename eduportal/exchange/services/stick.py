"""The exchange without a line: bundles and their answers as files, by the same code as online."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from mmap import ACCESS_READ, mmap
from typing import IO

from django.conf import settings
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.models import NodeKey, OutboxEntry, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services.lanes import signed
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.services.queueing import REASON
from eduportal.exchange.services.receiving import ItemResult, receive_bundle, said
from eduportal.exchange.services.settling import settle
from eduportal.exchange.states import OutboxState
from eduportal.exchange.wire import answer as answer_wire
from eduportal.exchange.wire import bundle, signing, stick
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import BadBundle, Item
from eduportal.exchange.wire.stick import BadAnswer, SignedAnswer
from eduportal.scoping import everywhere


class StickProblem(Exception):
    """The file cannot be used; the text says why."""


def waiting_for(peer: Peer) -> list[int]:
    """The keys of the packages that wait to be sent to the peer, in their order."""
    with everywhere(REASON):
        queued = OutboxEntry.objects.filter(peer=peer, state=OutboxState.QUEUED)
        return list(queued.order_by("pk").values_list("package", flat=True))


def write_stick(peer: Peer, file: IO[bytes]) -> int:
    """Write everything that waits to be sent to the peer; how many packages.

    What is on the stick stays in the queue until its receipt has come back, and may be sent online
    meanwhile: a package that is known is no other one.
    """
    count = 0
    with everywhere(REASON):
        queued = OutboxEntry.objects.filter(peer=peer, state=OutboxState.QUEUED)
        for entry in queued.select_related("package").order_by("pk").iterator(200):
            file.write(bundle.build([signed(entry.package)]))
            count += 1
    return count


def take_in_stick(file: IO[bytes]) -> tuple[bytes, list[ItemResult]]:
    """Take in what a stick of nodes below holds; the answer for it, and what became of each.

    The node that sends is the one whose signature is the last: it is checked as every other one.
    Must not run inside a transaction: each package is committed by itself. Raises StickProblem for
    a file that is none; what came before the fault is taken in, and coming again does no harm.
    """
    results = list(_taken_in(file))
    content = stick.content_of(
        settings.EDUPORTAL_NODE,
        ledger_id(),
        timezone.now().isoformat(timespec="seconds"),
        [said(result) for result in results],
    )
    signature = signing.sign(keys.own_key(), content)
    return stick.to_file(SignedAnswer(content, keys.own_key_id(), signature)), results


def _taken_in(file: IO[bytes]) -> Iterator[ItemResult]:
    below = Peer.objects.filter(relation=PeerRelation.DOWNSTREAM, revoked_at=None)
    peers = {peer.code: peer for peer in below}
    try:
        with mmap(file.fileno(), 0, access=ACCESS_READ) as body:
            items = bundle.read(body)
            while batch := list(islice(items, bundle.MOST_PACKAGES)):
                for node, some in groupby(batch, key=lambda item: item.custody[-1].node):
                    yield from _received(peers.get(node), list(some))
    except (BadBundle, ValueError) as problem:
        raise StickProblem(str(problem)) from problem


def _received(peer: Peer | None, items: list[Item]) -> list[ItemResult]:
    if peer is None:
        return [ItemResult(wire.digest(item.content), "not_below") for item in items]
    return receive_bundle(peer=peer, items=items)


def read_answer(file: bytes) -> tuple[Peer, int]:
    """Settle what a node above says of a stick; the node, and how many packages reached an end.

    Raises StickProblem for a file that no key of a node above has signed.
    """
    try:
        answer = stick.from_file(file)
        fields = answer.fields
    except BadAnswer as problem:
        raise StickProblem(str(problem)) from problem
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    peer = above.filter(code=fields["node"]).first()
    if peer is None or not _is_signed(peer, answer, fields["at"]):
        raise StickProblem("No node above that is trusted here has signed the file.")
    answers = answer_wire.parse(fields["results"])
    with everywhere(REASON):
        waiting = OutboxEntry.objects.filter(peer=peer, package__hash__in=list(answers))
        entries = list(waiting.select_related("package").order_by("pk"))
    return peer, settle(peer, entries, answers)


def _is_signed(peer: Peer, answer: SignedAnswer, at: str) -> bool:
    key = NodeKey.objects.filter(node=peer.code, key_id=answer.key_id).first()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return False
    if key is None or moment.tzinfo is None or not key.vouches_at(moment):
        return False
    return signing.is_signed(bytes(key.public_key), answer.signature, answer.content)
