"""One student's result through the levels: who has signed it, and what each level holds."""

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange.feeds import Row, feed_for
from eduportal.exchange.models import DailyRoot, Line, OutboxEntry, Package
from eduportal.exchange.selectors.chain import versions_of
from eduportal.exchange.selectors.evidence import accepted_of_student
from eduportal.exchange.selectors.proof import (
    CheckedLink,
    CheckedReceipt,
    checked_custody,
    checked_receipts,
    contents_of,
    is_intact,
    node_names,
)
from eduportal.exchange.selectors.roots import stamp_of
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire.header import Header

Words = Mapping[str, str]
NOTHING = "–"


@dataclass(frozen=True)
class Level:
    """What one holder of the result says of the student: by thing, its value.

    `kind` is sealed (the package), ledger (this portal's), or accepted: the version a node has
    signed a receipt for.
    """

    kind: str
    node: str
    version: int
    words: Words

    @property
    def title(self) -> str:
        """What a column of a table is headed with."""
        if self.kind == "sealed":
            return _("As sealed, version %(version)s") % {"version": self.version}
        if self.kind == "ledger":
            return _("Ledger of this portal")
        return _("%(node)s, version %(version)s") % {"node": self.node, "version": self.version}


@dataclass(frozen=True)
class Value:
    """One thing and what each level says of it, in the order of the levels; `why` is how a derived
    value came about, for the feed's template."""

    thing: str
    said: Sequence[tuple[Level, str]]
    why: Any = None

    @property
    def differs(self) -> bool:
        return len({text for _level, text in self.said}) > 1


@dataclass(frozen=True)
class StudentProof:
    """Everything that proves one student's result in one package."""

    package: Package
    name: str
    custody: Sequence[CheckedLink]
    receipts: Sequence[CheckedReceipt]
    waiting: Sequence[OutboxEntry]
    levels: Sequence[Level]
    values: Sequence[Value]
    root: DailyRoot | None
    stamp: datetime.datetime | None
    persons: Sequence[Person] = field(default=())
    why_template: str = ""

    @property
    def is_intact(self) -> bool:
        """Bytes, signatures and receipts hold, and every level says the same."""
        return (
            is_intact(self.package, self.custody)
            and all(each.is_genuine for each in self.receipts)
            and not self.differing
        )

    @property
    def differing(self) -> int:
        return sum(value.differs for value in self.values)

    @property
    def genuine(self) -> tuple[int, int]:
        """How many signatures fit, of how many."""
        signed = [each.is_genuine for each in self.custody]
        signed += [each.is_genuine for each in self.receipts]
        return sum(signed), len(signed)

    @property
    def accepted_above(self) -> CheckedReceipt | None:
        """The newest receipt of a node above that has accepted it."""
        accepted = (
            each
            for each in reversed(self.receipts)
            if each.receipt.state == PackageState.ACCEPTED
            and each.receipt.issuer != settings.EDUPORTAL_NODE
        )
        return next(accepted, None)


def proof_of_student(package: Package, uid: uuid.UUID) -> StudentProof:
    """The proof of what an accepted package says of a student: a fixed number of queries."""
    custody, receipts = checked_custody(package), checked_receipts(package)
    reader = _Reader(uid)
    levels = _levels(package, reader)
    root = DailyRoot.objects.filter(day=timezone.localdate(package.received_at)).first()
    things = list(dict.fromkeys(thing for level in levels for thing in level.words))
    why = _why(package, uid)
    unsettled = [OutboxState.QUEUED, OutboxState.NEEDS_HUMAN, OutboxState.PARKED]
    return StudentProof(
        package=package,
        name=reader.name,
        custody=custody,
        receipts=receipts,
        waiting=list(package.outbox.filter(state__in=unsettled).select_related("peer")),
        levels=levels,
        values=[
            Value(
                thing,
                [(level, level.words.get(thing) or NOTHING) for level in levels],
                why.get(thing),
            )
            for thing in things
        ],
        root=root,
        stamp=stamp_of(root)[0] if root else None,
        persons=reader.persons,
        why_template=feed_for(package.feed).why_template,
    )


def _why(package: Package, uid: uuid.UUID) -> Mapping[str, Any]:
    """How the derived values of the sealed line came about: two queries and the feed's."""
    sealed = _said_of(package, uid)
    if sealed is None:
        return {}
    others = accepted_of_student(uid).filter(year=package.year, feed__in=registry.FEEDS)
    beside = [_said_of(other, uid) for other in others.exclude(pk=package.pk)]
    return feed_for(package.feed).why(*sealed, [each for each in beside if each is not None])


def _said_of(package: Package, uid: uuid.UUID) -> tuple[Header, Row] | None:
    """The header, and the line of the student."""
    contents, feed = contents_of(package), feed_for(package.feed)
    lines = contents.lines if contents else ()
    line = next((each for each in lines if feed.key_of(each) == str(uid)), None)
    return (contents.header, line) if contents and line is not None else None


class _Reader:
    """Finds the student's line in packages and says it in words."""

    def __init__(self, uid: uuid.UUID) -> None:
        self.uid = uid
        self.name = ""
        self.persons: list[Person] = []
        self._words: Callable[[Row], dict[str, str]] | None = None

    def line_of(self, package: Package) -> Row | None:
        contents = contents_of(package) if package.feed in registry.FEEDS else None
        if contents is None:
            return None
        feed = feed_for(package.feed)
        line = next((each for each in contents.lines if feed.key_of(each) == str(self.uid)), None)
        self._words = feed.in_words(contents.header)
        if line is not None and not self.name:
            self.name, self.persons = feed.name_of(line), feed.persons_of([line])
        return line

    def words_of(self, package: Package) -> Words:
        line = self.line_of(package)
        return self._words(line) if line is not None and self._words else {}

    def words_of_ledger(self, package: Package, row: Line) -> Words:
        """What the ledger holds, said by the layout of its package; who it is stands there only."""
        line = self.line_of(package)
        if line is None or self._words is None:
            return {}
        return self._words([*line[:5], row.standing, line[6], row.cells, row.result])


def _levels(package: Package, reader: _Reader) -> list[Level]:
    names = node_names()
    sealed = Level("sealed", names.get(package.origin, package.origin), package.version,
                   reader.words_of(package))  # fmt: skip
    row = Line.objects.filter(package=package, student_uid=reader.uid).first()
    held = Level("ledger", names[settings.EDUPORTAL_NODE], package.version,
                 reader.words_of_ledger(package, row) if row else {})  # fmt: skip
    return [sealed, held, *_accepted(package, reader, names)]


def _accepted(package: Package, reader: _Reader, names: Mapping[str, str]) -> list[Level]:
    """For each other node, the newest version it has accepted: what it holds of the student."""
    newest: dict[str, Package] = {}
    versions = versions_of(package).defer(None).prefetch_related("receipts")
    for version in versions.exclude(state=PackageState.VOID):
        accepted = {e.issuer for e in version.receipts.all() if e.state == PackageState.ACCEPTED}
        returned = {e.issuer for e in version.receipts.all() if e.state == PackageState.RETURNED}
        for issuer in sorted(accepted - returned - {settings.EDUPORTAL_NODE}):
            newest.setdefault(issuer, version)
    return [
        Level("accepted", names.get(issuer, issuer), version.version, reader.words_of(version))
        for issuer, version in newest.items()
    ]
