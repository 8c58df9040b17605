"""Receiving packages from a node below: exactly-once effect, one savepoint a package."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Package, Peer, Receipt
from eduportal.exchange.services.acceptance import decide, lock_scope
from eduportal.exchange.services.authority import NotTheirSchool, school_for
from eduportal.exchange.services.sealing import fields_of, newest_version
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.package import BadPackage, Problem


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


class Refused(Exception):
    """The package was not taken in; nothing of it was stored."""

    def __init__(self, status: int, code: str, message: str, retry: str = "never") -> None:
        super().__init__(message)
        self.status, self.code, self.retry = status, code, retry
        self.head: dict[str, Any] | None = None


def receive_bundle(*, peer: Peer, items: Iterable[Item]) -> list[ItemResult]:
    """Take in each package on its own; one bad package never stops the others.

    The caller has authenticated the peer and opened a scope over every school.
    """
    return [_receive(peer, item) for item in items]


def _receive(peer: Peer, item: Item) -> ItemResult:
    package_hash = wire.digest(item.content)
    try:
        contents = wire.parse(item.content)
        _require_signature(peer, item, package_hash, contents.header)
        with transaction.atomic():
            return _take_in(peer, item, package_hash, contents)
    except BadPackage as problem:
        return ItemResult(package_hash, 400, "bad_package", problems=problem.problems)
    except NotTheirSchool as problem:
        return ItemResult(
            package_hash,
            403,
            "not_your_school",
            problems=[Problem("not_your_school", str(problem))],
        )
    except Refused as refusal:
        return ItemResult(
            package_hash,
            refusal.status,
            refusal.code,
            refusal.retry,
            problems=[Problem(refusal.code, str(refusal))],
            head=refusal.head,
        )


def _require_signature(peer: Peer, item: Item, package_hash: str, header: dict[str, Any]) -> None:
    """The origin sealed these bytes. Its key must be one this node trusts."""
    sealer = peer if item.key_id == peer.key_id else Peer.objects.filter(key_id=item.key_id).first()
    if sealer is None or sealer.code != header["origin"] or sealer.revoked_at is not None:
        raise Refused(401, "unknown_key", f"The key {item.key_id} is not {header['origin']}'s.")
    statement = signing.seal_statement(package_hash, header["scope"], header["version"])
    if not signing.is_signed(bytes(sealer.public_key), item.signature, statement):
        raise Refused(401, "bad_signature", "The signature does not fit the package.")


def _take_in(peer: Peer, item: Item, package_hash: str, contents: wire.Contents) -> ItemResult:
    header = contents.header
    feed = _known_feed(header)
    school = school_for(peer, header["school"])
    lock_scope(header["origin"], header["scope"])
    newest = newest_version(header["origin"], header["scope"])
    known = _known(package_hash, header)
    if known is not None:
        return known
    _require_next(newest, header)
    _require_totals(feed, contents)
    package = Package.objects.create(
        school_id=school.pk,
        content=item.content,
        hash=package_hash,
        key_id=item.key_id,
        signature=item.signature,
        **fields_of(header),
    )
    receipt = decide(package, contents.rows)
    problems = [Problem(**problem) for problem in receipt.errors]
    status = 422 if problems else 200
    return ItemResult(package_hash, status, package.state, receipt=receipt, problems=problems)


def _known_feed(header: dict[str, Any]) -> Any:
    try:
        feed = feed_for(header["kind"])
    except KeyError as problem:
        raise Refused(422, "unknown_kind", f"“{header['kind']}” is not known here.") from problem
    if header["schema"] != feed.schema or header["columns"] != list(feed.columns):
        raise Refused(
            422, "unknown_schema", f"This node reads {feed.schema}, not {header['schema']}."
        )
    return feed


def _known(package_hash: str, header: dict[str, Any]) -> ItemResult | None:
    """The answer given before for the same version; refuses other bytes under its number."""
    same = Package.objects.filter(
        origin=header["origin"], scope=header["scope"], version=header["version"]
    ).first()
    if same is None:
        return None
    if same.hash != package_hash:
        refusal = Refused(
            409, "fork", f"Version {header['version']} is known here with another digest."
        )
        refusal.head = {"version": same.version, "hash": same.hash}
        raise refusal
    receipt = same.receipts.filter(sequence__isnull=False).order_by("-sequence").first()
    return ItemResult(
        package_hash,
        200,
        "known",
        receipt=receipt,
        problems=[Problem(**problem) for problem in receipt.errors] if receipt else [],
    )


def _require_next(newest: Package | None, header: dict[str, Any]) -> None:
    """Versions of a scope come one after the other, each naming the one before."""
    expected = (newest.version + 1, newest.hash) if newest else (1, "")
    if (header["version"], header["prev"]) == expected:
        return
    code = "missing_previous" if header["version"] > expected[0] else "stale"
    refusal = Refused(
        409,
        code,
        f"Version {expected[0]} of {header['scope']} is next, not {header['version']}.",
        "after" if code == "missing_previous" else "never",
    )
    refusal.head = {
        "version": newest.version if newest else 0,
        "hash": newest.hash if newest else "",
    }
    raise refusal


def _require_totals(feed: Any, contents: wire.Contents) -> None:
    """The control totals of the header are those of the records."""
    counts = {"students": feed.students(contents.rows)}
    totals = {"score_sum": str(feed.score_sum(contents.rows))}
    header = contents.header
    if header["counts"].get("students") != counts["students"] or header["totals"] != totals:
        raise BadPackage(
            [Problem("wrong_totals", "The header's totals are not those of the records.")]
        )
