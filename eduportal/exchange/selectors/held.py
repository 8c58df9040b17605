"""Students whose line is here and does not count, because another package has one of theirs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from eduportal.core.looking import Person
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.models import Line, Package, Receipt
from eduportal.exchange.selectors.board import at_schools
from eduportal.exchange.selectors.proof import contents_of, node_names
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.receipt import BadReceipt
from eduportal.scoping.actions import Action
from eduportal.scoping.scope import Scope

HELD_ORDER = ("package_id", "pk")


@dataclass(frozen=True)
class Held:
    """One student of a package who counts elsewhere.

    `name` is empty for a reader who may not see it. `elsewhere` is the package in which the
    student counts; None where it is outside the scope.
    """

    name: str
    package: Package
    elsewhere: Package | None


@dataclass(frozen=True)
class HeldAt:
    """What a node says, this one or one above: the students of a package who count elsewhere."""

    node: str
    names: list[str]


def held_lines(school_ids: Collection[int] | None) -> "QuerySet[Line]":
    """The held lines of the schools, by HELD_ORDER."""
    held = Line.objects.filter(at_schools(school_ids), counted=False, standing=STUDYING)
    return held.select_related("package__school").order_by(*HELD_ORDER)


def may_name(scope: Scope, line: Line) -> bool:
    """Whether the reader may know of whom the line is."""
    needed = (Action.READ_STUDENTS, Action.READ_MARKS)
    return any(scope.can(action, line.school_id) for action in needed)


def named(scope: Scope, lines: Iterable[Line]) -> list[Held]:
    """Each held line, with the name sealed in it where the reader may know it.

    One query, and each package with names to show is read once.
    """
    lines = list(lines)
    uids = {line.student_uid for line in lines}
    counting = Line.objects.filter(counted=True, student_uid__in=uids)
    where = {
        (line.student_uid, line.year, line.period, line.feed): line.package
        for line in counting.select_related("package__school")
    }
    names = {line.package_id: _names(line.package) for line in lines if may_name(scope, line)}
    return [
        Held(
            _name(names.get(line.package_id), str(line.student_uid)),
            line.package,
            where.get((line.student_uid, line.year, line.period, line.feed)),
        )
        for line in lines
    ]


def held_of(package: Package) -> list[HeldAt]:
    """By each node, this one first: the students of the package who count elsewhere there."""
    here = Line.objects.filter(package=package, counted=False, standing=STUDYING)
    uids = [str(uid) for uid in here.values_list("student_uid", flat=True)]
    newest: dict[str, list[str]] = {settings.EDUPORTAL_NODE: uids}
    for receipt in package.receipts.order_by("issued_at", "pk"):
        if receipt.issuer != settings.EDUPORTAL_NODE:
            newest[receipt.issuer] = _held_in(receipt)
    nodes, names = node_names(), _names(package) if any(newest.values()) else {}
    return [
        HeldAt(nodes.get(issuer, issuer), sorted(names.get(uid, uid) for uid in uids))
        for issuer, uids in newest.items()
        if uids
    ]


def persons_held(lines: Iterable[Line]) -> list[Person]:
    """The students of this node's register whom the lines are about."""
    by_feed = defaultdict(list)
    for line in lines:
        by_feed[line.feed].append([str(line.student_uid)])
    return [each for name, of in by_feed.items() for each in feed_for(name).persons_of(of)]


def _name(names: dict[str, str] | None, uid: str) -> str:
    return "" if names is None else names.get(uid, uid)


def _held_in(receipt: Receipt) -> list[str]:
    """The uids a receipt names; none of damaged bytes, of which the package's page tells."""
    try:
        return receipt_wire.parse(bytes(receipt.content)).held
    except BadReceipt:
        return []


def _names(package: Package) -> dict[str, str]:
    """The names sealed in a package by uid; empty where its bytes cannot be read."""
    contents = contents_of(package)
    name_of = feed_for(package.feed).name_of
    return {line[0]: name_of(line) for line in contents.lines} if contents else {}
