"""The one way a package enters this node's ledger, sealed here or received."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.enrolment import STUDYING, Contradiction
from eduportal.exchange.models import Package, Receipt
from eduportal.exchange.selectors.chain import Chain, chain_of, previous_of
from eduportal.exchange.services.ledger import count_held, take_lines, write_lines
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.header import Event, Header
from eduportal.exchange.wire.package import Contents
from eduportal.exchange.wire.problem import BadPackage, Problem, by_cause
from eduportal.exchange.wire.receipt import ReceiptFields
from schools.models import School

Causes = Sequence[dict[str, Any]]
HAND_ON = """
insert into exchange_outboxentry
    (school_id, package_id, peer_id, state, not_before, attempts, last_error, created_at)
select %(school)s, %(package)s, id, 'queued', statement_timestamp(), 0, '', statement_timestamp()
from exchange_peer where relation = 'upstream' and revoked_at is null
on conflict do nothing
"""


@dataclass(frozen=True)
class Arrival:
    """One package as it is taken in: what it says, its name, its bytes, and who vouches for it."""

    contents: Contents
    digest: str
    member: bytes
    links: Sequence[Link]

    @property
    def header(self) -> Header:
        return self.contents.header


def lock_scope(school: School, header: Header) -> None:
    """Let one transaction at a time work on a scope of a feed, until it ends."""
    parts = json.dumps([school.pk, header.feed, *header.scope])
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [parts])


def take_in(
    school: School,
    arrival: Arrival,
    parked: Package | None = None,
    doubt: Contradiction | None = None,
    chain: Chain | None = None,
) -> tuple[Package, Receipt]:
    """Judge a package whose place in the chain of versions is right, and keep it as judged.

    All or nothing: one bad line returns the package, with every bad line listed. `parked` is the
    row of a package that was kept until it could be read, `doubt` what the school's own lists
    contradict, `chain` the versions there are where the caller, who holds the scope, knows them.
    """
    try:
        doubted = doubt.problems if doubt else ()
        package, held = accept(school, arrival, parked, doubted, chain)
    except BadPackage as found:
        package = _kept(school, arrival, PackageState.RETURNED, parked)
        causes = by_cause(found.problems)
        receipt = issue_receipt(package, PackageState.RETURNED, causes=causes)
        return package, receipt
    return package, issue_receipt(package, PackageState.ACCEPTED, held=held)


def accept(
    school: School,
    arrival: Arrival,
    parked: Package | None = None,
    doubted: Sequence[Problem] = (),
    chain: Chain | None = None,
) -> tuple[Package, list[str]]:
    """Accept a package; with it the uids of its students who count in another one.

    `doubted` lines are wrong whatever they hold. Raises BadPackage before anything is written.
    """
    head = (chain or chain_of(school, arrival.header)).accepted
    if arrival.header.prev != (head.hash if head else ""):
        # A parked one whose predecessor was returned in the meantime.
        raise BadPackage([Problem("fork", "It does not follow the version that counts here.")])
    if problems := [*_problems(arrival.contents), *doubted]:
        raise BadPackage(problems)
    freed = _supersede(head)
    package = _kept(school, arrival, PackageState.ACCEPTED, parked)
    held = count(package, arrival.contents, freed)
    hand_on(package)
    return package, held


def _kept(school: School, arrival: Arrival, state: PackageState, parked: Package | None) -> Package:
    """A new row in this state, or the parked one moved to it."""
    if parked is None:
        return store(school, arrival, state)
    parked.state, parked.records = state, _records(arrival.header, state)
    parked.save(update_fields=["state", "records"])
    return parked


def _problems(contents: Contents) -> list[Problem]:
    """Everything wrong with the scope, else with the lines, then with the control totals."""
    header, lines = contents.header, contents.lines
    if header.event == Event.WITHDRAWAL and lines:
        return [Problem("bad_header", "A withdrawal has no lines.", column="event")]
    feed = feed_for(header.feed)
    problems = (
        feed.scope_problems(header.scope)
        or feed.check(header, lines)
        or feed.about_problems(header.about)
    )
    if problems:
        return problems
    totals = feed.totals(header, lines)
    if totals == header.totals:
        return []
    message = f"The control totals of the lines are {json.dumps(totals)}."
    return [Problem("wrong_totals", message, column="totals")]


def count(package: Package, contents: Contents, freed: Sequence[str] = ()) -> list[str]:
    """Write what a package that counts says; the uids of students who count in another one.

    `freed` are the students who counted by the version before.
    """
    feed = feed_for(package.feed)
    feed.store(package, contents.lines)
    rows = list(feed.ledger_rows(contents.header, contents.lines))
    held = write_lines(package, rows)
    studying = {row.student_uid for row in rows if row.standing == STUDYING}
    counted = count_held(package, [*held, *(uid for uid in freed if uid not in studying)])
    return [uid for uid in held if uid not in counted]


def store(school: School, arrival: Arrival, state: PackageState) -> Package:
    """Keep a package's bytes and signatures, with what its header says as columns."""
    header = arrival.header
    return Package.objects.create(
        school_id=school.pk,
        state=state,
        content=arrival.member,
        hash=arrival.digest,
        custody=custody.to_line(arrival.links),
        year=header.scope.year,
        period=header.scope.period,
        unit=header.scope.unit,
        records=_records(header, state),
        **{name: getattr(header, name) for name in KEPT},
    )


KEPT = (
    "feed",
    "schema",
    "event",
    "version",
    "prev",
    "origin",
    "closes",
    "sealed_at",
    "sealed_by",
    "basis",
    "rules",
    "unit_name",
    "about",
    "layout",
    "totals",
)


def hand_on(package: Package) -> None:
    """Leave an outbox row for every node above, in this same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(HAND_ON, {"package": package.pk, "school": package.school_id})


def issue_receipt(
    package: Package,
    state: PackageState,
    held: Sequence[str] = (),
    causes: Causes = (),
) -> Receipt:
    """Sign what this node decided, and keep it. `causes` are what is wrong, grouped."""
    now, problems = timezone.now().replace(microsecond=0), list(causes)
    fields = ReceiptFields(
        hash=package.hash,
        state=state,
        issuer=settings.EDUPORTAL_NODE,
        ledger=ledger_id(),
        at=now.isoformat(timespec="seconds"),
        rules=package.rules,
        totals=package.totals,
        held=list(held),
        problems=problems,
    )
    content = receipt_wire.build(fields)
    return Receipt.objects.create(
        school_id=package.school_id,
        package=package,
        issuer=fields.issuer,
        state=state,
        content=content,
        signature=signing.sign(keys.own_key(), content),
        problems=problems,
        issued_at=now,
    )


def _records(header: Header, state: PackageState) -> int:
    """How many records count; what is not accepted may say anything of itself."""
    return feed_for(header.feed).records(header.totals) if state == PackageState.ACCEPTED else 0


def _supersede(head: Package | None) -> list[str]:
    """The version accepted so far is history; the uids of the students who counted by it."""
    if head is None:
        return []
    freed = take_lines(head)
    move(head, PackageState.SUPERSEDED)
    return freed


def move(package: Package, state: PackageState) -> None:
    """Give the package another state; the database refuses one that cannot follow."""
    package.state = state
    package.save(update_fields=["state"])


def park(school: School, arrival: Arrival, why: Sequence[Problem]) -> tuple[Package, Receipt]:
    """Keep a package this node cannot judge yet, and say why; `accept_parked` takes it up."""
    package = store(school, arrival, PackageState.PARKED)
    return package, issue_receipt(package, PackageState.PARKED, causes=by_cause(why))


def step_back(package: Package, state: PackageState) -> Package | None:
    """Let an accepted package count no longer; the version before it, which counts again."""
    freed = take_lines(package)
    move(package, state)
    before = previous_of(package)
    if before is None:
        count_held(package, freed)
        return None
    move(before, PackageState.ACCEPTED)
    count(before, wire.parse(before.plain), freed)
    return before
