"""Receiving packages from a node below: exactly-once effect, one transaction a package."""

import logging
import math
import time
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from eduportal import registry
from eduportal.core.once import reading_once
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.enrolment import Contradiction
from eduportal.exchange.models import Package, Peer, Receipt
from eduportal.exchange.selectors.asked import receipts_of
from eduportal.exchange.selectors.chain import Chain, chain_of, package_of
from eduportal.exchange.services.acceptance import Arrival, lock_scope, park, take_in
from eduportal.exchange.services.authority import school_for
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.services.rehearsing import mark_rehearsed, rehearsal
from eduportal.exchange.services.schemas import readable
from eduportal.exchange.services.vouching import KeyRing, require_custody
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.answer import AFTER, NEVER
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.package import Contents
from eduportal.exchange.wire.problem import BadPackage, Problem, by_cause
from eduportal.scoping import Actor, everywhere, narrow
from schools.models import School

logger = logging.getLogger(__name__)
# How many numbers a version may leave out.
MOST_SKIPPED = 1000
# Ten thousand wrong lines fill a receipt of some hundred kilobytes; two hundred such packages fit
# into one request.
LARGEST_ANSWER_BYTES = 4 * 1024 * 1024
# What a rehearsal has locked, others wait for until its end.
REHEARSAL_SECONDS = 5
# A register seals itself within minutes; the line may be cut between the results and the list.
LIST_AWAITED = timedelta(days=7)


@dataclass(frozen=True)
class ItemResult:
    """What became of one package of a bundle.

    `code` is accepted, returned, parked, known (received before), or why it was refused; `retry`
    says whether the same bytes may be sent again. `problems` are causes.
    """

    hash: str
    code: str
    retry: str = NEVER
    receipts: Sequence[Receipt] = ()
    problems: Sequence[dict[str, Any]] = field(default=())
    head: dict[str, Any] | None = None


def said(result: ItemResult) -> dict[str, Any]:
    """The result as it is answered, online and on a stick."""
    return {
        "hash": result.hash,
        "code": result.code,
        "retry": result.retry,
        "head": result.head,
        "problems": list(result.problems),
        "receipts": [
            {
                "content": bytes(receipt.content).decode(),
                "signature": signing.to_text(bytes(receipt.signature)),
            }
            for receipt in result.receipts
        ],
    }


def receive_bundle(*, peer: Peer, items: Iterable[Item], dry: bool = False) -> list[ItemResult]:
    """Take in each package on its own; one bad package never stops the others.

    `items` are gone through twice: the whole is read before the first package is looked at. Raises
    BadBundle where that shows that they are no bundle.

    The caller has authenticated the peer. Outside a transaction each package is committed before
    the next is looked at, so that a bundle cut short keeps what it has brought. A `dry` run, and
    every one of a peer on trial, keeps nothing: it says what would become of the packages in this
    order, under receipts of another format.
    """
    ring = KeyRing(link.node for item in items for link in item.custody)
    is_kept = not dry and not peer.is_sandbox
    until = math.inf if is_kept else time.monotonic() + REHEARSAL_SECONDS
    with reading_once():
        # A new life is written down before anything that may be taken back names it.
        ledger_id()
        with nullcontext() if is_kept else rehearsal():
            results = _receive_each(peer, items, ring, until)
    if not is_kept:
        mark_rehearsed([receipt for result in results for receipt in result.receipts])
    return results


def _receive_each(
    peer: Peer, items: Iterable[Item], ring: KeyRing, until: float
) -> list[ItemResult]:
    """One result a package. What has no room in the answer, or no time, is to be sent again."""
    results: list[ItemResult] = []
    answered = 0
    for item in items:
        if answered > LARGEST_ANSWER_BYTES:
            refusal = Refused("not_processed", "The answer to this request is full.", AFTER)
            results.append(_refusal(wire.digest(item.content), refusal))
        elif time.monotonic() > until:
            message = f"A rehearsal lasts {REHEARSAL_SECONDS} seconds at most."
            refusal = Refused("not_processed", message, AFTER)
            results.append(_refusal(wire.digest(item.content), refusal))
        else:
            results.append(_receive(peer, item, ring))
            answered += sum(len(receipt.content) for receipt in results[-1].receipts)
    return results


def _receive(peer: Peer, item: Item, ring: KeyRing) -> ItemResult:
    digest = wire.digest(item.content)
    try:
        contents = wire.parse(item.content)
        require_custody(peer, contents.header, digest, list(item.custody), ring)
        return _take_in(peer, Arrival(contents, digest, item.member, item.custody))
    except BadPackage as found:
        return ItemResult(digest, "bad_package", problems=by_cause(found.problems))
    except Refused as refusal:
        return _refusal(digest, refusal)
    except Exception:
        # One package that fails here must not stop the others; it is sent again later.
        logger.exception("Package %s from %s was not processed.", digest, peer.code)
        message = "This node could not process the package."
        return _refusal(digest, Refused("not_processed", message, AFTER))


def _refusal(digest: str, refusal: Refused) -> ItemResult:
    problems = by_cause([Problem(refusal.code, str(refusal))])
    return ItemResult(digest, refusal.code, refusal.retry, problems=problems, head=refusal.head)


def _take_in(peer: Peer, arrival: Arrival) -> ItemResult:
    """Under the rows of the package's own school only, once that is known."""
    reason = f"a package from {peer.code} names its own school"
    with everywhere(reason, actor=Actor(door="sync")):
        school = school_for(peer, arrival.contents)
        narrow([school.pk])
        return _take_in_for(school, arrival)


def _take_in_for(school: School, arrival: Arrival) -> ItemResult:
    header = arrival.header
    lock_scope(school, header)
    known = package_of(arrival.digest)
    if known is not None:
        return known_result(known)
    chain = chain_of(school, header)
    _require_next(header, chain)
    doubt = doubt_about(school, arrival.contents)
    if why := waits_for(school, arrival.contents, chain.head) or waits_for_list(doubt):
        package, receipt = park(school, arrival, why)
    else:
        package, receipt = take_in(school, arrival, doubt=doubt, chain=chain)
    return ItemResult(arrival.digest, package.state, receipts=[receipt])


def known_result(package: Package) -> ItemResult:
    """The answer given before for the same bytes, with what nodes above have said since."""
    return ItemResult(package.hash, "known", receipts=receipts_of(package))


def waits_for(school: School, contents: Contents, head: Package | None) -> list[Problem]:
    """What the package must wait for before it can be judged; raises Refused for a missing set.

    A schema comes with a new version of the portal, what the lines name with another package: the
    package is kept until then. A regulation set is entered by a person: until then the sender
    waits.
    """
    header = contents.header
    if head is not None and head.state == PackageState.PARKED:
        return [Problem("parked_before", "The version before this one is still kept.")]
    feed = feed_for(header.feed) if header.feed in registry.FEEDS else None
    if feed is None or header.schema not in readable(feed):
        return [Problem("unknown_schema", f"The schema {header.schema} is not read here.")]
    if not feed.knows(header.rules):
        message = f"The regulation set {header.rules} is not registered here."
        raise Refused("unknown_rules", message, AFTER)
    missing = feed.missing(school, header, contents.lines)
    return [Problem("missing_reference", missing)] if missing else []


def doubt_about(school: School, contents: Contents) -> Contradiction | None:
    """What the school's own lists here do not bear out of the package."""
    header = contents.header
    if header.feed not in registry.FEEDS:
        return None
    return feed_for(header.feed).contradiction(school, header, contents.lines)


def waits_for_list(
    doubt: Contradiction | None, received_at: datetime | None = None
) -> list[Problem]:
    """What a newer list of the class may still set right, for some days after the package came.

    After them the package is judged by the lists there are, and blocks no correction.
    """
    is_over = received_at is not None and timezone.now() - received_at > LIST_AWAITED
    return doubt.problems if doubt and doubt.may_end and not is_over else []


def _require_next(header: Header, chain: Chain) -> None:
    """A version is later than the head and names it. Some numbers may be left out."""
    head = chain.head
    version, digest = (head.version, head.hash) if head else (0, "")
    # The highest number there is would leave none for whoever seals next.
    if header.version > chain.last + MOST_SKIPPED:
        message = f"The version skips more than {MOST_SKIPPED} numbers."
        raise BadPackage([Problem("bad_header", message)])
    if header.version > version and header.prev == digest and not chain.has(header.version):
        return
    if header.prev and not Package.objects.filter(hash=header.prev).exists():
        message = f"The version before {header.version} is not here yet."
        raise Refused("missing_previous", message, AFTER, head)
    message = f"Version {version} is here with another digest than {header.version} follows."
    raise Refused("fork", message, head=head)
