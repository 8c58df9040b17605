"""Sealing what the registers say, by itself, whenever they have come to say something else."""

import logging
import time
from dataclasses import replace

from django.conf import settings
from django.db import connection, transaction

from eduportal import registry
from eduportal.exchange.feeds import Draft, Feed, feed_for, order_of
from eduportal.exchange.models import ChangedFeed, Package
from eduportal.exchange.services.deciding import draft_of
from eduportal.exchange.services.schemas import learn_schemas, written
from eduportal.exchange.services.sealing import seal_package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.problem import BadPackage, by_cause
from eduportal.exchange.wire.scope import NONE
from eduportal.scoping import Actor, acting_as, everywhere, schools
from schools.models import School
from schools.selectors import years_under_way

logger = logging.getLogger(__name__)
# One sweep at a time works on a school: the first key names the lock's use, the second the school.
LOCK_CLASS = 7404
# Below the task's time limit: a run ends between two schools, not within one.
LONGEST_RUN_SECONDS = 400
REASON = "the registers of every school are followed"
Place = tuple[str, str, str]


def seal_changed() -> int:
    """Seal the registers of every school in which something was changed since the last time.

    Returns how many packages were sealed. A register that says what it said before makes none.
    Safe to run twice at once. Each school is a transaction of its own; after some minutes the rest
    is left to the next run.
    """
    until = time.monotonic() + LONGEST_RUN_SECONDS
    with everywhere(REASON):
        changed = ChangedFeed.objects.order_by().values_list("school", flat=True).distinct()
        school_ids = sorted(changed)
    return sum(_seal_school(pk) for pk in school_ids if time.monotonic() < until)


def look_at_everything() -> None:
    """Let the next sweep look at every register of this node, whatever was noted.

    A year begins and ends without a change of any row, and a package that could not be sealed may
    fit by now.
    """
    hosted = School.objects.filter(node__in=["", settings.EDUPORTAL_NODE])
    with everywhere(REASON), transaction.atomic():
        ChangedFeed.objects.bulk_create(
            ChangedFeed(school_id=school_id, feed=name)
            for school_id in hosted.values_list("pk", flat=True)
            for name in registry.FEEDS
        )


def learn_what_is_read() -> None:
    """Ask the nodes above for their schemas; where they read others now, look at everything.

    Raises Unreachable.
    """
    if learn_schemas():
        look_at_everything()


def _seal_school(school_id: int) -> int:
    with transaction.atomic(), schools([school_id]), acting_as(Actor(door="task")):
        if not _is_ours(school_id):
            return 0
        notes = ChangedFeed.objects.filter(school=school_id)
        # What is noted from here on belongs to a change this transaction may not see.
        pks, names = zip(*notes.values_list("pk", "feed"), strict=True) if notes else ((), ())
        ChangedFeed.objects.filter(pk__in=pks).delete()
        school = School.objects.filter(pk=school_id).first()
        if school is None or school.node not in ("", settings.EDUPORTAL_NODE):
            return 0
        known = sorted({name for name in names if name in registry.FEEDS}, key=order_of)
        return sum(_seal_feed(school, feed_for(name)) for name in known)


def _is_ours(school_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [LOCK_CLASS, school_id])
        return bool(cursor.fetchone()[0])


def _seal_feed(school: School, feed: Feed) -> int:
    """Seal the scopes of a school's feed that say something else than what counts."""
    drafts = list(feed.drafts(school, written(feed)))
    heads = _heads(school, feed)
    gone = heads.keys() - {_place(draft) for draft in drafts} if feed.is_whole else set()
    drafts = [draft for draft in drafts if not _says(feed, heads.get(_place(draft)), draft)]
    drafts += [_emptied(heads[place]) for place in sorted(gone) if wire.body_of(heads[place].plain)]
    return sum(_is_sealed(school, draft) for draft in drafts)


def _heads(school: School, feed: Feed) -> dict[Place, Package]:
    """What counts of the feed in the years under way: two queries."""
    years = [NONE, *(year.code for year in years_under_way())]
    accepted = Package.objects.filter(
        school=school,
        feed=feed.name,
        year__in=years,
        origin=settings.EDUPORTAL_NODE,
        state=PackageState.ACCEPTED,
    )
    return {(each.year, each.period, each.unit): each for each in accepted}


def _place(draft: Draft) -> Place:
    return draft.year, draft.period, draft.unit


def _says(feed: Feed, head: Package | None, draft: Draft) -> bool:
    return head is not None and head.schema == draft.schema and feed.says(bytes(head.plain), draft)


def _emptied(head: Package) -> Draft:
    """A version without lines, of a scope that the register has no more: a class taken away."""
    return replace(draft_of(head), lines=(), layout=())


def _is_sealed(school: School, draft: Draft) -> bool:
    """Seal it; a register that no node would take is left as it was sealed, and the log says so."""
    try:
        seal_package(school, draft)
    except BadPackage as refusal:
        causes = [(each["code"], each["lines"]) for each in by_cause(refusal.problems)]
        logger.error("%s %s %s was not sealed: %s", school.code, draft.feed, draft.unit, causes)
        return False
    return True
