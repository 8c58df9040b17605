"""Why a line is in the plan, and what if it were not: facts of the two schools, frozen with it.

A line never tells of a colleague's hardship: it counts who could not be asked, and no more. What
would be without the line is computed anew for both schools, everything else of the plan as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from staffing.rebalance.facts import Group, Person
from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import best_inside, open_after
from staffing.rebalance.options import FULL_LOAD
from staffing.rebalance.people import Chooser
from staffing.rebalance.plan import Move, Plan, Share

EVERYBODY_GOES, LOT = "everybody", "lot"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Without the line: units a year more that nobody gives, and the schools that would be worse
    off than today. `weighted` counts them as the plan does."""

    units: int
    weighted: int
    worse_off: Group


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of one line. Units a year.

    `spare` is what the home school had no use for, of people with the same subjects; `lacking`
    what the other school lacked of these subjects before, and `still_lacking` under the plan.
    `eligible` people could be asked, `not_eligible` could not; `decided_by` is the first
    criterion that set who goes apart from who stays. `if_shared` is what lessons at a second
    school could cover instead of the move; None where the person cannot be shared that far.
    """

    spare: int
    lacking: tuple[tuple[str, int], ...]
    still_lacking: tuple[tuple[str, int], ...]
    eligible: int
    not_eligible: int
    decided_by: str
    without: WhatIf
    if_shared: int | None


class Explainer:
    """Explains the lines of one plan."""

    def __init__(self, grouped: Grouped, plan: Plan, scenario: str) -> None:
        self.grouped, self.plan = grouped, plan
        self.chooser = Chooser(grouped, scenario)
        self.load = FULL_LOAD[grouped.stage]

    @cached_property
    def persons(self) -> dict[str, Person]:
        return {person.key: person for person in self.grouped.facts.people}

    @cached_property
    def room(self) -> dict[str, Counter[Group]]:
        """Units each group of people at a school has for the school itself."""
        found = {key: Counter(self.grouped.capacity(key)) for key in self.grouped.schools}
        for move in self.plan.moves:
            group = self.persons[move.person].subjects
            found[move.from_school][group] -= self.load
            found[move.to_school][group] += self.load
        for share in self.plan.shares:
            found[share.from_school][self.persons[share.person].subjects] -= share.total
        return found

    @cached_property
    def brought(self) -> dict[str, Counter[str]]:
        """Units of each subject that come to a school from others."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for share in self.plan.shares:
            found[share.to_school].update(dict(share.units))
        return found

    def lines(self) -> Iterator[tuple[Move | Share, Why]]:
        for line in self.plan.lines():
            yield line, self.why(line)

    def why(self, line: Move | Share) -> Why:
        person = self.persons[line.person]
        cell = line.from_school, person.subjects
        members = self.grouped.members[cell]
        eligible = members.sharable if isinstance(line, Share) else members.movable
        if isinstance(line, Move) and not line.is_forced:
            eligible = [person]
        return Why(
            self.grouped.spare(*cell),
            self._lacking(line.to_school, person, self.plan.open_before),
            self._lacking(line.to_school, person, self.plan.open_after),
            len(eligible),
            len(members.people) - len(eligible),
            self._criterion(line, cell, eligible),
            self.without(line),
            self._if_shared(line) if isinstance(line, Move) else None,
        )

    def _lacking(
        self, school: str, person: Person, left: dict[tuple[str, str], int]
    ) -> tuple[tuple[str, int], ...]:
        needed = self.grouped.needs[school]
        return tuple(
            (each, left.get((school, each), 0)) for each in person.subjects if each in needed
        )

    def _criterion(self, line: Move | Share, cell: Cell, eligible: list[Person]) -> str:
        """The first criterion in which the last who goes differs from the first who stays."""
        kind = type(line)
        gone = {each.person for each in self.plan.lines()}
        same = {each.person for each in self.plan.lines() if type(each) is kind}
        going = [person for person in eligible if person.key in same]
        staying = [person for person in eligible if person.key not in gone]
        if not staying or not going:
            return EVERYBODY_GOES
        last, first = max(going, key=self.chooser.order), min(staying, key=self.chooser.order)
        names = (*self.grouped.options.criteria, LOT)
        pairs = zip(names, self.chooser.order(last), self.chooser.order(first), strict=True)
        return next(name for name, one, other in pairs if one != other)

    def without(self, line: Move | Share) -> WhatIf:
        """Both schools anew, each doing its best, as if the person had stayed at home."""
        group = self.persons[line.person].subjects
        home, other = self.room[line.from_school].copy(), self.room[line.to_school].copy()
        brought = self.brought[line.to_school].copy()
        if isinstance(line, Share):
            home[group] += line.total
            brought.subtract(dict(line.units))
        else:
            home[group] += self.load
            other[group] -= self.load
        then = {
            line.from_school: self._left(line.from_school, home, self.brought[line.from_school]),
            line.to_school: self._left(line.to_school, other, brought),
        }
        return self._compared(then)

    def _compared(self, then: dict[str, Counter[str]]) -> WhatIf:
        units = weighted = 0
        worse = []
        for school, left in then.items():
            sums = self._weighted(school, left)
            now = Counter({each: self.plan.open_after.get((school, each), 0) for each in left})
            units += left.total() - now.total()
            weighted += sums - self._weighted(school, now)
            if sums > self.grouped.worst[school]:
                worse.append(school)
        return WhatIf(units, weighted, tuple(worse))

    def _weighted(self, school: str, left: Counter[str]) -> int:
        return sum(self.grouped.weight(school, each) * units for each, units in left.items())

    def _left(self, school: str, room: Counter[Group], brought: Counter[str]) -> Counter[str]:
        """Open units of a school with these people and what others bring. Who is promised to a
        third school is missing here first."""
        missing = sum(-units for units in room.values() if units < 0)
        needs = {each: units - brought[each] for each, units in self.grouped.needs[school].items()}
        weights = {each: self.grouped.weight(school, each) for each in needs}
        taught = best_inside(
            {group: units for group, units in room.items() if units > 0}, needs, weights
        )
        left = Counter(open_after(taught, needs))
        if missing:
            left[min(needs)] += missing
        return left

    def _if_shared(self, move: Move) -> int | None:
        """Units that half a load at the other school would cover there."""
        limits = self.grouped.options.by_stage[self.grouped.stage]
        person = self.persons[move.person]
        if not self.grouped.may_share(person) or move.metres > limits.share_metres:
            return None
        lacking = self._lacking(move.to_school, person, self.plan.open_before)
        return min(
            sum(units for _subject, units in lacking),
            self.grouped.options.most_given(self.grouped.stage),
        )
