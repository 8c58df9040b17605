"""The checker finds every fault that is planted in a sound plan."""

from dataclasses import replace

import pytest

from staffing.rebalance.check import check_plan, check_stored
from staffing.rebalance.plan import Ground, Taught
from tests.staffing.rebalance.small import EXACT, LOAD, facts, person, school, solved

NEEDS = {
    "A": {"toan": LOAD, "gdcd": 100},
    "B": {"toan": LOAD},
    "C": {"gdcd": 200},
    "D": {"toan": LOAD},
}
PEOPLE = [
    person("stays", "A", "toan", protections=frozenset({"hardship"})),
    person("goes", "A", "toan"),
    person("gives", "A", "gdcd"),
    person("wishes", "C", "toan", wishes=("D",)),
    person("part", "A", "tin-hoc", is_full_time=False, units=100),
]
SCHOOLS = [school("A"), school("B", 10, is_hard=True), school("C", 5), school("D", 90)]
OF = facts(SCHOOLS, NEEDS, PEOPLE)


@pytest.fixture(scope="module")
def plan():
    found = solved(OF, EXACT).plan
    assert [move.person for move in found.moves] == ["goes", "wishes"]
    assert [share.person for share in found.shares] == ["gives"]
    return found


def rules(plan, options=EXACT):
    return {each.rule for each in check_plan(OF, options, plan)}


def moved(plan, at, **change):
    moves = list(plan.moves)
    moves[at] = replace(moves[at], **change)
    return replace(plan, moves=tuple(moves))


def shared(plan, **change):
    return replace(plan, shares=(replace(plan.shares[0], **change),))


PLANTED = {
    "who is protected goes": (lambda p: moved(p, 0, person="stays"), "protected"),
    "who teaches part-time goes": (lambda p: moved(p, 0, person="part"), "part_time"),
    "somebody nobody knows": (lambda p: moved(p, 0, person="nobody"), "unknown"),
    "somebody of another school": (lambda p: moved(p, 0, from_school="C"), "unknown"),
    "twice the same person": (lambda p: replace(p, moves=(*p.moves, p.moves[0])), "two_lines"),
    "too far": (lambda p: moved(p, 0, to_school="D", metres=90_000), "too_far"),
    "a wish nobody had": (lambda p: moved(p, 1, to_school="B"), "no_wish"),
    "a wish for one without": (lambda p: moved(p, 0, ground=Ground.WISH), "no_wish"),
    "another distance": (lambda p: moved(p, 0, metres=9_999), "metres"),
    "another authority": (lambda p: moved(p, 0, decided_by="c2"), "authority"),
    "a lot too small": (lambda p: shared(p, units=(("gdcd", 139),)), "lot"),
    "a lot too large": (lambda p: shared(p, units=(("gdcd", LOAD),)), "lot"),
    "lessons not studied": (lambda p: shared(p, units=(("toan", 200),)), "not_qualified"),
    "a unit too many": (
        lambda p: replace(p, taught=(*p.taught, Taught("A", ("toan",), "toan", 1))),
        "cover",
    ),
    "more than the load": (
        lambda p: replace(p, taught=(*p.taught, Taught("C", ("toan",), "toan", LOAD + 1))),
        "load",
    ),
    "who teaches what is not studied": (
        lambda p: replace(p, taught=(*p.taught, Taught("A", ("toan",), "gdcd", 1))),
        "not_qualified",
    ),
    "less open than is": (lambda p: replace(p, open_after={("B", "toan"): 1}), "cover"),
    "more was open than was": (
        lambda p: replace(p, open_before={**p.open_before, ("A", "toan"): 9}),
        "open_before",
    ),
    "a school is left short": (
        lambda p: replace(
            p,
            taught=tuple(each for each in p.taught if each.school != "A"),
            open_after={**p.open_after, ("A", "toan"): LOAD, ("A", "gdcd"): 100},
        ),
        "worse_off",
    ),
}


def test_a_sound_plan_has_no_fault(plan):
    assert rules(plan) == set()


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(plan, fault):
    plant, rule = PLANTED[fault]
    assert rule in rules(plant(plan))


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (replace(EXACT, may_force=False), "forced"),
        (replace(EXACT, may_grant=False), "no_wish"),
        (replace(EXACT, may_share=False), "not_shared"),
        (replace(EXACT, never_shared=frozenset({"gdcd"})), "not_shared"),
        (replace(EXACT, leave_percent=0), "leaving"),
        (replace(EXACT, shared_people_percent=0), "shared_people"),
        (replace(EXACT, kept=frozenset({"goes"})), "protected"),
        (replace(EXACT, closed=frozenset({("A", "B")})), "closed"),
        (replace(EXACT, pinned=frozenset({("stays", "B")})), "pinned"),
    ],
)
def test_a_plan_under_other_options_is_refused(plan, options, rule):
    assert rule in rules(plan, options)


def stored(plan):
    """As the portal keeps it: lines and needs, but not who teaches what."""
    return replace(plan, taught=())


def test_a_sound_plan_is_found_sound_from_its_lines_and_needs_alone(plan) -> None:
    assert check_stored(OF, EXACT, stored(plan)) == []


# Who teaches what is not stored; a unit that is called open and could be given is no broken rule.
NOT_STORED = {
    "a unit too many",
    "more than the load",
    "who teaches what is not studied",
    "a school is left short",
    "less open than is",
}


@pytest.mark.parametrize("name", sorted(PLANTED.keys() - NOT_STORED))
def test_a_fault_is_found_in_what_is_stored_as_well(plan, name) -> None:
    change, rule = PLANTED[name]
    assert rule in {each.rule for each in check_stored(OF, EXACT, stored(change(plan)))}


def test_less_left_open_than_anybody_can_give_is_found() -> None:
    of = facts(SCHOOLS, {**NEEDS, "B": {"toan": 3 * LOAD}}, PEOPLE)
    plan = stored(solved(of).plan)
    assert check_stored(of, EXACT, plan) == []
    open_after = {cell: units - 1 for cell, units in plan.open_after.items()}
    broken = check_stored(of, EXACT, replace(plan, open_after=open_after))
    assert {each.rule for each in broken} == {"cover"}
