"""Receiving packages from a node below: exactly-once effect, one transaction a package."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from eduportal.exchange.feeds import Feed, feed_for, totals
from eduportal.exchange.models import Package, Peer, Receipt
from eduportal.exchange.selectors import newest_version
from eduportal.exchange.services.acceptance import MOST_PROBLEMS, decide, lock_scope, store
from eduportal.exchange.services.authority import NotTheirSchool, school_for
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.services.vouching import require_custody
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.custody import Seal
from eduportal.exchange.wire.problem import BadPackage, Problem
from eduportal.scoping import Actor, acting_as, everywhere, schools
from schools.models import School

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ItemResult:
    """What became of one package of a bundle.

    `code` is accepted, returned, known (received before), or why it was refused; `retry` says
    whether the same bytes may be sent again: never, after (something else came first), now.
    """

    hash: str
    status: int
    code: str
    retry: str = "never"
    receipt: Receipt | None = None
    problems: list[Problem] = field(default_factory=list)
    head: dict[str, Any] | None = None


def receive_bundle(*, peer: Peer, items: Iterable[Item]) -> list[ItemResult]:
    """Take in each package on its own; one bad package never stops the others.

    The caller has authenticated the peer. Outside a transaction each package is committed before
    the next is looked at, so that a bundle cut short keeps what it has brought.
    """
    return [_receive(peer, item) for item in items]


def _receive(peer: Peer, item: Item) -> ItemResult:
    package_hash = wire.digest(item.content)
    try:
        contents = wire.parse(item.content)
        seal = Seal(package_hash, contents.header["scope"], contents.header["version"])
        require_custody(peer, contents.header, seal, item.custody)
        with everywhere(f"a package from {peer.code} names its own school"):
            with acting_as(Actor(door="sync")):
                return _take_in(peer, item, package_hash, contents)
    except BadPackage as found:
        problems = found.problems[:MOST_PROBLEMS]
        return ItemResult(package_hash, 400, "bad_package", problems=problems)
    except NotTheirSchool as problem:
        return _refusal(package_hash, Refused(403, "not_your_school", str(problem)))
    except Refused as refusal:
        return _refusal(package_hash, refusal)
    except Exception:
        # One package that fails here must not stop the others; it is sent again later.
        logger.exception("Package %s from %s was not processed.", package_hash, peer.code)
        message = "This node could not process the package."
        return _refusal(package_hash, Refused(500, "not_processed", message, "after"))


def _refusal(package_hash: str, refusal: Refused) -> ItemResult:
    return ItemResult(
        package_hash,
        refusal.status,
        refusal.code,
        refusal.retry,
        problems=[Problem(refusal.code, str(refusal))],
        head=refusal.head,
    )


def _take_in(peer: Peer, item: Item, package_hash: str, contents: wire.Contents) -> ItemResult:
    """Under the rows of the package's own school only, once that is known.

    Class names may hold "/", so that the texts of two schools' scopes can be the same.
    """
    feed = _known_feed(contents.header)
    school = school_for(peer, contents.header["school"])
    with schools([school.pk]):
        return _take_in_for(school, feed, peer, item, package_hash, contents)


def _take_in_for(
    school: School,
    feed: Feed,
    peer: Peer,
    item: Item,
    package_hash: str,
    contents: wire.Contents,
) -> ItemResult:
    header = contents.header
    lock_scope(header["scope"])
    known = _known(school, package_hash, header)
    if known is not None:
        return known
    _require_next(peer, newest_version(school, header["origin"], header["scope"]), header)
    _require_totals(feed, contents)
    package = store(school, header, item.content, package_hash, item.custody)
    receipt = decide(package, contents.rows)
    problems = [Problem(**problem) for problem in receipt.errors]
    status = 422 if problems else 200
    return ItemResult(package_hash, status, package.state, receipt=receipt, problems=problems)


def _known_feed(header: dict[str, Any]) -> Feed:
    try:
        feed = feed_for(header["kind"])
    except KeyError as problem:
        raise Refused(422, "unknown_kind", f"“{header['kind']}” is not known here.") from problem
    said = (header["schema"], header["schema_hash"], header["columns"])
    if said != (feed.schema, feed.schema_hash, list(feed.columns)):
        raise Refused(
            422, "unknown_schema", f"This node reads {feed.schema}, not {header['schema']}."
        )
    if not feed.knows(header["rules"]):
        name = header["rules"]["set"]
        message = f"The regulation set {name} is not registered here."
        # Once it is registered here, the same bytes are right.
        raise Refused(422, "unknown_rules", message, "after")
    return feed


def _known(school: School, package_hash: str, header: dict[str, Any]) -> ItemResult | None:
    """The answer given before for the same version; refuses other bytes under its number."""
    same = Package.objects.filter(
        school_id=school.pk,
        origin=header["origin"],
        scope=header["scope"],
        version=header["version"],
    ).first()
    if same is None:
        return None
    if same.hash != package_hash:
        message = f"Version {header['version']} is known here with another digest."
        raise Refused(409, "fork", message, head={"version": same.version, "hash": same.hash})
    receipt = same.receipts.filter(sequence__isnull=False).order_by("-sequence").first()
    problems = [Problem(**problem) for problem in receipt.errors] if receipt else []
    return ItemResult(package_hash, 200, "known", receipt=receipt, problems=problems)


def _require_next(peer: Peer, newest: Package | None, header: dict[str, Any]) -> None:
    """Versions of a scope come one after the other, each naming the one before.

    A forwarding node sends only the versions it has accepted, so the numbers it sends may have
    gaps: the versions it returned.
    """
    version, previous = (newest.version, newest.hash) if newest else (0, "")
    is_next = (header["version"], header["prev"]) == (version + 1, previous)
    is_later = header["version"] > version + 1
    if is_next or (is_later and header["origin"] != peer.code):
        return
    raise Refused(
        409,
        "missing_previous" if is_later else "stale",
        f"Version {version + 1} of {header['scope']} is next, not {header['version']}.",
        "after" if is_later else "never",
        head={"version": version, "hash": previous},
    )


def _require_totals(feed: Feed, contents: wire.Contents) -> None:
    """The control totals of the header are those of the records."""
    wrong = [
        Problem(
            "wrong_totals",
            f"The header's “{group}.{name}” should be {value}.",
            "",
            f"{group}.{name}",
            str(contents.header[group].get(name))[:50],
        )
        for group, values in totals(feed, contents.rows).items()
        for name, value in values.items()
        if contents.header[group].get(name) != value
    ]
    if wrong:
        raise BadPackage(wrong)
