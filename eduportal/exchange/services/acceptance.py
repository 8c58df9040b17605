"""The one way a package enters this node's ledger, sealed here or received."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.numbers import decimal_text, tenths_of
from eduportal.exchange.wire.problem import Problem
from schools.models import School

# No reader needs more; the receipt says how many there are in all.
MOST_PROBLEMS = 2000
ERRORS_PATH = "/sync/v1/packages/{}/errors.ndjson"


def lock_scope(scope: str) -> None:
    """Let one transaction at a time work on a scope, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [scope])


def store(
    school: School, header: dict[str, Any], content: bytes, digest: str, links: Sequence[Link]
) -> Package:
    """Keep a package's bytes and signatures, with what its header says as columns."""
    return Package.objects.create(
        school_id=school.pk,
        content=content,
        hash=digest,
        custody=custody.to_wire(links),
        origin=header["origin"],
        kind=header["kind"],
        scope=header["scope"],
        class_name=header["class"],
        term_code=header["term"],
        version=header["version"],
        previous_hash=header["prev"],
        rows=header["counts"]["rows"],
        students=header["counts"]["students"],
        mark_sum=tenths_of(header["totals"]["mark_sum"]),
        sealed_at=header["sealed_at"],
        sealed_by=header["sealed_by"],
        reason=header["reason"],
        rules=header["rules"],
    )


def decide(package: Package, rows: Sequence[Sequence[Any]]) -> Receipt:
    """Check the records; accept them and hand them on, or return the package whole.

    All or nothing: one bad record returns the package, with every bad record listed.
    """
    feed = feed_for(package.kind)
    problems = feed.check(package, rows)
    if problems:
        _move(package, PackageState.RETURNED)
    else:
        supersede_older(package)
        _move(package, PackageState.ACCEPTED)
        feed.store(package, rows)
        hand_on(package)
    return issue_receipt(package, problems)


def supersede_older(package: Package) -> None:
    """The version accepted so far is history, also one that another node sealed."""
    older = Package.objects.filter(
        school_id=package.school_id, scope=package.scope, state=PackageState.ACCEPTED
    )
    older.exclude(pk=package.pk).update(state=PackageState.SUPERSEDED)


def hand_on(package: Package) -> None:
    """Leave an outbox row for every node above, in this same transaction."""
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(school_id=package.school_id, package=package, peer=peer, not_before=Now())
            for peer in above
        ],
        ignore_conflicts=True,
    )


def issue_receipt(package: Package, problems: Sequence[Problem]) -> Receipt:
    """Sign what this node decided, and keep it."""
    now, number = timezone.now(), _next_sequence()
    content = receipt_wire.build(
        {
            "hash": package.hash,
            "scope": package.scope,
            "version": package.version,
            "state": package.state,
            "issuer": settings.EDUPORTAL_NODE,
            "seq": number,
            "rule_version": package.rules["set"],
            "received_at": now.isoformat(timespec="seconds"),
            "counts": {"rows": package.rows, "students": package.students},
            "totals": {"mark_sum": decimal_text(package.mark_sum)},
            "errors": len(problems),
            "errors_ref": ERRORS_PATH.format(package.hash) if problems else "",
        }
    )
    return Receipt.objects.create(
        school_id=package.school_id,
        package=package,
        issuer=settings.EDUPORTAL_NODE,
        state=package.state,
        content=content,
        signature=signing.sign(keys.own_key(), content),
        errors=[asdict(problem) for problem in problems[:MOST_PROBLEMS]],
        sequence=number,
        issued_at=now,
    )


def _next_sequence() -> int:
    """The next number of the receipt feed.

    Numbers are handed out under a lock that lasts until the commit: a reader who has seen one
    number can never later find a smaller one.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('exchange receipts', 0))")
        cursor.execute("select nextval('exchange_receipt_sequence')")
        number: int = cursor.fetchone()[0]
        return number


def _move(package: Package, state: PackageState) -> None:
    package.state = state
    package.save(update_fields=["state"])
