"""Why needs stay open under a plan: what stands between them and those who have lessons to spare.

Every open unit gets one reason, the mildest there is: whoever could come with the least change is
set against it first, the nearest first, and nobody is counted twice. What is left over has nobody
in the province. So the reasons add up to what is open, exactly.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from staffing.rebalance.explain import Explainer
from staffing.rebalance.facts import SHARED, Group, Person
from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import can_give

Open = tuple[str, str]


class Obstacle(StrEnum):
    """In the order of mildness; the last is nobody's fault.

    LIMITS: could come, and the plan's limits or what a move must be worth leave it. SMALL: a part
    of a load too small for a lot. UNASKED: is free to go, but nobody may be sent or shared, and no
    wish leads there. PROTECTED: may not be asked. CLOSED: nobody goes between the schools. FAR: too
    far. NOBODY: no school has a teacher of the subject to spare.
    """

    LIMITS = "limits"
    SMALL = "small"
    UNASKED = "unasked"
    PROTECTED = "protected"
    CLOSED = "closed"
    FAR = "far"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Kept:
    """Units a year of one subject that stay open for one reason."""

    subject: str
    obstacle: Obstacle
    units: int


def obstacles_of(explainer: Explainer) -> list[Kept]:
    """By subject and reason; together what the plan leaves open."""
    plan, grouped = explainer.plan, explainer.grouped
    spare, left = _Spare(explainer), Counter(plan.open_after)
    found: Counter[tuple[str, Obstacle]] = Counter()
    ways = _ways(grouped, spare, left)
    for obstacle in list(Obstacle)[:-2]:
        for cell, home in ways[obstacle]:
            taken = min(left[cell], spare.units[home])
            found[cell[1], obstacle] += taken
            left[cell] -= taken
            spare.units[home] -= taken
    for cell in sorted(left):
        found[cell[1], Obstacle.FAR] += (taken := spare.take(cell[1], left[cell]))
        found[cell[1], Obstacle.NOBODY] += left[cell] - taken
    return [Kept(*key, units) for key, units in sorted(found.items()) if units]


class _Spare:
    """Units that people have to spare under the plan, by school and subjects."""

    def __init__(self, explainer: Explainer) -> None:
        self.units: Counter[Cell] = Counter()
        for school, room in explainer.room.items():
            self.units.update({(school, group): units for group, units in room.items()})
        for each in explainer.plan.taught:
            self.units[each.school, each.group] -= each.units
        self.units = +self.units
        self.givers: defaultdict[str, list[Cell]] = defaultdict(list)
        for cell in sorted(self.units):
            for subject in cell[1]:
                self.givers[subject].append(cell)

    def take(self, subject: str, most: int) -> int:
        """Of whoever is left, wherever; how many units there were, up to `most`."""
        left = most
        for cell in sorted(self.units) if subject == SHARED else self.givers[subject]:
            taken = min(left, self.units[cell])
            self.units[cell] -= taken
            left -= taken
        return most - left


Ways = Mapping[Obstacle, list[tuple[Open, Cell]]]


def _ways(grouped: Grouped, spare: _Spare, left: Mapping[Open, int]) -> Ways:
    """Each open need with each who is near and has units of it to spare, by what is in the way."""
    at: defaultdict[str, list[Group]] = defaultdict(list)
    for school, group in sorted(spare.units):
        at[school].append(group)
    found: defaultdict[Obstacle, list[tuple[Open, Cell]]] = defaultdict(list)
    for cell in sorted(left):
        for metres, other in _near(grouped, cell[0]):
            for group in at[other]:
                if can_give(group, cell[1]):
                    home = (other, group)
                    units = min(spare.units[home], left[cell])
                    found[_between(grouped, home, cell, metres, units)].append((cell, home))
    return found


def _near(grouped: Grouped, school: str) -> Iterator[tuple[int, str]]:
    """Schools in reach, those among which no way is open last."""
    yield from grouped.near[school]
    limits = grouped.options.by_stage[grouped.stage]
    most = max(limits.move_metres, limits.share_metres)
    for one, other in sorted(grouped.options.closed):
        if one == school and other in grouped.schools:
            metres = grouped.metres(one, other)
            if metres <= most:
                yield metres, other


def _between(grouped: Grouped, home: Cell, cell: Open, metres: int, units: int) -> Obstacle:
    limits, options = grouped.options.by_stage[grouped.stage], grouped.options
    if (home[0], cell[0]) in options.closed:
        return Obstacle.CLOSED
    is_own, members = cell[1] in home[1], grouped.members.get(home)
    shares = is_own and metres <= limits.share_metres
    moves = metres <= limits.move_metres
    people = members.people if members else []
    if (shares and members and members.sharable) or (moves and members and members.movable):
        return Obstacle.SMALL if units < limits.least_lot else Obstacle.LIMITS
    if not shares and not moves:
        return Obstacle.FAR
    is_free = any(_is_free(grouped, each, shares=shares, moves=moves) for each in people)
    return Obstacle.UNASKED if is_free else Obstacle.PROTECTED


def _is_free(grouped: Grouped, person: Person, *, shares: bool, moves: bool) -> bool:
    """Whether nothing protects the person against being asked, if the plan asked anybody."""
    options = grouped.options
    if not person.is_full_time or person.key in options.kept:
        return False
    may_share = shares and person.subjects[0] not in options.never_shared
    return (may_share and not person.protections & options.protecting_from_sharing) or (
        moves and not person.protections & options.protecting
    )


def as_rows(kept: Iterable[Kept]) -> list[list[str | int]]:
    """As they are stored with the part."""
    return [[each.subject, each.obstacle.value, each.units] for each in kept]
