"""Who goes: persons for a plan of groups, by the province's criteria in their order.

The model says how many of a group go where. Who of those with the same subjects at the same
school goes is decided here: by the published criteria, and where these leave it open by a lot
anybody can draw again. Where each goes is then chosen so that the ways from home are short.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from staffing.rebalance.facts import Person, metres_between
from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import best_inside, open_after
from staffing.rebalance.lots import Lots
from staffing.rebalance.options import FULL_LOAD, WAS_SENT, YEARS_HERE, YEARS_LEFT
from staffing.rebalance.plan import Ground, Move, Plan, Share, Taught
from staffing.rebalance.program import Kind
from staffing.rebalance.solve import Movers

# Who decides where the schools are not of one unit (NĐ 93/2026 Art. 11(1)).
DEPARTMENT = "department"
CRITERIA: dict[str, Callable[[Person], int]] = {
    # Who has been sent before goes last; then who came last; then who has longest to serve.
    WAS_SENT: lambda person: int(person.was_sent),
    YEARS_HERE: lambda person: person.years_here,
    YEARS_LEFT: lambda person: -person.years_left,
}


@dataclass(frozen=True)
class Chooser:
    """Chooses persons for one scenario. `scenario` names it in the lot."""

    grouped: Grouped
    scenario: str
    gone: set[str] = field(default_factory=set)

    def lot(self, person: Person) -> str:
        """HMAC-SHA256 of the person under the scenario, so that anybody can draw it again."""
        return hmac.new(self.scenario.encode(), person.key.encode(), hashlib.sha256).hexdigest()

    def order(self, person: Person) -> tuple[object, ...]:
        values = [CRITERIA[each](person) for each in self.grouped.options.criteria]
        return (*values, self.lot(person))

    def choose(self, people: Sequence[Person], to: Sequence[str]) -> list[tuple[Person, str]]:
        """As many as there are destinations; accepted moves first."""
        left, open_to = [each for each in people if each.key not in self.gone], list(to)
        found = []
        for person in list(left):
            for school in open_to:
                if (person.key, school) in self.grouped.options.pinned:
                    found.append((person, school))
                    left.remove(person)
                    open_to.remove(school)
                    break
        chosen = sorted(left, key=self.order)[: len(open_to)]
        found += self._shortest(chosen, sorted(open_to))
        self.gone.update(person.key for person, _school in found)
        return found

    def _shortest(self, people: list[Person], to: list[str]) -> list[tuple[Person, str]]:
        """Destinations change hands as long as two ways from home get shorter together."""
        improved = True
        while improved:
            improved = False
            for one in range(len(people)):
                for other in range(one + 1, len(people)):
                    now = self._way(people[one], to[one]) + self._way(people[other], to[other])
                    then = self._way(people[one], to[other]) + self._way(people[other], to[one])
                    if then < now:
                        to[one], to[other] = to[other], to[one]
                        improved = True
        return list(zip(people, to, strict=True))

    def _way(self, person: Person, school: str) -> int:
        place = self.grouped.schools[school]
        start = self.grouped.schools[person.school]
        home = person.home or (start.east, start.north)
        return metres_between(home, (place.east, place.north))


def plan_of(grouped: Grouped, movers: Movers, lots: Lots, scenario: str) -> Plan:
    """The plan by name."""
    chooser = Chooser(grouped, scenario)
    moves = [*_granted(grouped, movers, chooser), *_sent(grouped, movers, chooser)]
    shares = _shares(grouped, lots, chooser)
    taught, left = _inside(grouped, moves, shares)
    before = {
        (key, subject): units
        for key, given in grouped.inside.items()
        for subject, units in grouped.open_at(key, given).items()
        if units
    }
    return Plan(
        grouped.facts.name,
        grouped.stage,
        tuple(sorted(moves, key=lambda each: each.person)),
        tuple(sorted(shares, key=lambda each: each.person)),
        tuple(taught),
        before,
        left,
    )


def _inside(
    grouped: Grouped, moves: Sequence[Move], shares: Sequence[Share]
) -> tuple[list[Taught], dict[tuple[str, str], int]]:
    """Who teaches what, and what stays open, as each head would arrange it with the people the
    plan leaves: the best inside, found as that of today is. Of many arrangements that are as good,
    the program's own would show needs as open that nobody had touched.
    """
    rooms = {key: grouped.capacity(key) for key in grouped.schools}
    needs = {key: dict(grouped.needs[key]) for key in grouped.schools}
    groups = {person.key: person.subjects for person in grouped.facts.people}
    load = FULL_LOAD[grouped.stage]
    for move in moves:
        group = groups[move.person]
        rooms[move.from_school][group] -= load
        rooms[move.to_school][group] = rooms[move.to_school].get(group, 0) + load
    for share in shares:
        rooms[share.from_school][groups[share.person]] -= share.total
        for subject, units in share.units:
            needs[share.to_school][subject] -= units
    taught: list[Taught] = []
    left: dict[tuple[str, str], int] = {}
    for key in sorted(grouped.schools):
        weights = {subject: grouped.weight(key, subject) for subject in needs[key]}
        given = best_inside(rooms[key], needs[key], weights)
        taught += [Taught(key, *pair, units) for pair, units in sorted(given.items())]
        still = open_after(given, needs[key])
        left |= {(key, subject): still[subject] for subject in sorted(still) if still[subject]}
    return taught, left


def decided_by(grouped: Grouped, one: str, other: str) -> str:
    """The commune for its own schools, the Department between units."""
    units = {grouped.schools[one].managed_by, grouped.schools[other].managed_by}
    return units.pop() if len(units) == 1 else DEPARTMENT


def _granted(grouped: Grouped, movers: Movers, chooser: Chooser) -> list[Move]:
    found = []
    for column, _count in movers.counts:
        if column.kind is Kind.GRANTED:
            authority = decided_by(grouped, column.school, column.to)
            found.append(
                Move(column.person, column.school, column.to, Ground.WISH, column.metres, authority)
            )
            chooser.gone.add(column.person)
    return found


def _sent(grouped: Grouped, movers: Movers, chooser: Chooser) -> list[Move]:
    """Those the school has too many of rest on the surplus, the others go for a time."""
    to: defaultdict[Cell, list[str]] = defaultdict(list)
    for column, count in movers.counts:
        if column.kind is Kind.SENT:
            to[column.school, column.group] += [column.to] * count
    found = []
    for (school, group), destinations in sorted(to.items()):
        surplus = grouped.spare(school, group) // FULL_LOAD[grouped.stage]
        people = grouped.members[school, group].movable
        for number, (person, other) in enumerate(chooser.choose(people, destinations)):
            ground = Ground.SURPLUS if number < surplus else Ground.LENT
            metres, authority = grouped.metres(school, other), decided_by(grouped, school, other)
            found.append(Move(person.key, school, other, ground, metres, authority))
    return found


def _shares(grouped: Grouped, lots: Lots, chooser: Chooser) -> list[Share]:
    to: defaultdict[Cell, list[str]] = defaultdict(list)
    for (school, group, other), count in lots.people.items():
        to[school, group] += [other] * count
    found = []
    for (school, group), destinations in sorted(to.items()):
        chosen = chooser.choose(grouped.members[school, group].sharable, destinations)
        for other in sorted(set(destinations)):
            people = [person for person, place in chosen if place == other]
            found += _split(grouped, people, other, lots.shared[school, group, other])
    return found


def _split(
    grouped: Grouped, people: list[Person], other: str, units: dict[str, int]
) -> list[Share]:
    """Equal parts of what a group gives to a school, a subject in as few hands as that allows."""
    left, found = dict(sorted(units.items())), []
    quota, more = divmod(sum(units.values()), len(people))
    for number, person in enumerate(people):
        wanted, given = quota + (number < more), []
        for subject in list(left):
            taken = min(wanted, left[subject])
            if taken:
                given.append((subject, taken))
                left[subject] -= taken
                wanted -= taken
        metres = grouped.metres(person.school, other)
        authority = decided_by(grouped, person.school, other)
        found.append(Share(person.key, person.school, other, tuple(given), metres, authority))
    return found
