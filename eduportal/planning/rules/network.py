"""The network of schools as a scenario changes it: schools, where they teach, whom, in which rooms.

Nothing here is changed in place: a step gives another network.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from eduportal.planning.rules.accuracy import STAGE_OF, STAGES
from eduportal.planning.rules.distance import Point

PRESCHOOL, UPPER, CONTINUING = "01", "04", "05"


@dataclass(frozen=True, slots=True)
class Site:
    """One building or ground: usable classrooms (None: nobody has entered any)."""

    key: str
    rooms: int | None = None
    point: Point | None = None
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where students are taught together: classes are counted by place and grade.

    A school of today is one place, for nobody counts its students by site.
    """

    students: Mapping[int, int] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()

    @property
    def rooms(self) -> int | None:
        known = [site.rooms for site in self.sites if site.rooms is not None]
        return sum(known) if known else None

    @property
    def point(self) -> Point | None:
        """Of its main site, otherwise of the first that has one."""
        found = sorted(self.sites, key=lambda site: not site.is_main)
        return next((site.point for site in found if site.point), None)

    @property
    def total(self) -> int:
        return sum(self.students.values())


@dataclass(frozen=True, slots=True)
class School:
    """One school: `stages` by the Ministry's codes, `commune` by its key, `zone` of TT 20/2023."""

    key: str
    name: str
    commune: str
    stages: tuple[str, ...]
    places: tuple[Place, ...] = (Place(),)
    sessions: int = 1
    zone: int | None = None
    seats: int | None = None

    @property
    def students(self) -> dict[int, int]:
        """By grade, over its places."""
        found: dict[int, int] = {}
        for place in self.places:
            for grade, number in place.students.items():
                found[grade] = found.get(grade, 0) + number
        return found

    @property
    def total(self) -> int:
        return sum(place.total for place in self.places)

    @property
    def point(self) -> Point | None:
        return next((place.point for place in self.places if place.point), None)

    @property
    def site_count(self) -> int:
        return sum(len(place.sites) for place in self.places)

    def with_place(self, at: int, place: Place) -> "School":
        places = [*self.places[:at], place, *self.places[at + 1 :]]
        return replace(self, places=tuple(places))


@dataclass(frozen=True, slots=True)
class Moved:
    """Students who will learn elsewhere: from which school, to which; `way` is from the old place
    to the new one on the straight line, None where a place is not known."""

    source: str
    target: str
    students: int
    way: float | None
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The schools by key, who has moved, and which schools any step has touched."""

    schools: Mapping[str, School]
    moved: tuple[Moved, ...] = ()
    touched: frozenset[str] = frozenset()

    def having(self, *schools: School, without: Iterable[str] = ()) -> "Network":
        """The same with these schools, and without those of the keys."""
        gone = set(without)
        kept = {key: each for key, each in self.schools.items() if key not in gone}
        kept |= {school.key: school for school in schools}
        touched = self.touched | {school.key for school in schools} | gone
        return replace(self, schools=kept, touched=touched)

    def and_moved(self, *moved: Moved) -> "Network":
        found = tuple(each for each in moved if each.students)
        return replace(self, moved=self.moved + found)

    @property
    def communes(self) -> set[str]:
        return {school.commune for school in self.schools.values()}


def grades_of(stages: Iterable[str]) -> list[int]:
    """The grades of these levels of education, preschool and centres having none."""
    found = [STAGES[stage] for stage in sorted(stages) if stage in STAGES]
    return [grade for first, last in found for grade in range(first, last + 1)]


def of_stage(students: Mapping[int, int], stage: str) -> list[int]:
    """Students of each grade of a level of education."""
    first, last = STAGES[stage]
    return [students.get(grade, 0) for grade in range(first, last + 1)]


def stages_taught(students: Mapping[int, int]) -> set[str]:
    return {STAGE_OF[grade] for grade, number in students.items() if number}
