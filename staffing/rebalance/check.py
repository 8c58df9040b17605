"""Checks a plan against the facts, from people and needs alone.

It shares no code with what made the plan: loads, qualification, distances, protections, limits
and what is left open are computed anew, in whole units. A plan with a broken rule is never shown.
Of a stored plan, which keeps lines and needs only, who teaches what is found anew as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import isqrt

from staffing.rebalance.facts import SHARED, Facts, Group, Person, School
from staffing.rebalance.flow import largest_flow
from staffing.rebalance.options import FULL_LOAD, Options
from staffing.rebalance.plan import Ground, Move, Plan, Share, Taught

Line = Move | Share


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule a plan breaks, and where: a person, a school or a cell."""

    rule: str
    where: str


def check_plan(facts: Facts, options: Options, plan: Plan) -> list[Broken]:
    """Everything that is wrong with the plan of one part; empty when nothing is."""
    checker = _Checker(facts, options, plan)
    broken = [*checker.people()]
    if broken:
        # Whoever is not there has no load to compute with.
        return broken
    for rules in (checker.lines, checker.limits, checker.loads, checker.cover, checker.accepted):
        broken += rules()
    return broken


def check_stored(facts: Facts, options: Options, plan: Plan) -> list[Broken]:
    """The same of a plan without `taught`: somebody must be able to give all that is not open.

    Where nobody can, less is taught than is needed, and the cover is broken.
    """
    checker = _Checker(facts, options, plan)
    if broken := [*checker.people()]:
        return broken
    return check_plan(facts, options, replace(plan, taught=tuple(checker.teachable())))


@dataclass(frozen=True)
class _Checker:
    facts: Facts
    options: Options
    plan: Plan

    @cached_property
    def persons(self) -> dict[str, Person]:
        return {each.key: each for each in self.facts.people}

    @cached_property
    def places(self) -> dict[str, School]:
        return {each.key: each for each in self.facts.schools}

    @property
    def load(self) -> int:
        return FULL_LOAD[self.facts.stage]

    def people(self) -> Iterator[Broken]:
        """Each line is about one person who works where it says; nobody has two lines."""
        for key, times in Counter(line.person for line in self.plan.lines()).items():
            if times > 1:
                yield Broken("two_lines", key)
        for line in self.plan.lines():
            person = self.persons.get(line.person)
            is_there = person is not None and person.school == line.from_school
            if (
                not is_there
                or line.to_school not in self.places
                or line.to_school == line.from_school
            ):
                yield Broken("unknown", line.person)

    def lines(self) -> Iterator[Broken]:
        for line in self.plan.lines():
            person = self.persons[line.person]
            held = self.options.protecting_from_sharing
            if isinstance(line, Move):
                wish = line.ground is Ground.WISH
                held = self.options.barring_wishes if wish else self.options.protecting
                yield from self._move(line, person)
            else:
                yield from self._share(line, person)
            if person.protections & held or person.key in self.options.kept:
                yield Broken("protected", person.key)
            if not person.is_full_time:
                yield Broken("part_time", person.key)
            if (line.from_school, line.to_school) in self.options.closed:
                yield Broken("closed", person.key)
            yield from self._stated(line)

    def _move(self, move: Move, person: Person) -> Iterator[Broken]:
        if move.ground is Ground.WISH:
            if not self.options.may_grant or move.to_school not in person.wishes:
                yield Broken("no_wish", person.key)
            return
        if not self.options.may_force:
            yield Broken("forced", person.key)
        if self._is_beyond(move, self.options.by_stage[self.facts.stage].move_metres):
            yield Broken("too_far", person.key)

    def _share(self, share: Share, person: Person) -> Iterator[Broken]:
        limits = self.options.by_stage[self.facts.stage]
        if not self.options.may_share or person.subjects[0] in self.options.never_shared:
            yield Broken("not_shared", person.key)
        if self._is_beyond(share, limits.share_metres):
            yield Broken("too_far", person.key)
        if (
            not limits.least_lot
            <= share.total
            <= self.load * self.options.shared_load_percent // 100
        ):
            yield Broken("lot", person.key)
        if any(subject not in person.subjects or units <= 0 for subject, units in share.units):
            yield Broken("not_qualified", person.key)

    def _square(self, line: Line) -> int:
        one, other = self.places[line.from_school], self.places[line.to_school]
        return (one.east - other.east) ** 2 + (one.north - other.north) ** 2

    def _is_beyond(self, line: Line, metres: int) -> bool:
        # Distances are rounded down, so that a way of 12,000.9 m is one of 12,000 m.
        return self._square(line) >= (metres + 1) ** 2

    def _stated(self, line: Line) -> Iterator[Broken]:
        """What a line says about itself is so."""
        if line.metres != isqrt(self._square(line)):
            yield Broken("metres", line.person)
        one = self.places[line.from_school].managed_by
        other = self.places[line.to_school].managed_by
        if line.decided_by != (one if one == other else "department"):
            yield Broken("authority", line.person)

    def limits(self) -> Iterator[Broken]:
        """So many people of a school may leave, and so many be shared: percent, rounded up."""
        teachers = Counter(person.school for person in self.facts.people)
        leaving = Counter(move.from_school for move in self.plan.moves)
        shared = Counter(share.from_school for share in self.plan.shares)
        for name, found, percent in (
            ("leaving", leaving, self.options.leave_percent),
            ("shared_people", shared, self.options.shared_people_percent),
        ):
            for school, count in found.items():
                if (count - 1) * 100 >= percent * teachers[school]:
                    yield Broken(name, school)

    def loads(self) -> Iterator[Broken]:
        """Nobody gives more than the load, nor what they are not qualified for."""
        room = self._rooms()
        for taught in self.plan.taught:
            room[taught.school, taught.group] -= taught.units
            if taught.units < 0 or taught.subject not in (*taught.group, SHARED):
                yield Broken("not_qualified", f"{taught.school} {taught.subject}")
        for (school, group), units in room.items():
            if units < 0:
                yield Broken("load", f"{school} {'+'.join(group)}")

    def _rooms(self) -> Counter[tuple[str, Group]]:
        """Units the people of each school have left for it under the plan."""
        room: Counter[tuple[str, Group]] = Counter()
        moved = {move.person: move.to_school for move in self.plan.moves}
        for person in self.facts.people:
            room[person.school, person.subjects] += person.units
            if person.key in moved:
                # Duties stay behind; the load is a full one at the other school.
                room[person.school, person.subjects] -= self.load
                room[moved[person.key], person.subjects] += self.load
        for share in self.plan.shares:
            room[share.from_school, self.persons[share.person].subjects] -= share.total
        return room

    def teachable(self) -> Iterator[Taught]:
        """What the people at each school can give of what is neither open nor brought."""
        people: defaultdict[str, dict[Group, int]] = defaultdict(dict)
        for (school, group), units in self._rooms().items():
            people[school][group] = max(0, units)
        needs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for need in self.facts.needs:
            needs[need.school][need.subject] += need.units
        for (school, subject), units in self.plan.open_after.items():
            needs[school][subject] -= units
        for share in self.plan.shares:
            needs[share.to_school].subtract(dict(share.units))
        for school, wanted in needs.items():
            asked = {subject: max(0, units) for subject, units in wanted.items()}
            for (group, subject), units in largest_flow(people[school], asked).items():
                if units:
                    yield Taught(school, group, subject, units)

    def cover(self) -> Iterator[Broken]:
        """Every need is given or open, to the unit; no school is worse off than today."""
        given: Counter[tuple[str, str]] = Counter()
        for taught in self.plan.taught:
            given[taught.school, taught.subject] += taught.units
        for share in self.plan.shares:
            for subject, units in share.units:
                given[share.to_school, subject] += units
        needs = {(need.school, need.subject): need.units for need in self.facts.needs}
        for cell in sorted({*needs, *given, *self.plan.open_after}):
            left = self.plan.open_after.get(cell, 0)
            if left < 0 or given[cell] + left != needs.get(cell, 0):
                yield Broken("cover", " ".join(cell))
        for school, today in self._today().items():
            if self._weighted(school, self.plan.open_before) != today:
                yield Broken("open_before", school)
            if (
                self.options.no_school_worse
                and self._weighted(school, self.plan.open_after) > today
            ):
                yield Broken("worse_off", school)

    def _weighted(self, school: str, units: Mapping[tuple[str, str], int]) -> int:
        """Of one school; the sums of all are taken once."""
        return self._sums[id(units)].get(school, 0)

    @cached_property
    def _sums(self) -> dict[int, dict[str, int]]:
        found = {}
        for cells in (self.plan.open_before, self.plan.open_after):
            sums: defaultdict[str, int] = defaultdict(int)
            for (school, subject), units in cells.items():
                sums[school] += self.options.weight(self.places[school], subject) * units
            found[id(cells)] = dict(sums)
        return found

    def _today(self) -> dict[str, int]:
        """The least weighted open units each school can have with its own people.

        By ranks: what the people can give to the needs of at least a weight is a largest flow,
        and each weight adds what the flow grows by.
        """
        people: defaultdict[str, Counter[Group]] = defaultdict(Counter)
        needs: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for person in self.facts.people:
            people[person.school][person.subjects] += person.units
        for need in self.facts.needs:
            needs[need.school][need.subject] = need.units
        return {
            key: self._least(place, people[key], needs[key]) for key, place in self.places.items()
        }

    def _least(self, place: School, people: Mapping[Group, int], needs: Mapping[str, int]) -> int:
        weights = {subject: self.options.weight(place, subject) for subject in needs}
        left, before = 0, 0
        for weight in sorted(set(weights.values()), reverse=True):
            wanted = {each: needs[each] for each in needs if weights[each] >= weight}
            flow = sum(largest_flow(people, wanted).values())
            asked = sum(needs[each] for each in needs if weights[each] == weight)
            left += weight * (asked - (flow - before))
            before = flow
        return left

    def accepted(self) -> Iterable[Broken]:
        """Moves that were accepted are in the plan."""
        made = {(move.person, move.to_school) for move in self.plan.moves}
        for person, _school in sorted(self.options.pinned - made):
            if person in self.persons:
                yield Broken("pinned", person)
