"""Plans of places: against every plan there is, against hand work, and by a checker of its own."""

import itertools
from dataclasses import replace

import pytest

from eduportal.planning.location.check import check_plan
from eduportal.planning.location.facts import Case, Costs, Point, Site, Standards
from eduportal.planning.location.greedy import greedy, with_sites_fixed
from eduportal.planning.location.solve import plan_of
from tests.planning.location.made import LOWER, PRIMARY, commune, tiny


def choices_of(case: Case, site: Site) -> list[tuple[int | None, ...]]:
    """By period the modules of a site, or None where it is closed: every way that is allowed."""
    most = case.extensions(site)
    found = []
    for way in itertools.product([None, *range(most + 1)], repeat=len(case.periods)):
        for before, after in itertools.pairwise(way):
            if site.is_new and before is not None and after is None:
                break
            if not site.is_new and before is None and after is not None:
                break
            if (before or 0) > (after or 0):
                break
        else:
            if site.is_new or site.may_close or None not in way:
                found.append(way)
    return found


def best_by_trying(case: Case) -> tuple[float, float]:
    """The fewest without a place, and the lowest cost of a plan with so few."""
    found = []
    for ways in itertools.product(*(choices_of(case, site) for site in case.sites)):
        chosen = {
            (site.key, period): modules
            for site, way in zip(case.sites, ways, strict=True)
            for period, modules in enumerate(way)
            if modules is not None
        }
        plan = with_sites_fixed(case, chosen, fills=True)
        if plan is not None and not check_plan(case, plan):
            found.append((round(plan.without_place, 3), plan.cost))
    return min(found)


@pytest.mark.trial("many")
@pytest.mark.parametrize("seed", range(6))
def test_no_plan_is_better_than_the_one_found(seed):
    case = tiny(seed)
    plan = plan_of(case, gap_percent=0)
    short, cost = best_by_trying(case)

    assert check_plan(case, plan) == []
    assert plan.without_place == pytest.approx(short, abs=1e-2)
    assert plan.cost <= cost + 1e-3
    assert plan.bound == pytest.approx(plan.cost, rel=1e-6)


@pytest.mark.parametrize(("seed", "standards"), [(1, PRIMARY), (2, PRIMARY), (3, LOWER)])
def test_a_plan_keeps_every_rule_and_beats_hand_work(seed, standards):
    case = commune(seed, standards)
    plan, by_hand = plan_of(case), greedy(case)

    assert check_plan(case, plan) == []
    assert plan.gap <= 0.01
    assert plan.without_place <= by_hand.without_place + 1e-2
    assert plan.bound <= by_hand.cost
    assert plan == plan_of(case)


def test_nobody_is_left_out_because_a_school_is_dear():
    """A school that costs more than anything it saves is built where places are missing."""
    far = Point("far", (0, 0), (240,))
    case = Case(
        "dear",
        (far,),
        (Site("new", (0, 0), None),),
        Standards(pupils_a_class=35, module=5, new_school=10, most=10),
        Costs(new_school=10_000_000),
    )
    plan = plan_of(case)

    assert plan.without_place == pytest.approx(0, abs=1e-6)
    assert plan.is_open["new", 0]


def test_a_new_school_that_nobody_would_fill_is_not_built():
    few = Point("few", (0, 0), (100,))
    case = Case("few", (few,), (Site("new", (0, 0), None),), PRIMARY)
    plan = plan_of(case)

    # 60 % of ten classes of 35.
    assert case.least_of_new == 210
    assert plan.without_place == 100
    assert not plan.is_open


def test_more_room_never_leaves_more_pupils_out_and_more_pupils_never_fewer():
    case = commune(4, periods=2)
    before = plan_of(case).without_place
    wider = replace(case, sites=tuple(
        replace(site, classes=(site.classes or 0) + 5) if not site.is_new else site
        for site in case.sites
    ))  # fmt: skip
    fuller = replace(case, points=tuple(
        replace(point, pupils=tuple(pupils * 2 for pupils in point.pupils)) for point in case.points
    ))  # fmt: skip

    assert plan_of(wider).without_place <= before + 1e-2
    assert plan_of(fuller).without_place >= before - 1e-2


def test_the_order_of_facts_changes_neither_digest_nor_cost():
    case = commune(5, periods=2)
    turned = replace(case, points=case.points[::-1], sites=case.sites[::-1])

    assert turned.digest() == case.digest() != commune(6, periods=2).digest()
    assert plan_of(turned, gap_percent=0).cost == pytest.approx(plan_of(case, gap_percent=0).cost)


def faults(case, plan):
    """Plans with one thing wrong each, and the word the checker says."""
    flow = max(plan.flows, key=lambda way: plan.flows[way])
    flows = {**plan.flows, flow: plan.flows[flow] + 3}
    yield "pupils", replace(plan, flows=flows)
    yield "cost", replace(plan, cost=plan.cost * 1.01)
    yield "bound", replace(plan, bound=plan.cost * 1.01)
    full = {key: 9 for key in plan.is_open}
    yield "size", replace(plan, modules=full)
    stands = next(site.key for site in case.sites if not site.is_new and not site.may_close)
    closed = {place: value for place, value in plan.is_open.items() if place[0] != stands}
    yield "closed", replace(plan, is_open=closed)
    yield "room", replace(plan, is_open=closed)
    grown = {**plan.modules, (stands, 0): 1, (stands, 1): 0}
    yield "kept", replace(plan, modules=grown)
    again = {**closed, (stands, 1): True}
    yield "order", replace(plan, is_open=again)
    yield "stays", replace(plan, is_open={})
    empty = next(site.key for site in case.sites if site.is_new)
    nobody = {way: pupils for way, pupils in plan.flows.items() if way[1] != empty}
    yield "filled", replace(plan, is_open={**plan.is_open, (empty, 1): True}, flows=nobody)


def test_the_checker_finds_each_fault_that_is_planted():
    case = commune(1, periods=2)
    plan = plan_of(case)
    assert check_plan(case, plan) == []

    for word, wrong in faults(case, plan):
        assert any(found.startswith(word) for found in check_plan(case, wrong)), word
