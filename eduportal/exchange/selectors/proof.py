"""Checking again what was signed: a package's bytes, the chain under it, the receipts for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange.feeds import explained, feed_for
from eduportal.exchange.feeds.students import StudentFeed
from eduportal.exchange.models import Package, Peer, Receipt
from eduportal.exchange.selectors.judging import is_genuine_link, is_genuine_receipt, keys_of
from eduportal.exchange.sentences import COLUMNS, remedy
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.header import Event
from eduportal.exchange.wire.package import Contents, digest, parse
from eduportal.exchange.wire.problem import BadPackage
from eduportal.scoping.actions import Action
from eduportal.scoping.scope import Scope


def node_names() -> dict[str, str]:
    """What people call the nodes this one knows, itself included, by code: one query."""
    names = dict(Peer.objects.values_list("code", "name"))
    return names | {settings.EDUPORTAL_NODE: settings.EDUPORTAL_ORGANISATION}


@dataclass(frozen=True)
class Refusal:
    """One cause of refusal, in words for a person, and what is done about it.

    `lines` are the names of the lines concerned, by which a person finds them; `samples` the
    columns and values of the first few. For a reader who may not see the lines, `lines` are their
    numbers and there are no samples.
    """

    code: str
    text: str
    remedy: str
    count: int
    lines: list[str]
    samples: list[tuple[str, str, str]]


@dataclass(frozen=True)
class CheckedReceipt:
    """A receipt, and whether its signature is the issuer's over exactly these bytes.

    `issuer` is the name of the node.
    """

    receipt: Receipt
    issuer: str
    is_genuine: bool
    refusals: list[Refusal]


@dataclass(frozen=True)
class CheckedLink:
    """A signature under a package, and the name of its node.

    `is_known`: this node holds the key it names. `is_genuine`: that is the node's, held at the time
    of the signature, and fits.
    """

    link: Link
    node: str
    is_known: bool
    is_genuine: bool


def checked_custody(package: Package) -> list[CheckedLink]:
    """The signatures under the package, checked again now."""
    names, links = node_names(), package.links
    receipts = list(package.receipts.all())
    known = keys_of([*(link.node for link in links), *(each.issuer for each in receipts)])
    return [
        CheckedLink(
            link,
            names.get(link.node, link.node),
            link.key_id in known,
            is_genuine_link(package, links, number, receipts, known),
        )
        for number, link in enumerate(links)
    ]


def is_intact(package: Package, links: Sequence[CheckedLink]) -> bool:
    """Whether the bytes have the digest and every signature that can be checked fits it."""
    if digest(package.plain) != package.hash:
        return False
    known = [link for link in links if link.is_known]
    return bool(known) and all(link.is_genuine for link in known)


def may_read_lines(scope: Scope, school_id: int) -> bool:
    """Whether the reader may see marks of the school, or decides between versions of them."""
    return any(scope.can(act, school_id) for act in (Action.READ_MARKS, Action.MANAGE_EXCHANGE))


def checked_receipts(package: Package, *, with_lines: bool = True) -> list[CheckedReceipt]:
    """The package's receipts with their signatures checked again, now.

    Without lines no student is named and no value shown.
    """
    receipts = sorted(package.receipts.all(), key=lambda each: (each.issued_at, each.pk))
    names = node_names()
    known = keys_of(receipt.issuer for receipt in receipts)
    refuses = with_lines and any(receipt.problems for receipt in receipts)
    line_names = _names(package.feed, contents_of(package)) if refuses else {}
    return [
        CheckedReceipt(
            receipt,
            names.get(receipt.issuer, receipt.issuer),
            is_genuine_receipt(receipt, package, known),
            [_refusal(package.feed, cause, line_names, with_lines) for cause in receipt.problems],
        )
        for receipt in receipts
    ]


def contents_of(package: Package) -> Contents | None:
    """What the sealed bytes say; None where this version cannot read them."""
    try:
        return parse(package.plain)
    except BadPackage:
        return None


def has_students(package: Package) -> bool:
    """Whether there is a line of a student to be proved."""
    return names_students(package) and package.event != Event.WITHDRAWAL


def names_students(package: Package) -> bool:
    """Whether its lines are about one student each, in a form this node knows."""
    return package.feed in registry.FEEDS and isinstance(feed_for(package.feed), StudentFeed)


def persons_named(package: Package, receipts: Iterable[Receipt]) -> list[Person]:
    """Students of this node's register whose lines the receipts refuse: one query, or none."""
    numbers = {
        number for receipt in receipts for each in receipt.problems for number in each["lines"]
    }
    contents = contents_of(package) if numbers and package.feed in registry.FEEDS else None
    if contents is None:
        return []
    lines = [line for number, line in enumerate(contents.lines, start=1) if number in numbers]
    return feed_for(package.feed).persons_of(lines)


def persons_in(package_ids: Sequence[int], uid: str = "") -> list[Person]:
    """Students of this node's register whom the packages name; only the one, if named."""
    found: set[Person] = set()
    for package in Package.objects.filter(pk__in=package_ids, feed__in=registry.FEEDS):
        contents, feed = contents_of(package), feed_for(package.feed)
        lines = contents.lines if contents else []
        found |= set(feed.persons_of([e for e in lines if not uid or feed.key_of(e) == uid]))
    return sorted(found, key=str)


def _refusal(
    feed: str, cause: dict[str, object], names: dict[int, str], with_samples: bool
) -> Refusal:
    numbers = [number for number in _list(cause["lines"]) if isinstance(number, int)]
    code = str(cause["code"])
    return Refusal(
        code=code,
        text=explained(feed, code, str(cause["message"])),
        remedy=remedy(code),
        count=int(str(cause["count"])),
        lines=[names.get(number, str(number)) for number in numbers],
        samples=[
            (names.get(number, ""), str(COLUMNS.get(column, column)), str(value))
            for number, column, value in _list(cause["samples"])
            if with_samples
        ],
    )


def _names(feed: str, contents: Contents | None) -> dict[int, str]:
    """How people name each line, by its number; empty when the bytes cannot be read."""
    if contents is None or feed not in registry.FEEDS:
        return {}
    name_of = feed_for(feed).name_of
    return {number: name_of(line) for number, line in enumerate(contents.lines, start=1)}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
