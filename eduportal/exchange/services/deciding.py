"""Two versions of a scope that do not follow each other: what a person decides."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models.functions import Now

from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.selectors.chain import versions_of
from eduportal.exchange.services.acceptance import Arrival, step_back
from eduportal.exchange.services.fetching import Unprovable, bring_back, chain_above
from eduportal.exchange.services.queueing import REASON
from eduportal.exchange.services.sealing import seal_package
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event
from eduportal.scoping import everywhere


def says_the_same(digest: str, theirs: Arrival) -> bool:
    """Whether a version here has the lines of one above: only the sealing was another."""
    with everywhere(REASON):
        mine = Package.objects.get(hash=digest)
        return wire.body_of(mine.plain) == wire.body_of(wire.plain(theirs.member))


def replace_by(peer: Peer, digest: str, chain: Sequence[Arrival], follows: str) -> list[str]:
    """Void the versions here after the one that the chain follows, then accept the chain.

    `digest` is what counts here. All or nothing; raises Unprovable.
    """
    with transaction.atomic(), everywhere(REASON):
        head: Package | None = Package.objects.get(hash=digest)
        while head is not None and head.hash != follows:
            head = void(head)
        if (head.hash if head else "") != follows:
            raise Unprovable(follows)
        return bring_back(peer, chain)


def void(package: Package) -> Package | None:
    """Let an accepted package count no longer, as if it had never been sealed.

    Returns the version before it, which counts again.
    """
    waiting = OutboxEntry.objects.filter(
        package=package, state__in=[OutboxState.QUEUED, OutboxState.NEEDS_HUMAN]
    )
    waiting.update(state=OutboxState.VOID, settled_at=Now())
    return step_back(package, PackageState.VOID)


def theirs_of(entry: OutboxEntry) -> Arrival:
    """The version above that a fork is about. Raises Unprovable and Unreachable."""
    chain, _follows = chain_above(entry.peer, entry.forked_from)
    if not chain:
        raise Unprovable(entry.forked_from)
    return chain[0]


def take_theirs(entry: OutboxEntry, theirs: str) -> None:
    """What counts above counts here: this node's own version is void.

    `theirs` is the digest above. Raises Unprovable and Unreachable.
    """
    chain, follows = chain_above(entry.peer, theirs)
    with everywhere(REASON):
        newest = versions_of(entry.package).filter(state=PackageState.ACCEPTED).first()
    replace_by(entry.peer, newest.hash if newest else "", chain, follows)


def mine_is_right(entry: OutboxEntry, theirs: str, *, basis: str, by: str) -> Package:
    """What counts above is here, and this node's own version is sealed again on top of it."""
    return _on_top(entry, theirs, Event.CORRECTION, basis, by)


def withdraw(entry: OutboxEntry, theirs: str, *, basis: str, by: str) -> Package:
    """What counts above is here, and a version without lines is sealed on top of it."""
    return _on_top(entry, theirs, Event.WITHDRAWAL, basis, by)


def _on_top(entry: OutboxEntry, theirs: str, event: Event, basis: str, by: str) -> Package:
    with everywhere(REASON):
        mine = draft_of(entry.package)
    take_theirs(entry, theirs)
    lines = () if event == Event.WITHDRAWAL else mine.lines
    draft = replace(mine, event=event, basis=basis, sealed_by=by, lines=lines)
    with everywhere(REASON):
        return seal_package(entry.package.school, draft)


def draft_of(package: Package) -> Draft:
    """What a package sealed, to be sealed again."""
    contents = wire.parse(package.plain)
    header = contents.header
    return Draft(
        feed=header.feed,
        schema=header.schema,
        year=header.scope.year,
        period=header.scope.period,
        unit=header.scope.unit,
        unit_name=header.unit_name,
        closes=package.closes,
        about=header.about,
        layout=header.layout,
        lines=contents.lines,
        rules=header.rules,
        sealed_by=header.sealed_by,
    )
