"""What a careful planner would build by hand: room where it is missing, period by period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np

from eduportal.planning.location.facts import Case, Plan, Site
from eduportal.planning.location.program import Kind, write_program
from eduportal.planning.location.solve import read_plan, whole_pupils
from eduportal.solving.highs import NotSolved, Program


def greedy(case: Case) -> Plan:
    """Each period: extend the least extended school, or open the best place, until all fit.

    Who goes where is then solved exactly, which a planner could not do by hand, and nobody asks
    whether a new school is filled.
    """
    modules: Counter[str] = Counter()
    opened: set[str] = set()
    chosen: dict[tuple[str, int], int] = {}
    for period in case.periods:
        _make_room(case, period, modules, opened)
        for site in case.sites:
            if not site.is_new or site.key in opened:
                chosen[site.key, period] = modules[site.key]
    plan = with_sites_fixed(case, chosen)
    assert plan is not None, "whoever has no place stays without"
    return plan


def _make_room(case: Case, period: int, modules: Counter[str], opened: set[str]) -> None:
    everybody = sum(point.pupils[period] for point in case.points)
    while True:
        standing = [site for site in case.sites if not site.is_new or site.key in opened]
        room = sum(case.places(site, modules[site.key]) for site in standing)
        if room >= everybody:
            return
        growing = [site for site in standing if modules[site.key] < case.extensions(site)]
        if growing:
            modules[min(growing, key=lambda site: (modules[site.key], site.key)).key] += 1
        elif new := [site for site in case.sites if site.is_new and site.key not in opened]:
            opened.add(min(new, key=lambda site: (_way_of_all(case, site, period), site.key)).key)
        else:
            return


def _way_of_all(case: Case, site: Site, period: int) -> int:
    return sum(case.way(point, site) * point.pupils[period] for point in case.points)


def with_sites_fixed(
    case: Case, chosen: Mapping[tuple[str, int], int], *, fills: bool = False
) -> Plan | None:
    """The best assignment to what is open: the fewest without a place, then the lowest cost.

    `chosen` are the modules of each open site by period; `fills` asks for new schools to be
    filled. None where that cannot be.
    """
    try:
        short = _assigned(case, chosen, fills, None).without_place
        return _assigned(case, chosen, fills, whole_pupils(short))
    except NotSolved:
        return None


def _assigned(
    case: Case, chosen: Mapping[tuple[str, int], int], fills: bool, most_short: float | None
) -> Plan:
    model = write_program(case, most_short)
    for at, column in enumerate(model.columns):
        place = column.site, column.period
        if column.kind is Kind.OPEN:
            model.lower[at] = model.upper[at] = float(place in chosen)
        elif column.kind is Kind.MODULE:
            model.lower[at] = model.upper[at] = float(column.number <= chosen.get(place, 0))
    for at, name in enumerate(model.row_names):
        if name[0] == "filled" and not fills:
            model.row_lower[at] = -np.inf
    every = np.ones(len(model.columns), dtype=np.bool_)
    return read_plan(model, Program(model, every).run())
