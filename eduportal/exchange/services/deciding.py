"""Two versions of a scope that do not follow each other: what a person decides."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser as User
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Decision, OutboxEntry, Package, Peer
from eduportal.exchange.models.decision import Choice, DecisionState
from eduportal.exchange.selectors.chain import versions_of
from eduportal.exchange.selectors.sides import is_sealed_here, proposed, theirs_named
from eduportal.exchange.services.acceptance import Arrival, step_back
from eduportal.exchange.services.fetching import Unprovable, bring_back, chain_above
from eduportal.exchange.services.queueing import REASON
from eduportal.exchange.services.sealing import seal_package
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event, Header
from eduportal.scoping import everywhere

LONGEST_BASIS = 300


def says_the_same(digest: str, theirs: Arrival) -> bool:
    """Whether a version here says what one above says: only the sealing was another."""
    with everywhere(REASON):
        mine = wire.parse(Package.objects.get(hash=digest).plain)
    return (_said(mine.header), mine.lines) == (_said(theirs.header), theirs.contents.lines)


def _said(header: Header) -> Header:
    """Without what every sealing writes anew: place in the chain, moment and person."""
    return replace(header, version=0, prev="", sealed_at="", sealed_by="")


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
    chain, _before = chain_above(entry.peer, entry.forked_from)
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
    if entry.forked_from:
        take_theirs(entry, theirs)
    lines = () if event == Event.WITHDRAWAL else mine.lines
    draft = replace(mine, event=event, basis=basis, sealed_by=by, lines=lines)
    with everywhere(REASON):
        return seal_package(entry.package.school, draft)


class Undecided(Exception):
    """The decision cannot be recorded or carried out as it stands; the text is for people."""


def propose(entry: OutboxEntry, choice: Choice, theirs: str, *, basis: str, by: User) -> Decision:
    """Record a decision; it is carried out at once where one person is enough.

    `theirs` is the digest the page showed. Raises Undecided, Unprovable, Unreachable, BadPackage.
    """
    _require_current(entry, theirs)
    if choice == Choice.THEIRS and not entry.forked_from:
        raise Undecided(_("What came back does not count; the version above does already."))
    if choice != Choice.THEIRS and not is_sealed_here(entry):
        raise Undecided(_("Another portal seals for this school; it decides there."))
    if not 1 <= len(basis) <= LONGEST_BASIS:
        raise Undecided(_("Name the decision: its number and date. Nothing was done."))
    if proposed(entry) is not None:
        raise Undecided(_("Another decision waits for a second person already."))
    decision = Decision.objects.create(
        school_id=entry.school_id,
        entry=entry,
        choice=choice,
        theirs=theirs,
        basis=basis,
        proposed_by_id=by.pk,
    )
    if not settings.EXCHANGE_DECIDED_BY_TWO:
        _carry_out(decision, by)
    return decision


def confirm(decision: Decision, by: User) -> None:
    """Carry a decision out, as the second person. Raises as `propose` does."""
    if decision.proposed_by_id == by.pk:
        raise Undecided(_("Somebody else has to confirm it."))
    _require_current(decision.entry, decision.theirs)
    _carry_out(decision, by)


def drop(decision: Decision, by: User) -> None:
    """Nothing is done of it; another one can be proposed."""
    _end(decision, DecisionState.DROPPED, by)


def _require_current(entry: OutboxEntry, theirs: str) -> None:
    # A version sealed since would be void with the one that was looked at.
    is_late = bool(entry.forked_from) and entry.package.state != PackageState.ACCEPTED
    if theirs_named(entry) != theirs or is_late:
        raise Undecided(_("The versions have changed since this page was opened."))


def _carry_out(decision: Decision, by: User) -> None:
    entry, theirs, basis = decision.entry, decision.theirs, decision.basis
    with transaction.atomic():
        _end(decision, DecisionState.DONE, by)
        if decision.choice == Choice.THEIRS:
            take_theirs(entry, theirs)
        elif decision.choice == Choice.MINE:
            mine_is_right(entry, theirs, basis=basis, by=str(by))
        else:
            withdraw(entry, theirs, basis=basis, by=str(by))


def _end(decision: Decision, state: DecisionState, by: User) -> None:
    waiting = Decision.objects.filter(pk=decision.pk, state=DecisionState.PROPOSED)
    if not waiting.update(state=state, ended_by_id=by.pk, ended_at=Now()):
        raise Undecided(_("The decision has been carried out or dropped already."))


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
