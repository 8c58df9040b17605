"""What a proposal of places is made from: hamlets, sites, places for new schools, years ahead."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eduportal.planning.location.facts import Case, Costs, Place, Point, Site, Standards
from eduportal.planning.models import ForecastRun, Hamlet, InMigration, UnitForecast
from eduportal.planning.rules.accuracy import STAGES as GRADES_OF
from eduportal.planning.rules.proposals import EVERYBODY, NEAR, SITES, UPPER
from eduportal.planning.rules.school_needs import AHEAD
from eduportal.planning.selectors.capacity import Capacity, capacity_of
from eduportal.planning.selectors.places import Located, hamlets_of, located_of, roads_of
from schools.choices import UnitType
from schools.models import AdminUnit

PERIODS, YEARS = 5, 2
METRES_A_DEGREE = 111_320
Values = Mapping[str, int | str]


@dataclass
class Question:
    """The cases with the communes they are about, and what the page tells of them.

    `names` are sites and hamlets by key: name, latitude, longitude, address part of the school.
    """

    cases: list[tuple[AdminUnit | None, Case]] = field(default_factory=list)
    names: dict[str, list[Any]] = field(default_factory=dict)
    without_hamlets: list[str] = field(default_factory=list)
    guessed_rooms: int = 0
    has_forecast: bool = True

    @property
    def told(self) -> dict[str, Any]:
        return {
            "names": self.names,
            "without_hamlets": self.without_hamlets,
            "guessed_rooms": self.guessed_rooms,
            "has_forecast": self.has_forecast,
        }


def place_of(latitude: float, longitude: float) -> Place:
    """Metres east and north; the middle of the province is near enough to 10.9 degrees."""
    narrow = math.cos(math.radians(10.9))
    return round(longitude * narrow * METRES_A_DEGREE), round(latitude * METRES_A_DEGREE)


def question_of(
    units: Sequence[AdminUnit], stage: str, values: Values, run: ForecastRun | None
) -> Question:
    """A case for each commune, or one of all for upper secondary school: a fixed number of
    queries."""
    made = _Making(units, stage, values, run)
    if stage == UPPER:
        made.province()
    else:
        for unit in units:
            made.commune(unit)
    return made.question


class _Making:
    """Facts of these communes, read once."""

    def __init__(
        self, units: Sequence[AdminUnit], stage: str, values: Values, run: ForecastRun | None
    ) -> None:
        self.units, self.stage, self.values, self.run = units, stage, values, run
        self.grades = GRADES_OF[stage]
        self.question = Question()
        self.hamlets: defaultdict[int, list[Hamlet]] = defaultdict(list)
        every = hamlets_of(units)
        for hamlet in every:
            self.hamlets[hamlet.unit_id].append(hamlet)
        self.roads = roads_of(every)
        located = located_of(units, stage)
        self.capacity: Capacity = capacity_of(located, stage, run)
        self.question.guessed_rooms = len(self.capacity.guessed)
        self.located: defaultdict[int, list[Located]] = defaultdict(list)
        for each in located:
            self.located[each.school.unit_id or 0].append(each)
        rows = UnitForecast.objects.filter(run=run, unit__in=[unit.pk for unit in units])
        self.forecasts = {row.unit_id: row.figures for row in rows} if run else {}
        declared = InMigration.objects.filter(unit__in=[unit.pk for unit in units])
        self.declared = set(declared.values_list("unit", flat=True))

    def commune(self, unit: AdminUnit) -> None:
        hamlets = self.hamlets[unit.pk]
        located = self.located[unit.pk]
        if not sum(each.of_grades(*self.grades) for each in hamlets):
            self.question.without_hamlets.append(unit.full_name)
            return
        figures = self.forecasts.get(unit.pk)
        points = self._points(hamlets, self._ahead(figures["grades"]) if figures else None)
        kind = "new_declared" if unit.pk in self.declared else (
            "new_wards" if unit.type == UnitType.WARD else "new_communes"
        )  # fmt: skip
        new = self._new(hamlets, located, int(self.values[kind]))
        self._add(unit, points, located, new)

    def province(self) -> None:
        """Points are the middles of communes; each area's students are shared among its communes
        by who lives there."""
        weights = {unit.pk: sum(h.of_grades(*self.grades) for h in self.hamlets[unit.pk])
                   for unit in self.units}  # fmt: skip
        placed = [unit for unit in self.units if weights[unit.pk] and unit.latitude is not None]
        self.question.without_hamlets += [u.full_name for u in self.units if u not in placed]
        if not placed:
            return
        by_area: Counter[str] = Counter()
        for unit in placed:
            by_area[self._area(unit)] += weights[unit.pk]
        points = []
        for unit in placed:
            area = self._area(unit)
            totals = self._ahead(self.run.figures["areas"].get(area, {}).get("grades", {})
                                 if self.run else {})  # fmt: skip
            share = weights[unit.pk] / by_area[area]
            pupils = tuple(round(share * each) for each in totals or [by_area[area]] * PERIODS)
            points.append(Point(f"u{unit.pk}", self._placed_unit(unit), pupils))
        located = [each for unit in self.units for each in self.located[unit.pk]]
        heavy = sorted(placed, key=lambda unit: (-weights[unit.pk], unit.pk))
        far = [unit for unit in heavy if self._is_far(self._placed_unit(unit), located)]
        new = [Site(f"m{unit.pk}", self._placed_unit(unit), None)
               for unit in far[: int(self.values["new_places"])]]  # fmt: skip
        for unit in far:
            self._name(f"m{unit.pk}", unit.full_name, _degrees(unit))
        self._add(None, points, located, new)

    def _area(self, unit: AdminUnit) -> str:
        return str(self.forecasts.get(unit.pk, {}).get("area", ""))

    def _placed_unit(self, unit: AdminUnit) -> Place:
        self._name(f"u{unit.pk}", unit.full_name, _degrees(unit))
        return place_of(*_degrees(unit))

    def _ahead(self, grades: Mapping[str, Any]) -> list[float] | None:
        """Students of the level in the middle of each period; past the forecast as in its last
        year. None where a grade is not forecast."""
        run = self.run
        if run is None:
            return None
        last = run.origin + AHEAD[self.stage]
        by_year = []
        for year in range(run.origin + 1, run.origin + 1 + PERIODS * YEARS):
            ahead = [grades.get(str(grade), {}).get("ahead", {}).get(str(min(year, last)))
                     for grade in range(self.grades[0], self.grades[1] + 1)]  # fmt: skip
            if not all(ahead):
                self.question.has_forecast = False
                return None
            by_year.append(sum(each[1] for each in ahead))
        return [sum(by_year[at * YEARS : (at + 1) * YEARS]) / YEARS for at in range(PERIODS)]

    def _points(self, hamlets: Iterable[Hamlet], totals: Sequence[float] | None) -> list[Point]:
        """The forecast of the commune, shared among hamlets as its students are now."""
        now = {each.pk: each.of_grades(*self.grades) for each in hamlets}
        everybody = sum(now.values())
        found = []
        for each in hamlets:
            if not now[each.pk]:
                continue
            share = now[each.pk] / everybody
            pupils = tuple(round(share * total) for total in totals or [everybody] * PERIODS)
            self._name(f"h{each.pk}", each.name, _degrees(each))
            found.append(Point(f"h{each.pk}", place_of(*_degrees(each)), pupils))
        return found

    def _new(self, hamlets: Sequence[Hamlet], located: Sequence[Located], most: int) -> list[Site]:
        """Places for new schools: the hamlets with the most students that no school is near."""
        heavy = sorted(hamlets, key=lambda each: (-each.of_grades(*self.grades), each.pk))
        far = [each for each in heavy if self._is_far(place_of(*_degrees(each)), located)]
        for each in far[:most]:
            self._name(f"n{each.pk}", each.name, _degrees(each))
        return [Site(f"n{each.pk}", place_of(*_degrees(each)), None) for each in far[:most]]

    def _is_far(self, place: Place, located: Iterable[Located]) -> bool:
        near = 1000 * NEAR[self.stage]
        return all(math.dist(place, place_of(*each.place)) > near for each in located)

    def _name(self, key: str, name: str, degrees: tuple[float, float], school: str = "") -> None:
        self.question.names[key] = [name, *degrees, school]

    def _add(
        self,
        unit: AdminUnit | None,
        points: Sequence[Point],
        located: Sequence[Located],
        new: Sequence[Site],
    ) -> None:
        closing = self.values["closing"]
        sites = []
        for each in located:
            may_close = closing == EVERYBODY or (closing == SITES and not each.is_main)
            self._name(each.key, each.name, each.place, str(each.school.public_id))
            classes = self.capacity.classes[each.key]
            sites.append(Site(each.key, place_of(*each.place), classes, may_close))
        if not points or not (sites or new):
            return
        case = Case(
            unit.full_name if unit else "", tuple(points), (*sites, *new), self._standards(),
            self._costs(), YEARS, int(self.values["detour"]), self._roads(points, located),
        )  # fmt: skip
        self.question.cases.append((unit, case))

    def _roads(
        self, points: Iterable[Point], located: Iterable[Located]
    ) -> tuple[tuple[str, str, int], ...]:
        """What is measured leads to the main site of a school."""
        main = {each.school.pk: each.key for each in located if each.is_main}
        known = {point.key for point in points}
        return tuple(
            (f"h{hamlet}", main[school], metres)
            for (hamlet, school), metres in sorted(self.roads.items())
            if school in main and f"h{hamlet}" in known
        )

    def _standards(self) -> Standards:
        values = {key: value for key, value in self.values.items() if isinstance(value, int)}
        return Standards(
            self.capacity.most, values["module"], values["new_school"], values["most"],
            values["fill"], 10 if self.stage == UPPER else 8, 1000 * values["farthest"],
        )  # fmt: skip

    def _costs(self) -> Costs:
        values = {key: value for key, value in self.values.items() if isinstance(value, int)}
        return Costs(
            values["pupil_km"] / 1000, float(values["running"]), float(values["building"]),
            float(values["extending"]), float(values["discount"]),
        )  # fmt: skip


def _degrees(at: Hamlet | AdminUnit) -> tuple[float, float]:
    return float(at.latitude or 0), float(at.longitude or 0)
