"""What stays open, as the demand of the recruitment plan: posts by commune and subject.

Every cell is a commune's need of one subject at one level. Posts are whole by the largest
remainders under the total of level and subject, so that the annex adds up; what is less than half
a post in a commune is no post but lessons to share or pay as overtime (at most half a norm).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from staffing.rebalance.facts import Facts
from staffing.rebalance.options import FULL_LOAD
from staffing.rebalance.plan import Plan

# Percent of the commune's need that is open, from which on a colour is given.
RED, ORANGE, YELLOW = 50, 25, 10


class Priority(IntEnum):
    """How urgent a post is. BLACK: a school has nobody at all for a subject it must teach."""

    BLACK = 0
    RED = 1
    ORANGE = 2
    YELLOW = 3
    WHITE = 4


@dataclass(frozen=True, slots=True)
class Demand:
    """One line of the annex. `open_posts` is exact; `posts` are whole ones to recruit."""

    stage: str
    commune: str
    subject: str
    priority: Priority
    needed: Fraction
    open_posts: Fraction
    posts: int


def recruitment_demand(facts: Facts, plan: Plan) -> list[Demand]:
    """The annex of one part, the most urgent first."""
    load, communes = FULL_LOAD[plan.stage], {each.key: each.commune for each in facts.schools}
    needed: defaultdict[tuple[str, str], int] = defaultdict(int)
    still_open: defaultdict[tuple[str, str], int] = defaultdict(int)
    black: set[tuple[str, str]] = set()
    for need in facts.needs:
        cell = communes[need.school], need.subject
        left = plan.open_after.get((need.school, need.subject), 0)
        needed[cell] += need.units
        still_open[cell] += left
        if left == need.units:
            black.add(cell)
    posts = dict(_whole_posts(still_open, load))
    found = [
        Demand(
            plan.stage,
            *cell,
            _priority(cell in black, units, needed[cell]),
            Fraction(needed[cell], load),
            Fraction(units, load),
            posts[cell],
        )
        for cell, units in still_open.items()
        if units
    ]
    return sorted(
        found, key=lambda each: (each.priority, -each.open_posts, each.commune, each.subject)
    )


def _priority(is_black: bool, units: int, needed: int) -> Priority:
    if is_black:
        return Priority.BLACK
    for percent, priority in (
        (RED, Priority.RED),
        (ORANGE, Priority.ORANGE),
        (YELLOW, Priority.YELLOW),
    ):
        if units * 100 >= percent * needed:
            return priority
    return Priority.WHITE


def _whole_posts(
    still_open: dict[tuple[str, str], int], load: int
) -> Iterable[tuple[tuple[str, str], int]]:
    """Each subject on its own: its total of cells of half a post and more, as whole posts."""
    by_subject: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for cell in sorted(still_open):
        by_subject[cell[1]].append(cell)
    for cells in by_subject.values():
        yield from _by_remainders(cells, still_open, load)


def _by_remainders(
    cells: Sequence[tuple[str, str]], still_open: dict[tuple[str, str], int], load: int
) -> Iterable[tuple[tuple[str, str], int]]:
    counted = [cell for cell in cells if 2 * still_open[cell] >= load]
    total = sum(still_open[cell] for cell in counted) // load
    whole = {cell: still_open[cell] // load if cell in counted else 0 for cell in cells}
    rest = sorted(counted, key=lambda cell: (-(still_open[cell] % load), cell))
    for cell in rest[: total - sum(whole.values())]:
        whole[cell] += 1
    return whole.items()
