"""Two versions that cannot both count, beside each other, for the person who decides."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from eduportal.core.looking import Person
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Decision, LedgerLife, OutboxEntry, Package
from eduportal.exchange.models.decision import DecisionState
from eduportal.exchange.selectors.chain import versions_of
from eduportal.exchange.selectors.differences import (
    Difference,
    differences,
    persons_differing,
)
from eduportal.exchange.selectors.proof import checked_custody, contents_of, is_intact
from eduportal.exchange.sentences import EVENTS
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire.package import Contents


@dataclass(frozen=True)
class Side:
    """One of the two: when and by whom it was sealed, and whether its signature is genuine."""

    contents: Contents
    digest: str
    is_genuine: bool

    @property
    def sealed_at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.contents.header.sealed_at)

    @property
    def event_title(self) -> str:
        """What kind of version it is, for people; empty for a result as it was first sealed."""
        return str(EVENTS.get(self.contents.header.event, ""))

    @property
    def records(self) -> int:
        header = self.contents.header
        return feed_for(header.feed).records(header.totals)


@dataclass(frozen=True)
class Beside:
    """Both, and everything they say otherwise. `theirs` is None where nothing counts above."""

    mine: Side
    theirs: Side | None
    differences: Sequence[Difference]

    @property
    def students(self) -> int:
        """How many lines differ."""
        return len({each.line for each in self.differences})

    @property
    def same(self) -> int:
        """How many lines of the version here are the same there."""
        return len(self.mine.contents.lines) - self.students

    @property
    def persons(self) -> list[Person]:
        """The students of this register whom the differences name."""
        if self.theirs is None:
            return []
        return persons_differing(self.mine.contents, self.theirs.contents)


def theirs_named(entry: OutboxEntry) -> str | None:
    """The digest of what counts above instead of the entry's package, empty where nothing does.

    None where there is nothing to decide.
    """
    if entry.forked_from:
        return entry.forked_from
    if entry.state != OutboxState.RETURNED:
        return None
    versions = list(versions_of(entry.package))
    if versions and versions[0].pk != entry.package_id:
        # A later version answers the return.
        return None
    return next((each.hash for each in versions if each.state == PackageState.ACCEPTED), "")


def side_of(package: Package) -> Side | None:
    """A version held here; None where this portal cannot read it."""
    contents = contents_of(package)
    if contents is None:
        return None
    return Side(contents, package.hash, is_intact(package, checked_custody(package)))


def beside(mine: Side, theirs: Side | None) -> Beside:
    """Both and their differences; none are named where nothing counts above."""
    found = differences(mine.contents, theirs.contents) if theirs else []
    return Beside(mine, theirs, found)


def is_sealed_here(entry: OutboxEntry) -> bool:
    """Whether this node seals for the school: only then can it seal on top of what counts."""
    return entry.package.school.node in ("", settings.EDUPORTAL_NODE)


def proposed(entry: OutboxEntry) -> Decision | None:
    """The decision that waits for a second person."""
    waiting = entry.decisions.filter(state=DecisionState.PROPOSED)
    return waiting.select_related("proposed_by").first()


def probable_cause(entry: OutboxEntry) -> str:
    """Why there may be two versions; empty where nothing here says so. One query."""
    lives = list(LedgerLife.objects.order_by("-pk")[:2])
    if not entry.forked_from or len(lives) < 2:
        return ""
    return _(
        "The database of this portal was restored; since %(at)s it is a copy. What had been sealed"
        " after the copy was made has been sealed here a second time."
    ) % {"at": f"{lives[0].began_at:%H:%M %d/%m/%Y}"}
