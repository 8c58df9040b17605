"""What a child is asked of places and catchments, and all that it answers.

Around a plan: what would be missing if nothing were built, the nearest other plans, and what each
limit costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from eduportal.planning.location.catchments import (
    Catchments,
    Hamlet,
    Limits,
    School,
    catchments,
)
from eduportal.planning.location.check import check_plan
from eduportal.planning.location.facts import Case, Plan, Site
from eduportal.planning.location.greedy import with_sites_fixed
from eduportal.planning.location.program import End
from eduportal.planning.location.solve import plan_of
from eduportal.solving.highs import NotSolved

OTHERS = 3
FARTHEST = 200_000
# Limits whose price is asked for.
CLOSING, BUILDING, DISTANCE, BORDER = "closing", "building", "distance", "border"


@dataclass(frozen=True)
class PlacesJob:
    """Plans of places; `around` asks for other plans and prices of each as well."""

    cases: tuple[Case, ...]
    around: bool
    gap_percent: float = 1.0
    fuse_seconds: float = 120.0


@dataclass(frozen=True)
class CatchmentsJob:
    """Who goes where; `with_border` asks for the price of the border of communes as well."""

    hamlets: tuple[Hamlet, ...]
    schools: tuple[School, ...]
    limits: Limits
    with_border: bool


@dataclass(frozen=True)
class Price:
    """A plan without one limit, or with one more: without a place, and cost."""

    limit: str
    without_place: float
    cost: float | None = None


@dataclass(frozen=True)
class PlacesAnswer:
    """`untouched` are students without a place by period where nothing is built or closed."""

    name: str
    plan: Plan | None
    problem: str = ""
    broken: tuple[str, ...] = ()
    untouched: tuple[float, ...] = ()
    others: tuple[Plan, ...] = ()
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True)
class CatchmentsAnswer:
    found: Catchments
    prices: tuple[Price, ...] = ()


def answer_places(job: PlacesJob) -> list[PlacesAnswer]:
    return [_answer(case, job) for case in job.cases]


def answer_catchments(job: CatchmentsJob) -> CatchmentsAnswer:
    found = catchments(job.hamlets, job.schools, job.limits)
    if not job.with_border:
        return CatchmentsAnswer(found)
    limits = replace(job.limits, own_commune_only=not job.limits.own_commune_only)
    other = catchments(job.hamlets, job.schools, limits)
    price = Price(BORDER, float(sum(other.without_place.values())), other.mean)
    return CatchmentsAnswer(found, (price,))


def _answer(case: Case, job: PlacesJob) -> PlacesAnswer:
    try:
        plan = plan_of(case, job.gap_percent, job.fuse_seconds)
    except NotSolved as problem:
        return PlacesAnswer(case.name, None, str(problem))
    broken = tuple(check_plan(case, plan))
    if broken:
        return PlacesAnswer(case.name, plan, broken=broken)
    untouched = _untouched(case)
    if not job.around:
        return PlacesAnswer(case.name, plan, untouched=untouched)
    return PlacesAnswer(
        case.name, plan, "", (), untouched, tuple(_others(case, plan, job)),
        tuple(_prices(case, plan, job)),
    )  # fmt: skip


def _untouched(case: Case) -> tuple[float, ...]:
    standing = {(site.key, at): 0 for site in case.sites if not site.is_new for at in case.periods}
    plan = with_sites_fixed(case, standing)
    assert plan is not None, "whoever has no place stays without"
    return tuple(short_by_period(case, plan))


def short_by_period(case: Case, plan: Plan) -> list[float]:
    return [sum(plan.short.get((point.key, at), 0.0) for point in case.points)
            for at in case.periods]  # fmt: skip


def end_of(case: Case, plan: Plan) -> End:
    """What stands in the last period."""
    last = case.periods[-1]
    standing = {(site.key, 0) for site in case.sites if plan.is_open.get((site.key, last))}
    modules = {(site.key, number) for site in case.sites
               for number in range(1, plan.modules.get((site.key, last), 0) + 1)}  # fmt: skip
    return frozenset(standing | modules)


def _others(case: Case, plan: Plan, job: PlacesJob) -> Iterator[Plan]:
    """The best plans that end otherwise, one after the other; fewer where there are no more."""
    ends = [end_of(case, plan)]
    for _number in range(OTHERS):
        try:
            other = plan_of(case, job.gap_percent, job.fuse_seconds, ends)
        except NotSolved:
            return
        if check_plan(case, other):
            return
        ends.append(end_of(case, other))
        yield other


def _prices(case: Case, plan: Plan, job: PlacesJob) -> Iterator[Price]:
    for limit, changed in _changed(case, plan):
        try:
            other = plan_of(changed, job.gap_percent, job.fuse_seconds)
        except NotSolved:
            continue
        yield Price(limit, other.without_place, other.cost)


def _changed(case: Case, plan: Plan) -> Iterator[tuple[str, Case]]:
    """Without closing and without new schools, where the plan does it; without the limit of the
    way, where it can bind."""
    last = case.periods[-1]
    closed = [site for site in case.sites
              if not site.is_new and not plan.is_open.get((site.key, last))]  # fmt: skip
    if closed:
        yield CLOSING, replace(case, sites=_all_stay(case))
    if any(site.is_new and plan.is_open.get((site.key, last)) for site in case.sites):
        old = tuple(site for site in case.sites if not site.is_new)
        if old:
            yield BUILDING, replace(case, sites=old)
    far = replace(case.standards, farthest_metres=FARTHEST)
    without_limit = replace(case, standards=far)
    if any(without_limit.near[key] != ways for key, ways in case.near.items()):
        yield DISTANCE, without_limit


def _all_stay(case: Case) -> tuple[Site, ...]:
    return tuple(replace(site, may_close=False) for site in case.sites)
