"""What must hold for every plan: against brute force, and as relations between plans."""

import itertools
import random
from collections import Counter
from dataclasses import replace

import pytest

from eduportal.operations.demo.imbalance import invent_province
from staffing.rebalance import lots
from staffing.rebalance.facts import LOWER, UPPER, Facts, parts_of
from staffing.rebalance.groups import Grouped
from staffing.rebalance.inside import best_inside, open_after
from staffing.rebalance.model import MOVE_KM, build_model
from staffing.rebalance.options import Options
from staffing.rebalance.part import bound_only, solve_part
from staffing.rebalance.plan import Ground
from tests.staffing.rebalance.small import EXACT, LOAD, by_chance, facts, person, school, solved

pytestmark = pytest.mark.usefixtures("uncounted")
SEEDS = range(60)
WHOLE_ONLY = replace(EXACT, may_share=False)


def all_ways(grouped: Grouped):
    """Every set of moves the limits allow: where each person is afterwards."""
    choices = []
    for each in grouped.facts.people:
        near = [other for metres, other in grouped.near[each.school] if metres <= 15_000]
        to = grouped.wishes_of(each)
        if not to and grouped.may_force(each):
            to = [key for key in near if not grouped.needs[key].keys().isdisjoint(each.subjects)]
        choices.append([each.school, *to])
    return itertools.product(*choices)


def cost(grouped: Grouped, places: tuple[str, ...]) -> float | None:
    """What a set of moves comes to, by the best inside each school; None if it is not allowed."""
    room = {key: Counter(grouped.capacity(key)) for key in grouped.schools}
    total = 0.0
    for each, place in zip(grouped.facts.people, places, strict=True):
        if place != each.school:
            room[each.school][each.subjects] -= LOAD
            room[place][each.subjects] += LOAD
            price = 8 * 35 * 2 / (4 if grouped.wishes_of(each) else 1)
            total += price + LOAD * MOVE_KM * grouped.metres(each.school, place) / 1000
    for key, needs in grouped.needs.items():
        weights = {each: grouped.weight(key, each) for each in needs}
        if min(room[key].values(), default=0) < 0:
            return None
        left = open_after(best_inside(room[key], needs, weights), needs)
        weighted = sum(weights[each] * units for each, units in left.items())
        if weighted > grouped.worst[key]:
            return None
        total += weighted
    return total


@pytest.mark.trial("many")
@pytest.mark.parametrize("part", range(3))
def test_no_set_of_moves_is_better_than_the_plan(part):
    for seed in list(SEEDS)[part::3]:
        grouped = Grouped(by_chance(seed), WHOLE_ONLY)
        costs = (cost(grouped, places) for places in all_ways(grouped))
        best = min(each for each in costs if each is not None)
        found = solved(grouped.facts, WHOLE_ONLY)
        assert found.found == pytest.approx(best, abs=1e-4), seed
        places = {move.person: move.to_school for move in found.plan.moves}
        made = tuple(places.get(each.key, each.school) for each in grouped.facts.people)
        assert cost(grouped, made) == pytest.approx(best, abs=1e-4), seed


def test_one_teacher_more_never_raises_the_bound():
    for seed in SEEDS:
        before = by_chance(seed)
        draw = random.Random(seed)
        at, subject = draw.choice("ABC"), draw.choice(["toan", "gdcd", "tin-hoc"])
        one_more = person("new", at, subject, protections=frozenset({"contract"}))
        after = replace(before, people=(*before.people, one_more))
        options = replace(EXACT, no_school_worse=False)
        assert bound_only(after, options) <= bound_only(before, options) + 1e-6, seed


def test_more_freedom_never_raises_the_bound():
    tight = Options(leave_percent=30)
    for seed in SEEDS:
        of = by_chance(seed)
        bound = bound_only(of, tight)
        for freer in (
            replace(tight, leave_percent=60),
            replace(tight, no_school_worse=False),
            replace(tight, protecting=frozenset()),
            replace(tight, shared_people_percent=60),
        ):
            assert bound_only(of, freer) <= bound + 1e-6, seed


def test_the_names_and_the_order_of_schools_change_nothing():
    for seed in list(SEEDS)[:20]:
        of = by_chance(seed)
        turned = Facts(of.schools[::-1], of.needs[::-1], of.people[::-1], of.name)
        assert turned.digest() == of.digest()
        assert bound_only(turned, EXACT) == pytest.approx(bound_only(of, EXACT))


def test_subjects_are_covered_by_those_who_know_them_alone():
    """As many gdcd teachers as one likes: what lacks of mathematics stays the same."""
    for count in (0, 1, 7):
        people = [person("m", "A", "toan"), *(person(f"g{n}", "B", "gdcd") for n in range(count))]
        needs = {"A": {"toan": 2 * LOAD}, "B": {"gdcd": 100, "toan": 50}}
        plan = solved(facts([school("A"), school("B", 5)], needs, people)).plan
        assert sum(units for (_at, name), units in plan.open_after.items() if name == "toan") == (
            LOAD + 50
        )


def test_looking_along_few_ways_first_ends_as_near_to_the_bound(monkeypatch):
    """As for a province: the ways of divisible people first, all of them if that is not enough."""
    for part in parts_of(invent_province(share=0.05, stages=[LOWER, UPPER])):
        every = solve_part(part, Options(), "x").plan
        with monkeypatch.context() as patched:
            patched.setattr(lots, "MOST_COLUMNS", 0)
            few = solve_part(part, Options(), "x")

        assert few.broken == ()
        assert few.plan.shares
        gained = every.was_open - every.still_open
        assert few.plan.still_open - every.still_open <= 0.06 * gained, part.name


def test_a_plan_of_an_invented_province_is_sound_and_repeats_itself():
    part = parts_of(invent_province(share=0.08, stages=[UPPER]))[0]
    one, other = (solve_part(part, Options(), "x") for _run in range(2))

    assert one.broken == () and one.plan == other.plan
    assert one.lp_bound <= one.found + 1e-6 and one.plan.still_open < one.plan.was_open
    given = Counter()
    for taught in one.plan.taught:
        given[taught.school, taught.subject] += taught.units
    for share in one.plan.shares:
        for subject, units in share.units:
            given[share.to_school, subject] += units
    needs = {(each.school, each.subject): each.units for each in part.needs}
    assert {cell: given[cell] + one.plan.open_after.get(cell, 0) for cell in needs} == needs
    assert {move.ground for move in one.plan.moves} <= {Ground.SURPLUS, Ground.LENT, Ground.WISH}


@pytest.mark.trial("many")
def test_a_second_solver_finds_the_same_bounds():
    from benchmarks.rebalance import by_glop

    for part in parts_of(invent_province(share=0.05, stages=[LOWER, "02"])):
        model = build_model(Grouped(part, Options()))
        assert bound_only(part, Options()) == pytest.approx(by_glop(model), rel=1e-7)


def test_parts_share_no_teacher():
    province = invent_province(share=0.05)
    parts = parts_of(province)

    assert [part.name for part in parts] == [
        "01 #children", "02 #class", "02 ngoai-ngu-1", "02 tin-hoc-cong-nghe", "03 #shared",
        "04 #shared",
    ]  # fmt: skip
    assert sum(len(part.people) for part in parts) == len(province.people)
    assert sum(len(part.needs) for part in parts) == len(province.needs)
    for part in parts:
        needed = {need.subject for need in part.needs}
        others = {need.subject for need in province.needs} - needed
        for each in part.people:
            assert others.isdisjoint(each.subjects) or not needed.isdisjoint(each.subjects)
