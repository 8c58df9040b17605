"""Students, classes and rooms of single schools: as counted at the origin, ahead by their share."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eduportal.planning.rules.accuracy import STAGES
from eduportal.planning.rules.forecasting import History
from eduportal.planning.rules.ladder import Cell
from eduportal.planning.rules.need import (
    Need,
    Room,
    apportion,
    classes_for,
    need_of,
    rooms_for,
    split_rooms,
)

# Years ahead that are shown: five of primary school, seven above.
AHEAD = {"02": 5, "03": 7, "04": 7}
UPPER = "04"


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """One open school: where, which levels, what it has, its students by grade at the origin."""

    key: int
    commune: str
    stages: tuple[str, ...]
    students: Mapping[int, int]
    sessions: int
    rooms: int | None = None
    seats: int | None = None
    base: Mapping[str, int] = field(default_factory=dict)

    def of_stage(self, stage: str) -> int:
        first, last = STAGES[stage]
        return sum(self.students.get(grade, 0) for grade in range(first, last + 1))


# School, level of education, year -> students of each of its grades.
Students = Mapping[tuple[int, str, int], Sequence[int]]


def needs_of(
    origin: int, students: Students, schools: Sequence[SchoolFacts], most: Mapping[str, int]
) -> dict[int, dict[tuple[str, int], Need]]:
    """By school: what each of its levels needs in the year of the origin and in those ahead."""
    return {school.key: _of_school(school, origin, students, most) for school in schools}


def _of_school(
    school: SchoolFacts,
    origin: int,
    students: Students,
    most: Mapping[str, int],
) -> dict[tuple[str, int], Need]:
    needed = {
        stage: rooms_for(
            classes_for(students[school.key, stage, origin], most[stage]), school.sessions
        )
        for stage in school.stages
    }
    rooms = split_rooms(school.rooms, needed)
    has = {
        stage: Room(
            rooms[stage], school.sessions, most[stage], school.seats, school.base.get(stage)
        )
        for stage in school.stages
    }
    return {
        (stage, year): need_of(students[school.key, stage, year], has[stage])
        for stage in school.stages
        for year in range(origin, origin + AHEAD[stage] + 1)
    }


def _grades(stage: str) -> range:
    return range(STAGES[stage][0], STAGES[stage][1] + 1)


def students_of_schools(
    history: History, origin: int, middle: Mapping[Cell, int], schools: Sequence[SchoolFacts]
) -> dict[tuple[int, str, int], list[int]]:
    """Students of each grade by school, level and year: as counted at the origin; ahead its share
    of the place, that of the level at the origin. The schools of a place make the whole."""
    found: dict[tuple[int, str, int], list[int]] = {}
    together: defaultdict[tuple[str, str], list[SchoolFacts]] = defaultdict(list)
    for school in schools:
        for stage in school.stages:
            commune = school.commune
            place = history.area_of.get(commune, commune) if stage == UPPER else commune
            together[place, stage].append(school)
            found[school.key, stage, origin] = [
                school.students.get(grade, 0) for grade in _grades(stage)
            ]
    for (place, stage), there in together.items():
        weights = [school.of_stage(stage) for school in there]
        for year in range(origin + 1, origin + AHEAD[stage] + 1):
            parts = [
                apportion(middle.get((place, grade, year), 0), weights) for grade in _grades(stage)
            ]
            for at, school in enumerate(there):
                found[school.key, stage, year] = [part[at] for part in parts]
    return found
