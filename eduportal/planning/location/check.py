"""Whether a plan of places keeps every rule and says the truth of itself.

Shares no code with what makes plans: loads, ways and costs are added up anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import isqrt

from eduportal.planning.location.facts import Case, Plan, Point, Site

ALMOST = 1e-3


def check_plan(case: Case, plan: Plan) -> list[str]:
    """What is wrong, one word and its place each; an empty list where nothing is."""
    return [
        *_broken_pupils(case, plan),
        *_broken_sites(case, plan),
        *_broken_order(case, plan),
        *_broken_cost(case, plan),
    ]


def _broken_pupils(case: Case, plan: Plan) -> Iterator[str]:
    sites = {site.key: site for site in case.sites}
    placed: defaultdict[tuple[str, int], float] = defaultdict(float)
    for (point_key, site_key, period), pupils in plan.flows.items():
        placed[point_key, period] += pupils
        if pupils < 0 or site_key not in sites:
            yield f"flow {point_key} {site_key} {period}"
    for (point_key, period), pupils in plan.short.items():
        placed[point_key, period] += pupils
    for point in case.points:
        for period, pupils in enumerate(point.pupils):
            if abs(placed[point.key, period] - pupils) > ALMOST:
                yield f"pupils {point.key} {period}"
        for site_key in {key for at, key, _period in plan.flows if at == point.key}:
            if not _is_near(case, point, sites[site_key]):
                yield f"way {point.key} {site_key}"


def _is_near(case: Case, point: Point, site: Site) -> bool:
    way = _way(case, point, site)
    nearer = sum((_way(case, point, other), other.key) < (way, site.key) for other in case.sites)
    return way <= case.standards.farthest_metres and nearer < case.standards.nearest


def _way(case: Case, point: Point, site: Site) -> int:
    for at, to, metres in case.roads:
        if (at, to) == (point.key, site.key):
            return metres
    east, north = point.place[0] - site.place[0], point.place[1] - site.place[1]
    return isqrt(east * east + north * north) * case.detour_percent // 100


def _broken_sites(case: Case, plan: Plan) -> Iterator[str]:
    sizes = case.standards
    taught: defaultdict[tuple[str, int], float] = defaultdict(float)
    for (_point, site_key, period), pupils in plan.flows.items():
        taught[site_key, period] += pupils
    for site in case.sites:
        has = sizes.new_school if site.classes is None else site.classes
        for period in case.periods:
            at = site.key, period
            classes = has + plan.modules.get(at, 0) * sizes.module
            room = classes * sizes.pupils_a_class if plan.is_open.get(at) else 0
            if taught[at] > room + ALMOST:
                yield f"room {site.key} {period}"
            if plan.modules.get(at, 0) and (classes > sizes.most or not plan.is_open.get(at)):
                yield f"size {site.key} {period}"
            least = sizes.new_school * sizes.pupils_a_class * sizes.least_fill_percent // 100
            if site.classes is None and plan.is_open.get(at) and taught[at] < least - ALMOST:
                yield f"filled {site.key} {period}"


def _broken_order(case: Case, plan: Plan) -> Iterator[str]:
    standing = [site for site in case.sites if site.classes is not None]
    for period in case.periods:
        if standing and not any(plan.is_open.get((site.key, period)) for site in standing):
            yield f"stays {period}"
        for site in case.sites:
            now = bool(plan.is_open.get((site.key, period)))
            if site.classes is not None and not site.may_close and not now:
                yield f"closed {site.key} {period}"
            if period == 0:
                continue
            before = bool(plan.is_open.get((site.key, period - 1)))
            if (before and not now) if site.classes is None else (now and not before):
                yield f"order {site.key} {period}"
            if plan.modules.get((site.key, period), 0) < plan.modules.get(
                (site.key, period - 1), 0
            ):
                yield f"kept {site.key} {period}"


def _broken_cost(case: Case, plan: Plan) -> Iterator[str]:
    points = {point.key: point for point in case.points}
    sites = {site.key: site for site in case.sites}
    rate = 1 + case.costs.discount_percent / 100
    years = case.years_a_period
    worth = [sum(rate ** -(at * years + year) for year in range(years)) for at in case.periods]
    total = sum(
        worth[period] * case.costs.pupil_km * pupils * _way(case, points[point], sites[site]) / 1000
        for (point, site, period), pupils in plan.flows.items()
    )
    for (site_key, period), is_open in plan.is_open.items():
        new = case.costs.new_school if sites[site_key].classes is None else 0.0
        total += worth[period] * (case.costs.running_school + new) * is_open
    total += sum(
        worth[period] * case.costs.module * count for (_site, period), count in plan.modules.items()
    )
    if abs(total - plan.cost) > ALMOST * max(1.0, total):
        yield f"cost {total:.1f} {plan.cost:.1f}"
    if plan.bound > plan.cost + ALMOST * max(1.0, plan.cost):
        yield "bound"
