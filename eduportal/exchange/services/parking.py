"""Taking up what was kept until this node could read it."""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from django.db import transaction

from eduportal.exchange.feeds import order_of
from eduportal.exchange.models import Package
from eduportal.exchange.services.acceptance import (
    Arrival,
    issue_receipt,
    lock_scope,
    move,
    take_in,
)
from eduportal.exchange.services.receiving import doubt_about, waits_for, waits_for_list
from eduportal.exchange.services.refusals import Refused
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.problem import Problem, by_cause
from eduportal.scoping import Actor, acting_as, everywhere, schools
from schools.models import School

SERVED_NO_LONGER = Problem("not_your_school", "The contract for the school has ended.")

# Sending waits behind it: a run is short, and ends between two packages.
LONGEST_RUN_SECONDS = 100
# Key, school and feed of a parked package.
Waiting = tuple[int, int, str]

logger = logging.getLogger(__name__)


def accept_parked() -> int:
    """Judge what is parked and can be judged now, each scope in order; how many were judged.

    What others wait for is judged before them, and of every school one after the other: who has
    thousands parked keeps nobody's. Run after an update of this portal and every ten minutes; safe
    to run twice at once.
    """
    until = time.monotonic() + LONGEST_RUN_SECONDS
    with everywhere("what is parked may be any school's"):
        parked = Package.objects.filter(state=PackageState.PARKED).order_by("version", "pk")
        waiting = list(parked.values_list("pk", "school_id", "feed"))
    waiting.sort(key=lambda row: order_of(row[2]))
    in_time = takewhile(lambda _row: time.monotonic() < until, _in_turn(waiting))
    return sum(_try(pk, school_id) for pk, school_id, _feed in in_time)


def _in_turn(waiting: Sequence[Waiting]) -> list[Waiting]:
    """The first of every school, then the second ones, and so on."""
    before: Counter[int] = Counter()
    turns = []
    for row in waiting:
        turns.append((before[row[1]], row))
        before[row[1]] += 1
    return [row for _turn, row in sorted(turns, key=lambda each: each[0])]


def _try(pk: int, school_id: int) -> bool:
    try:
        return _accept(pk, school_id)
    except Exception:
        # One package that fails here must not stop those behind it; it is tried again next time.
        logger.exception("The parked package %s was not processed.", pk)
        return False


def return_parked(school: School) -> None:
    """Return what is parked of a school whose sender serves it no longer.

    Nothing parked before stands in the way of who seals next. Runs in the caller's transaction.
    """
    with schools([school.pk]):
        for package in Package.objects.filter(school=school, state=PackageState.PARKED):
            lock_scope(school, wire.parse(package.plain).header)
            package.refresh_from_db(fields=["state"])
            if package.state == PackageState.PARKED:
                move(package, PackageState.RETURNED)
                issue_receipt(package, PackageState.RETURNED, causes=by_cause([SERVED_NO_LONGER]))


def _accept(pk: int, school_id: int) -> bool:
    with transaction.atomic(), schools([school_id]), acting_as(Actor(door="sync")):
        package = Package.objects.select_related("school").get(pk=pk)
        contents = wire.parse(package.plain)
        lock_scope(package.school, contents.header)
        package.refresh_from_db(fields=["state"])
        if package.state != PackageState.PARKED or not _is_next(package):
            return False
        try:
            doubt = doubt_about(package.school, contents)
            if waits_for(package.school, contents, None) or waits_for_list(
                doubt, package.received_at
            ):
                return False
        except Refused:
            return False
        arrival = Arrival(contents, package.hash, bytes(package.content), package.links)
        take_in(package.school, arrival, package, doubt)
        return True


def _is_next(package: Package) -> bool:
    """Whether no parked version of the scope comes before it."""
    earlier = Package.objects.filter(
        school=package.school_id,
        feed=package.feed,
        year=package.year,
        period=package.period,
        unit=package.unit,
        version__lt=package.version,
        state=PackageState.PARKED,
    )
    return not earlier.exists()
