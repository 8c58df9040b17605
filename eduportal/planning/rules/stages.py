"""Levels of education of schools, communes and areas, each with the range of its forecast.

An area has upper secondary school alone, for its range is that of the area and not of a commune.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eduportal.planning.rules.accuracy import STAGES, Band
from eduportal.planning.rules.forecasting import HIGH, LOW, MIDDLE
from eduportal.planning.rules.ladder import Cell
from eduportal.planning.rules.need import Need, classes_for
from eduportal.planning.rules.school_needs import UPPER, SchoolFacts, Students, needs_of

# School -> level of education and year -> what it needs.
Needs = Mapping[int, Mapping[tuple[str, int], Need]]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ahead:
    """The years ahead by reading of what is declared, rounded; ratios, assumed cells, bands."""

    origin: int
    readings: Mapping[int, Mapping[Cell, int]]
    ratios: Mapping[tuple[str, int], float]
    assumed: set[Cell]
    band: Mapping[tuple[str, bool, int], Band]

    def grades(self, which: int, place: str, stage: str, year: int) -> list[int]:
        first, last = STAGES[stage]
        reading = self.readings[which]
        return [reading.get((place, grade, year), 0) for grade in range(first, last + 1)]


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends of a range as factors of the forecast; whether longer leads were drawn out."""

    low: float
    high: float
    is_drawn_out: bool

    def of(self, students: int) -> Line:
        return {
            "low": round(students * self.low),
            "high": round(students * self.high),
            "drawn_out": self.is_drawn_out,
        }


class Levels:
    """What schools need as forecast, and at both ends of the range of their place."""

    def __init__(
        self,
        schools: Sequence[SchoolFacts],
        students: Students,
        ahead: Ahead,
        area_of: Mapping[str, str],
        most: Mapping[str, int],
    ) -> None:
        self._schools, self._ahead, self._area_of, self._most = schools, ahead, area_of, most
        self._commune = {school.key: school.commune for school in schools}
        self._ranges: dict[tuple[str, str, int], Range | None] = {}
        self._middle = needs_of(ahead.origin, students, schools, most)
        self._low = needs_of(ahead.origin, self._scaled(students, LOW), schools, most)
        self._high = needs_of(ahead.origin, self._scaled(students, HIGH), schools, most)

    def of_schools(self) -> dict[int, dict[str, dict[str, Line]]]:
        """By school, level of education and year."""
        found: dict[int, dict[str, dict[str, Line]]] = {key: {} for key in self._middle}
        for key, by_stage in self._middle.items():
            for (stage, year), need in by_stage.items():
                line = asdict(need)
                if each := self._range(self._place(key, stage), stage, year):
                    line |= each.of(need.students)
                found[key].setdefault(stage, {})[str(year)] = line
        return found

    def of_places(self) -> Iterator[tuple[str, str, int, Line]]:
        """Each commune, and each area: its schools added up, with the classes it would need if
        they were one, and the rooms short where all of them came out at one end of the range."""
        sums: defaultdict[tuple[str, str, int], Need] = defaultdict(Need)
        short: defaultdict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0])
        for school in self._schools:
            for (stage, year), need in self._middle[school.key].items():
                for place in {school.commune, self._place(school.key, stage)}:
                    at = place, stage, year
                    sums[at] += need
                    for end, needs in enumerate((self._low, self._high)):
                        short[at][end] += needs[school.key][stage, year].short_rooms
        for at, need in sums.items():
            place, stage, year = at
            line = asdict(need) | self._seen(place, stage, year, need.students)
            yield place, stage, year, line | {"rooms_short": short[at]}

    def _seen(self, place: str, stage: str, year: int, students: int) -> Line:
        """The range of a place, and its lower bound of classes where a level is forecast there."""
        found: Line = {}
        if year <= self._ahead.origin:
            return found
        area = self._area_of.get(place, place) if stage == UPPER else place
        if area == place:
            middle = self._ahead.grades(MIDDLE, place, stage, year)
            found["pooled"] = classes_for(middle, self._most[stage])
        if each := self._range(area, stage, year):
            found |= each.of(students)
        return found

    def _place(self, school: int, stage: str) -> str:
        """Where the level of a school is forecast: its area for upper secondary school."""
        commune = self._commune[school]
        return self._area_of.get(commune, commune) if stage == UPPER else commune

    def _range(self, place: str, stage: str, year: int) -> Range | None:
        """None at the origin, and where no band is known."""
        at = place, stage, year
        if at not in self._ranges:
            self._ranges[at] = self._found(place, stage, year)
        return self._ranges[at]

    def _found(self, place: str, stage: str, year: int) -> Range | None:
        band = self._ahead.band.get((stage, False, year - self._ahead.origin))
        low, middle, high = (
            sum(self._ahead.grades(which, place, stage, year)) for which in (LOW, MIDDLE, HIGH)
        )
        if band is None or not middle:
            return None
        return Range(band.low * low / middle, band.high * high / middle, band.is_extrapolated)

    def _scaled(self, students: Students, which: int) -> Students:
        """The students of every school at one end of the range of its place."""
        found: dict[tuple[int, str, int], Sequence[int]] = {}
        for (school, stage, year), grades in students.items():
            each = self._range(self._place(school, stage), stage, year)
            factor = 1.0 if each is None else each.low if which == LOW else each.high
            found[school, stage, year] = [round(number * factor) for number in grades]
        return found
