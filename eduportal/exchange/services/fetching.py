"""Bringing back what this node has lost: the node above holds this node's own signed bytes."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from eduportal.exchange.client import post_fetch, post_have
from eduportal.exchange.models import NodeKey, OutboxEntry, Package, Peer
from eduportal.exchange.models.peer import RevocationReason
from eduportal.exchange.selectors.chain import chain_of, is_here
from eduportal.exchange.services.acceptance import Arrival, accept, lock_scope
from eduportal.exchange.services.peers import know_own_key
from eduportal.exchange.services.settling import proven
from eduportal.exchange.services.vouching import KeyRing, is_sealed_by
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import BadBundle, Item
from eduportal.exchange.wire.problem import BadPackage
from eduportal.scoping import Actor, acting_as, everywhere, schools
from schools.models import School

LONGEST_CHAIN = 200


class Unprovable(Exception):
    """What came back is not what this node, or a node below it, had sealed after what is here."""


def chain_above(peer: Peer, digest: str) -> tuple[list[Arrival], str]:
    """The version above of this digest and those before it that are not here, the newest first.

    The second value is the digest of the version here that they follow, empty for none. Raises
    Unprovable and Unreachable.
    """
    chain: list[Arrival] = []
    while digest and not is_here(digest):
        if len(chain) == LONGEST_CHAIN:
            raise Unprovable(digest)
        chain.append(_fetched(peer, digest))
        digest = chain[-1].header.prev
    return chain, digest


def bring_back(peer: Peer, chain: Sequence[Arrival]) -> list[str]:
    """Accept these versions, newest first as chain_above gives them; returns their digests.

    Raises Unprovable when they do not follow what counts here.
    """
    for arrival in reversed(chain):
        _bring_back(peer, arrival)
    return [arrival.digest for arrival in chain]


def _fetched(peer: Peer, digest: str) -> Arrival:
    """The package of this digest, sealed by this node or one whose key is known here."""
    try:
        items = {wire.digest(item.content): item for item in post_fetch(peer, [digest])}
        item: Item = items[digest]
        contents = wire.parse(item.content)
    except (BadBundle, BadPackage, KeyError) as problem:
        raise Unprovable(digest) from problem
    # A database set back to an older day may have forgotten the key this node signs with.
    know_own_key()
    ring = KeyRing(link.node for link in item.custody)
    if not is_sealed_by(contents.header, digest, item.custody, ring):
        raise Unprovable(digest)
    key = ring.by_id[item.custody[0].key_id]
    if key.reason == RevocationReason.COMPROMISED and not _was_above_before(peer, digest, key):
        raise Unprovable(digest)
    return Arrival(contents, digest, item.member, item.custody)


def _was_above_before(peer: Peer, digest: str, key: NodeKey) -> bool:
    """Whether a receipt of the node above is older than the theft of the key that sealed."""
    assert key.revoked_at is not None
    answer = post_have(peer, [digest]).get(digest)
    theirs = list(NodeKey.objects.filter(node=peer.code))
    signed = answer.receipts if answer else ()
    receipts = [proven(peer.code, theirs, digest, each) for each in signed]
    moments = [datetime.fromisoformat(each.at) for each in receipts if each is not None]
    return any(moment < key.revoked_at for moment in moments)


def _bring_back(peer: Peer, arrival: Arrival) -> None:
    """Accept a version as it was accepted once; the next run asks for the receipts."""
    header = arrival.header
    with transaction.atomic(), everywhere("a lost package names its own school"):
        school = School.objects.filter(code=header.scope.school).first()
        if school is None:
            raise Unprovable(arrival.digest)
        with schools([school.pk]), acting_as(Actor(door="sync")):
            lock_scope(school, header)
            head = chain_of(school, header).head
            is_next = (head.hash if head else "") == header.prev
            if not is_next or header.origin not in _sealers(school, peer, head):
                raise Unprovable(arrival.digest)
            try:
                package, _held = accept(school, arrival)
            except BadPackage as problem:
                raise Unprovable(arrival.digest) from problem
            OutboxEntry.objects.filter(package=package, peer=peer).update(attempts=1)


def _sealers(school: School, peer: Peer, head: Package | None) -> set[str]:
    """The nodes whose version may follow this one: this node and the school's own. At a school's
    portal also the one above, where the school worked before, until the school has sealed itself.
    """
    nodes = {settings.EDUPORTAL_NODE, school.node}
    if settings.EDUPORTAL_TIER == "school" and (head is None or head.origin == peer.code):
        nodes.add(peer.code)
    return nodes
