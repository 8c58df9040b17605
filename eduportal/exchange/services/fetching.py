"""Bringing back what this node has lost: the node above holds this node's own signed bytes."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from eduportal.exchange.client import post_fetch
from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.selectors.chain import head_of
from eduportal.exchange.services.acceptance import Arrival, accept, lock_scope
from eduportal.exchange.services.vouching import KeyRing, is_sealed_by
from eduportal.exchange.states import PackageState
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


def is_here(digest: str) -> bool:
    """Whether this node holds the package, in whatever state but void."""
    with everywhere("a package is looked for by its digest"):
        held = Package.objects.filter(hash=digest).exclude(state=PackageState.VOID)
        return held.exists()


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
    ring = KeyRing(link.node for link in item.custody)
    if not is_sealed_by(contents.header, digest, item.custody, ring):
        raise Unprovable(digest)
    return Arrival(contents, digest, item.member, item.custody)


def _bring_back(peer: Peer, arrival: Arrival) -> None:
    """Accept a version as it was accepted once; the next run asks for the receipts."""
    header = arrival.header
    with transaction.atomic(), everywhere("a lost package names its own school"):
        school = School.objects.filter(code=header.scope.school).first()
        if school is None or header.origin not in _sealers(school, peer):
            raise Unprovable(arrival.digest)
        with schools([school.pk]), acting_as(Actor(door="sync")):
            lock_scope(school, header)
            head = head_of(school, header)
            if (head.hash if head else "") != header.prev:
                raise Unprovable(arrival.digest)
            try:
                package, _held = accept(school, arrival)
            except BadPackage as problem:
                raise Unprovable(arrival.digest) from problem
            OutboxEntry.objects.filter(package=package, peer=peer).update(attempts=1)


def _sealers(school: School, peer: Peer) -> set[str]:
    """The nodes that may have sealed a school's records: this one, the school's own, and the one
    above, in whose portal the school worked before it had one of its own."""
    return {settings.EDUPORTAL_NODE, school.node, peer.code}
