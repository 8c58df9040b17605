"""The people of one part by school and subjects: how many there are, and what they may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from staffing.rebalance.facts import Facts, Group, Person, School, metres_between
from staffing.rebalance.inside import Taught, best_inside, open_after
from staffing.rebalance.options import Options, whole_people

Cell = tuple[str, Group]


@dataclass
class Members:
    """People of one school with the same subjects."""

    units: int = 0
    people: list[Person] = field(default_factory=list)
    movable: list[Person] = field(default_factory=list)
    wishing: list[Person] = field(default_factory=list)
    sharable: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Grouped:
    """A part, its people in groups, under the options of a scenario."""

    facts: Facts
    options: Options

    @cached_property
    def stage(self) -> str:
        return self.facts.stage

    @cached_property
    def schools(self) -> dict[str, School]:
        return {school.key: school for school in self.facts.schools}

    @cached_property
    def needs(self) -> dict[str, dict[str, int]]:
        """Units of each subject, by school; every school has a line."""
        found: dict[str, dict[str, int]] = {key: {} for key in self.schools}
        for need in self.facts.needs:
            found[need.school][need.subject] = need.units
        return found

    @cached_property
    def members(self) -> dict[Cell, Members]:
        found: defaultdict[Cell, Members] = defaultdict(Members)
        for person in self.facts.people:
            group = found[person.school, person.subjects]
            group.units += person.units
            group.people.append(person)
            if self.wishes_of(person):
                group.wishing.append(person)
            elif self.may_force(person):
                group.movable.append(person)
            if self.may_share(person):
                group.sharable.append(person)
        return dict(found)

    def may_force(self, person: Person) -> bool:
        protections = person.protections & self.options.protecting
        is_free = person.is_full_time and not protections and person.key not in self.options.kept
        return self.options.may_force and is_free

    def may_share(self, person: Person) -> bool:
        protections = person.protections & self.options.protecting_from_sharing
        is_kept = person.key in self.options.kept or person.subjects[0] in self.options.never_shared
        return self.options.may_share and person.is_full_time and not protections and not is_kept

    def wishes_of(self, person: Person) -> tuple[str, ...]:
        """The schools a wish may be granted to: of this level, with a need the person can give.

        Nobody needs protection against a wish; but who is on contract or on probation has no post
        to take along, and who teaches less for a time brings no full load.
        """
        is_barred = bool(person.protections & self.options.barring_wishes)
        is_barred |= person.key in self.options.kept or not person.is_full_time
        if not self.options.may_grant or is_barred:
            return ()
        return tuple(
            key
            for key in person.wishes
            if key in self.schools
            and key != person.school
            and (person.school, key) not in self.options.closed
            and not self.needs[key].keys().isdisjoint(person.subjects)
        )

    @cached_property
    def teachers(self) -> dict[str, int]:
        """How many people each school has."""
        found = dict.fromkeys(self.schools, 0)
        for person in self.facts.people:
            found[person.school] += 1
        return found

    def most_leaving(self, school: str) -> int:
        return whole_people(self.options.leave_percent, self.teachers[school])

    def most_shared(self, school: str) -> int:
        return whole_people(self.options.shared_people_percent, self.teachers[school])

    def metres(self, one: str, other: str) -> int:
        first, second = self.schools[one], self.schools[other]
        return metres_between((first.east, first.north), (second.east, second.north))

    def weight(self, school: str, subject: str) -> int:
        return self.options.weight(self.schools[school], subject)

    @cached_property
    def inside(self) -> dict[str, Taught]:
        """The best each school can do alone."""
        return {key: self.best_at(key, self.capacity(key)) for key in self.schools}

    def best_at(self, school: str, capacity: dict[Group, int]) -> Taught:
        needs = self.needs[school]
        return best_inside(capacity, needs, {each: self.weight(school, each) for each in needs})

    def capacity(self, school: str) -> dict[Group, int]:
        return dict(self._capacities[school])

    @cached_property
    def _capacities(self) -> dict[str, dict[Group, int]]:
        found: dict[str, dict[Group, int]] = {key: {} for key in self.schools}
        for (school, group), members in self.members.items():
            found[school][group] = members.units
        return found

    @cached_property
    def worst(self) -> dict[str, int]:
        """Weighted open units of each school today, after the best inside it."""
        return {
            key: sum(
                self.weight(key, subject) * units
                for subject, units in open_after(taught, self.needs[key]).items()
            )
            for key, taught in self.inside.items()
        }

    @cached_property
    def near(self) -> dict[str, list[tuple[int, str]]]:
        """Schools a teacher may be sent to or shared with, with their distance, nearest first."""
        limits = self.options.by_stage[self.stage]
        most = max(limits.move_metres, limits.share_metres)
        return {key: sorted(self._within(key, most)) for key in self.schools}

    def _within(self, key: str, most: int) -> Iterator[tuple[int, str]]:
        for other in self.schools:
            metres = self.metres(key, other)
            if key != other and metres <= most and (key, other) not in self.options.closed:
                yield metres, other

    def open_at(self, school: str, taught: Taught) -> dict[str, int]:
        return open_after(taught, self.needs[school])

    def spare(self, school: str, group: Group) -> int:
        """Units of a group that the best inside the school has no use for."""
        taught = self.inside[school]
        given = sum(units for (each, _subject), units in taught.items() if each == group)
        return max(0, self.members[school, group].units - given)
