"""Why needs stay open under a plan, from its own facts."""

from dataclasses import replace

import pytest

from staffing.rebalance.explain import Explainer
from staffing.rebalance.facts import Facts
from staffing.rebalance.groups import Grouped
from staffing.rebalance.obstacles import Kept, Obstacle, obstacles_of
from staffing.rebalance.options import HARDSHIP, Options
from tests.staffing.rebalance.small import EXACT, LOAD, by_chance, facts, person, school, solved

VOLUNTEERS = replace(EXACT, may_force=False, may_share=False)


def kept(of: Facts, options: Options) -> list[Kept]:
    plan = solved(of, options).plan
    return obstacles_of(Explainer(Grouped(of, options), plan, "test"))


def near(km: float = 5, lacking: int = LOAD, **other: object) -> Facts:
    """A has a teacher of mathematics too many, B lacks one."""
    people = [person("one", "A", "toan", **other)]
    return facts([school("A"), school("B", km)], {"B": {"toan": lacking}}, people)


@pytest.mark.parametrize(
    ("of", "options", "reason"),
    [
        (facts([school("A"), school("B")], {"B": {"toan": LOAD}}, []), EXACT, Obstacle.NOBODY),
        (near(90), EXACT, Obstacle.FAR),
        (near(), replace(EXACT, closed=frozenset({("A", "B"), ("B", "A")})), Obstacle.CLOSED),
        (near(protections=frozenset({HARDSHIP})), EXACT, Obstacle.PROTECTED),
        (near(), VOLUNTEERS, Obstacle.UNASKED),
        (near(lacking=35), replace(EXACT, may_force=False), Obstacle.SMALL),
        (near(lacking=35 * 5), replace(EXACT, may_share=False), Obstacle.LIMITS),
    ],
)  # fmt: skip
def test_the_reason_is_what_stands_in_the_way(
    of: Facts, options: Options, reason: Obstacle
) -> None:
    assert kept(of, options) == [Kept("toan", reason, sum(each.units for each in of.needs))]


def test_the_reasons_add_up_to_what_is_open_in_any_plan() -> None:
    for seed in range(20):
        of = by_chance(seed)
        for options in (EXACT, VOLUNTEERS):
            plan = solved(of, options).plan
            found = obstacles_of(Explainer(Grouped(of, options), plan, "test"))
            assert sum(each.units for each in found) == plan.still_open
            assert all(each.units > 0 for each in found)
