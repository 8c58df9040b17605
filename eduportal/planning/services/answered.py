"""What the child answered, as plain values that JSON can hold."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from eduportal.planning.location.answers import (
    CatchmentsAnswer,
    PlacesAnswer,
    short_by_period,
)
from eduportal.planning.location.facts import Case, Plan


def place_figures(case: Case, answer: PlacesAnswer) -> dict[str, Any]:
    """Students and shortage by period, before and after; the sites; other plans; prices."""
    plan = answer.plan
    assert plan is not None
    return {
        "students": [sum(point.pupils[at] for point in case.points) for at in case.periods],
        "before": [round(each) for each in answer.untouched],
        "after": [round(each) for each in short_by_period(case, plan)],
        "sites": _sites(case, plan),
        "ways": _ways(case, plan),
        "others": [
            {
                "without_place": round(other.without_place),
                "cost": other.cost,
                "gap": 100 * other.gap,
                "sites": _sites(case, other),
            }
            for other in answer.others
        ],
        "prices": [
            {"limit": each.limit, "without_place": round(each.without_place), "cost": each.cost}
            for each in answer.prices
        ],
    }


def _sites(case: Case, plan: Plan) -> list[dict[str, Any]]:
    """Each site: classes now (None: a place for a new one), and by period whether it is open,
    classes it has room for, students it teaches."""
    taught: defaultdict[tuple[str, int], float] = defaultdict(float)
    for (_point, to, period), going in plan.flows.items():
        taught[to, period] += going
    found = []
    for site in case.sites:
        is_open = [bool(plan.is_open.get((site.key, at))) for at in case.periods]
        if site.is_new and not any(is_open):
            continue
        size = case.standards.pupils_a_class
        classes = [
            case.places(site, plan.modules.get((site.key, at), 0)) // size if is_open[at] else 0
            for at in case.periods
        ]
        students = [round(taught[site.key, at]) for at in case.periods]
        found.append({"key": site.key, "now": site.classes, "classes": classes,
                      "open": is_open, "students": students})  # fmt: skip
    return found


def _ways(case: Case, plan: Plan) -> dict[str, Any]:
    """In the last period: mean and longest way in metres, and who goes where."""
    last = case.periods[-1]
    points = {point.key: point for point in case.points}
    sites = {site.key: site for site in case.sites}
    flows = {(point, site): students for (point, site, period), students in plan.flows.items()
             if period == last}  # fmt: skip
    metres = {way: case.way(points[way[0]], sites[way[1]]) for way in flows}
    return {
        "mean": _mean(flows, metres),
        "longest": max(metres.values(), default=0),
        "flows": [[point, site, round(students)] for (point, site), students in flows.items()],
    }


def _mean(flows: Mapping[tuple[str, str], float], metres: Mapping[tuple[str, str], int]) -> float:
    everybody = sum(flows.values())
    return sum(flows[way] * metres[way] for way in flows) / everybody if everybody else 0.0


def catchment_figures(answer: CatchmentsAnswer) -> dict[str, Any]:
    """Ways with children and metres; hamlets without a place, and those that are split."""
    found = answer.found
    return {
        "ways": [[hamlet, school, children, found.metres[hamlet, school]]
                 for (hamlet, school), children in sorted(found.children.items())],
        "without_place": dict(found.without_place),
        "split": found.split,
        "too_far": found.too_far,
        "longest": found.longest,
        "mean": found.mean,
        "prices": [{"limit": each.limit, "without_place": round(each.without_place),
                    "mean": each.cost} for each in answer.prices],
    }  # fmt: skip
