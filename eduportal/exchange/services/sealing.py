"""Sealing records of this node into a package."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.feeds import feed_for, totals
from eduportal.exchange.models import Package
from eduportal.exchange.selectors import newest_version
from eduportal.exchange.services.acceptance import decide, lock_scope, store
from eduportal.exchange.services.queueing import wake_sender
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.custody import Seal
from eduportal.exchange.wire.header import FORMAT, scope_of
from eduportal.exchange.wire.problem import BadPackage, Problem
from schools.models import School


def seal_package(
    *,
    school: School,
    kind: str,
    class_name: str,
    term_code: str,
    rules: dict[str, Any],
    rows: Iterable[Sequence[Any]],
    sealed_by: str,
    reason: str = "",
) -> Package:
    """Seal the whole of one class's term, accept it here, and leave it for the node above.

    Runs in the caller's transaction. Repeating it with the records the newest accepted version
    already holds returns that version. `rules` names the readings they were computed under.
    Raises BadPackage for records the feed refuses, a wrong shape, or another node's school.
    """
    _require_hosted(school)
    body = wire.composed([list(row) for row in rows])
    scope = scope_of(school.code, class_name, term_code, kind)
    with transaction.atomic():
        lock_scope(scope)
        newest = newest_version(school, settings.EDUPORTAL_NODE, scope)
        header = _header(
            school, kind, class_name, term_code, body, newest, sealed_by, reason, rules
        )
        content = wire.build(header, body)
        if newest is not None and _says_the_same(newest, content):
            return newest
        return _accepted(school, content)


def _require_hosted(school: School) -> None:
    if school.node not in ("", settings.EDUPORTAL_NODE):
        message = f"The records of this school come from {school.node}."
        raise BadPackage([Problem("not_hosted", message)])


def _says_the_same(newest: Package, content: bytes) -> bool:
    is_accepted = newest.state == PackageState.ACCEPTED
    return is_accepted and wire.body_of(bytes(newest.content)) == wire.body_of(content)


def _accepted(school: School, content: bytes) -> Package:
    """Read the bytes as a receiver will, then accept them here."""
    contents = wire.parse(content)
    header = contents.header
    seal = Seal(wire.digest(content), header["scope"], header["version"])
    links = custody.extended(keys.own_key(), settings.EDUPORTAL_NODE, seal)
    package = store(school, header, content, seal.digest, links)
    receipt = decide(package, contents.rows)
    if package.state != PackageState.ACCEPTED:
        raise BadPackage([Problem(**problem) for problem in receipt.errors])
    wake_sender()
    return package


def _header(
    school: School,
    kind: str,
    class_name: str,
    term_code: str,
    body: list[list[Any]],
    newest: Package | None,
    sealed_by: str,
    reason: str,
    rules: dict[str, Any],
) -> dict[str, Any]:
    feed = feed_for(kind)
    return {
        "fmt": FORMAT,
        "kind": kind,
        "scope": scope_of(school.code, class_name, term_code, kind),
        "school": {"code": school.code, "name": school.name, "stages": list(school.stages)},
        "class": class_name,
        "term": term_code,
        "version": newest.version + 1 if newest else 1,
        "prev": newest.hash if newest else "",
        "origin": settings.EDUPORTAL_NODE,
        "sealed_at": timezone.now().isoformat(timespec="seconds"),
        "sealed_by": sealed_by,
        "reason": reason,
        "rules": rules,
        **feed.description,
        **totals(feed, body),
    }
