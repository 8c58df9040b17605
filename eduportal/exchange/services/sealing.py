"""Sealing this node's own records into packages."""

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from eduportal.exchange import keys
from eduportal.exchange.feeds import Draft, feed_for
from eduportal.exchange.feeds.school import SchoolFeed
from eduportal.exchange.models import Package
from eduportal.exchange.selectors.chain import Chain, chain_of
from eduportal.exchange.services.acceptance import Arrival, accept, lock_scope
from eduportal.exchange.services.schemas import written
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event, Header
from eduportal.exchange.wire.problem import BadPackage, Problem
from eduportal.exchange.wire.scope import ScopeKey
from schools.models import School


def seal_package(school: School, draft: Draft) -> Package:
    """Seal the draft, accept it here, and leave it for the node above.

    Runs in the caller's transaction. Repeating it with what the newest accepted version already
    says returns that version; a correction and a withdrawal always make one. Raises BadPackage for
    lines the feed refuses, a wrong shape, or another node's school.
    """
    _require_hosted(school)
    header = _header(school, draft)
    with transaction.atomic():
        if draft.feed != SchoolFeed.name and not _is_described(school):
            seal_register(school)
        lock_scope(school, header)
        chain = chain_of(school, header)
        head = chain.head
        if head is not None and draft.event == Event.RESULT and draft.is_said_by(head.plain):
            return head
        header = replace(header, version=chain.last + 1, prev=head.hash if head else "")
        return _accepted(school, wire.build(header, draft.lines), chain)


def seal_register(school: School) -> Package:
    """Seal what the register says of a school, so that nodes above know it; its other packages
    follow. Nothing new is sealed where it says what it said before."""
    feed = feed_for(SchoolFeed.name)
    [draft] = feed.drafts(school, written(feed))
    return seal_package(school, draft)


def _is_described(school: School) -> bool:
    described = Package.objects.filter(school=school, feed=SchoolFeed.name)
    return described.filter(state=PackageState.ACCEPTED).exists()


def _require_hosted(school: School) -> None:
    if school.node not in ("", settings.EDUPORTAL_NODE):
        message = f"The records of this school come from {school.node}."
        raise BadPackage([Problem("not_hosted", message)])


def _header(school: School, draft: Draft) -> Header:
    """With the totals, and without the place in the chain of versions."""
    header = Header(
        feed=draft.feed,
        schema=draft.schema or written(feed_for(draft.feed)),
        event=draft.event,
        scope=ScopeKey(school.code, draft.year, draft.period, draft.unit),
        version=1,
        prev="",
        origin=settings.EDUPORTAL_NODE,
        closes=draft.closes.isoformat(),
        sealed_at=timezone.now().isoformat(timespec="seconds"),
        sealed_by=draft.sealed_by,
        basis=draft.basis,
        rules=draft.rules,
        unit_name=draft.unit_name,
        about=dict(draft.about),
        layout=list(draft.layout),
        totals={},
    )
    return replace(header, totals=feed_for(draft.feed).totals(header, draft.lines))


def _accepted(school: School, content: bytes, chain: Chain) -> Package:
    """Read the bytes as a receiver will, then accept them here."""
    contents, digest = wire.parse(content), wire.digest(content)
    links = custody.extended(keys.own_key(), settings.EDUPORTAL_NODE, digest)
    arrival = Arrival(contents, digest, wire.compressed(content), links)
    return accept(school, arrival, chain=chain)[0]
