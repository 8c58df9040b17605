"""What a careful clerk does by hand, for comparison: the worst cell first, the nearest who is free.

Each school first does its best alone. Then the need that lacks most gets the nearest person whom
the home school has no use for at all, wishes first, as long as most of a load is open; what is
left gets lessons of teachers nearby who have time to spare. It is held to the same limits as a
plan, and never frees one teacher to move another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import Taught
from staffing.rebalance.options import FULL_LOAD

# A person is sent where this much of a load is open.
WORTH_PERCENT = 60


@dataclass
class ByHand:
    """What the clerk arrived at: open units, people sent and wishes granted, lots shared."""

    open: dict[tuple[str, str], int]
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    granted: list[tuple[str, str, str]] = field(default_factory=list)
    shared: list[tuple[Cell, str, str, int]] = field(default_factory=list)

    @property
    def still_open(self) -> int:
        return sum(self.open.values())


def main_subject_only(grouped: Grouped) -> int:
    """Units open when everybody gives the main subject and what belongs to none, nothing else."""
    left = 0
    for school in grouped.needs:
        capacity: Counter[tuple[str, ...]] = Counter()
        for group, units in grouped.capacity(school).items():
            capacity[group[:1]] += units
        left += sum(grouped.open_at(school, grouped.best_at(school, dict(capacity))).values())
    return left


def greedy(grouped: Grouped) -> ByHand:
    """The clerk's answer for one part."""
    return _Clerk(grouped).work()


class _Clerk:
    def __init__(self, grouped: Grouped) -> None:
        self.grouped = grouped
        self.spare = {cell: grouped.spare(*cell) for cell in grouped.members}
        self.left: Counter[str] = Counter()
        self.lent: Counter[str] = Counter()
        self.gone: set[str] = set()
        self.answer = ByHand(_open(grouped, grouped.inside))
        self.giving: defaultdict[str, list[Cell]] = defaultdict(list)
        for school, group in sorted(grouped.members):
            for subject in group:
                self.giving[subject].append((school, group))

    def work(self) -> ByHand:
        for cell in self._worst_first():
            self._send(*cell)
        if self.grouped.options.may_share:
            for cell in self._worst_first():
                self._share(*cell)
        return self.answer

    def _worst_first(self) -> list[tuple[str, str]]:
        weight = self.grouped.weight
        left = self.answer.open
        return sorted(left, key=lambda cell: (-left[cell] * weight(*cell), cell))

    def _send(self, school: str, subject: str) -> None:
        load = FULL_LOAD[self.grouped.stage]
        while self.answer.open[school, subject] * 100 >= load * WORTH_PERCENT:
            found = min(self._free(school, subject, load), default=None)
            if found is None:
                return
            _forced, _metres, person, cell = found
            lines = self.answer.sent if found[0] else self.answer.granted
            lines.append((person, cell[0], school))
            self.gone.add(person)
            self.left[cell[0]] += 1
            self.spare[cell] -= load
            given = min(load, self.answer.open[school, subject])
            self.answer.open[school, subject] -= given

    def _free(self, school: str, subject: str, load: int) -> Iterator[tuple[bool, int, str, Cell]]:
        """People the home school has no use for: those who wish to come, then the nearest."""
        grouped = self.grouped
        most = grouped.options.by_stage[grouped.stage].move_metres
        for cell in self.giving[subject]:
            home, members = cell[0], grouped.members[cell]
            is_full = self.left[home] >= grouped.most_leaving(home)
            if home == school or self.spare[cell] < load or is_full:
                continue
            if (home, school) in grouped.options.closed:
                continue
            metres = grouped.metres(home, school)
            for person in members.wishing:
                if person.key not in self.gone and school in person.wishes:
                    yield False, metres, person.key, cell
            for person in members.movable if metres <= most else ():
                if person.key not in self.gone:
                    yield True, metres, person.key, cell
                    break

    def _share(self, school: str, subject: str) -> None:
        grouped, limits = self.grouped, self.grouped.options.by_stage[self.grouped.stage]
        near = sorted(
            (grouped.metres(cell[0], school), cell)
            for cell in self.giving[subject]
            if cell[0] != school and grouped.members[cell].sharable
        )
        for metres, cell in near:
            while metres <= limits.share_metres and self._may_lend(cell):
                most = min(self.spare[cell], grouped.options.most_given(grouped.stage))
                units = min(most, self.answer.open[school, subject])
                if units < limits.least_lot or (cell[0], school) in grouped.options.closed:
                    break
                self.answer.shared.append((cell, school, subject, units))
                self.answer.open[school, subject] -= units
                self.spare[cell] -= units
                self.lent[cell[0]] += 1

    def _may_lend(self, cell: Cell) -> bool:
        lots = sum(each[0] == cell for each in self.answer.shared)
        gone = sum(person.key in self.gone for person in self.grouped.members[cell].sharable)
        has_people = lots < len(self.grouped.members[cell].sharable) - gone
        return has_people and self.lent[cell[0]] < self.grouped.most_shared(cell[0])


def _open(grouped: Grouped, inside: dict[str, Taught]) -> dict[tuple[str, str], int]:
    return {
        (school, subject): units
        for school, taught in inside.items()
        for subject, units in grouped.open_at(school, taught).items()
        if units
    }
