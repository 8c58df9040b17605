"""What a plan is computed from: needs, people and places of a province, frozen.

Amounts are whole units a year. In general schools a unit is a period (35 weeks × periods a week),
in preschools a tenth of a post: nothing is rounded before a page shows it. Places are metres east
and north of one point, so that distances compare exactly.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from math import isqrt

# The subjects people are qualified for: those with the same ones at a school are alike.
Group = tuple[str, ...]
PRESCHOOL, PRIMARY, LOWER, UPPER = "01", "02", "03", "04"
# Needs that belong to no subject (homerooms, HĐTN, local education): any teacher of the school
# may take them. Class teachers of primary schools and teachers of preschools are one group each.
SHARED, CLASS_TEACHERS, CHILDREN = "#shared", "#class", "#children"


@dataclass(frozen=True, slots=True)
class School:
    """One level of education of one public school. `managed_by` is the unit that decides within
    its own schools (NĐ 93/2026 Art. 11(1)): a commune, or the Department."""

    key: str
    stage: str
    commune: str
    managed_by: str
    east: int
    north: int
    is_hard: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Units a year of one subject that have to be given at a school, by whomever."""

    school: str
    subject: str
    units: int


@dataclass(frozen=True, slots=True)
class Person:
    """One teacher. `units` a year are left for lessons at the present school, after duties.

    `subjects` are those the person is qualified for, the main one first. Who is moved leaves the
    duties behind and brings a full load. `protections` are codes of the province's regulation;
    `wishes` are schools by rank; `home` is where the person lives, only with consent, as roughly
    as a commune.
    """

    key: str
    school: str
    subjects: tuple[str, ...]
    units: int
    is_full_time: bool = True
    protections: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()
    years_here: int = 0
    years_left: int = 99
    was_sent: bool = False
    home: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of one province, or of one part of it that shares no teacher with the rest."""

    schools: tuple[School, ...]
    needs: tuple[Need, ...]
    people: tuple[Person, ...]
    name: str = field(default="", compare=False)

    @property
    def stage(self) -> str:
        """The level of education of a part; a province has several."""
        (stage,) = {each.stage for each in self.schools}
        return stage

    def digest(self) -> str:
        """SHA-256 of the facts in one canonical form: equal facts, equal digest."""
        plain = {
            kind: sorted(
                (asdict(each) for each in rows), key=lambda row: json.dumps(row, default=sorted)
            )
            for kind, rows in (
                ("schools", self.schools),
                ("needs", self.needs),
                ("people", self.people),
            )
        }
        text = json.dumps(plain, default=sorted, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


# Metres of a degree at the province's latitude; the point all places are measured from.
EAST, NORTH, ORIGIN = 109_300, 110_600, (10.9, 106.1)


def metres_of(latitude: float, longitude: float) -> tuple[int, int]:
    """A place as metres east and north of the origin."""
    return round((longitude - ORIGIN[1]) * EAST), round((latitude - ORIGIN[0]) * NORTH)


def metres_between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """The straight line, rounded down."""
    return isqrt((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2)


def parts_of(province: Facts) -> list[Facts]:
    """The parts that share no teacher: subjects of one level, joined where a person has both.

    What belongs to no subject joins all subjects of its level.
    """
    joined = _Joined()
    stages = {school.key: school.stage for school in province.schools}
    for need in province.needs:
        stage = stages[need.school]
        joined.find((stage, need.subject))
    everybody = {stage for stage, subject in [*joined.above] if subject == SHARED}
    for person in province.people:
        stage = stages[person.school]
        for subject in (*person.subjects, *([SHARED] if stage in everybody else [])):
            joined.join((stage, person.subjects[0]), (stage, subject))
    for stage, subject in [*joined.above]:
        if stage in everybody:
            joined.join((stage, SHARED), (stage, subject))
    return [_part(province, joined, root) for root in joined.roots()]


class _Joined:
    """Disjoint sets of (level, subject)."""

    def __init__(self) -> None:
        self.above: dict[tuple[str, str], tuple[str, str]] = {}

    def find(self, item: tuple[str, str]) -> tuple[str, str]:
        self.above.setdefault(item, item)
        while self.above[item] != item:
            item = self.above[item]
        return item

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self.above[second] = first

    def roots(self) -> list[tuple[str, str]]:
        return sorted({self.find(item) for item in self.above})


def _part(province: Facts, joined: _Joined, root: tuple[str, str]) -> Facts:
    stages = {school.key: school.stage for school in province.schools}
    subjects = {subject for stage, subject in joined.above if joined.find((stage, subject)) == root}
    schools = [each for each in province.schools if each.stage == root[0]]
    needs = [
        each
        for each in province.needs
        if stages[each.school] == root[0] and each.subject in subjects and each.units
    ]
    people = [
        each
        for each in province.people
        if stages[each.school] == root[0] and each.subjects[0] in subjects
    ]
    return Facts(
        tuple(sorted(schools, key=lambda each: each.key)),
        tuple(sorted(needs, key=lambda each: (each.school, each.subject))),
        tuple(sorted(people, key=lambda each: each.key)),
        f"{root[0]} {root[1]}",
    )
