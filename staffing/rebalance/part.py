"""One part from facts to plan: bound, whole people, lots, persons, and the checker's verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from eduportal.solving.highs import SOLVER
from staffing.rebalance.check import Broken, check_plan
from staffing.rebalance.facts import Facts
from staffing.rebalance.groups import Grouped
from staffing.rebalance.lots import lots_of
from staffing.rebalance.model import build_model
from staffing.rebalance.options import FULL_LOAD, Options
from staffing.rebalance.people import plan_of
from staffing.rebalance.plan import Plan
from staffing.rebalance.solve import bound_of, movers_of

Result = TypeVar("Result")


@dataclass(frozen=True)
class Step:
    """How long one step took: processor seconds, and seconds on the clock."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Solved:
    """A part's plan with what it was proven by. Objectives are weighted units a year.

    `lp_bound` is what no plan under the same options can beat; `found` is the plan's objective
    before people are shared in lots, `bound` the best that was left for it, `is_global` whether
    for every plan. `broken` is what the checker found: a plan with any of it is not shown.
    """

    plan: Plan
    inside: int
    lp_bound: float
    found: float
    bound: float
    is_global: bool
    stopped_by: tuple[str, str]
    columns: int
    rows: int
    solver: str
    broken: tuple[Broken, ...]
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def least(self) -> float:
        """What no plan can beat. A search that ends at its target has no bound of its own: what it
        says then may lie above what it has found."""
        is_bound = self.is_global and self.bound <= self.found
        return max(self.bound, self.lp_bound) if is_bound else self.lp_bound

    @property
    def gap(self) -> float:
        """What may still be gained, as a share of what can be gained at most."""
        return (self.found - self.least) / max(1.0, self.inside - self.lp_bound)

    @property
    def open_posts(self) -> float:
        return self.plan.still_open / FULL_LOAD[self.plan.stage]


@dataclass
class Clock:
    """Takes the time of steps."""

    steps: dict[str, Step] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        cpu, wall = time.process_time(), time.perf_counter()
        result = work()
        self.steps[name] = Step(time.process_time() - cpu, time.perf_counter() - wall)
        return result


def bound_only(facts: Facts, options: Options) -> float:
    """The weighted units that stay open and are moved at least. Raises NotSolved."""
    return bound_of(build_model(Grouped(facts, options))).answer.objective


def solve_part(facts: Facts, options: Options, scenario: str) -> Solved:
    """Raises NotSolved when the options contradict each other, for example by what is pinned."""
    clock = Clock()
    grouped = Grouped(facts, options)
    model = clock.time("model", lambda: build_model(grouped))
    bound = clock.time("bound", lambda: bound_of(model))
    movers = clock.time("people", lambda: movers_of(model, grouped, bound))
    kept, lots = clock.time("lots", lambda: lots_of(model, grouped, movers))
    plan = clock.time("persons", lambda: plan_of(grouped, kept, lots, scenario))
    broken = clock.time("check", lambda: check_plan(facts, options, plan))
    return Solved(
        plan,
        sum(grouped.worst.values()),
        bound.answer.objective,
        movers.objective,
        movers.bound,
        movers.is_global,
        (movers.stopped_by, lots.stopped_by),
        len(model.columns),
        len(model.row_lower),
        SOLVER,
        tuple(broken),
        clock.steps,
    )
