"""What a forecast says of communes, areas and schools, as plain values that JSON can hold.

A commune: {"grades": {grade: {"past": {year: students}, "ahead": {year: [low, middle, high,
marks]}}}, "ratios": {grade: ratio into the next}, "stages": {stage: {year: numbers}},
"errors": {stage: [[target, lead, forecast, actual], …]}, "area": key}. An area has
the same without stages. Numbers are rounded once, by grade; sums are sums of what is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eduportal.planning.rules.accuracy import (
    LEADS,
    STAGE_OF,
    STAGES,
    Band,
    Outcome,
    bands,
    by_method,
    mean_error,
    outcomes,
    recent,
    ways,
)
from eduportal.planning.rules.forecasting import HIGH, LOW, LOWER, MIDDLE, History, forecast
from eduportal.planning.rules.ladder import Cell, Method
from eduportal.planning.rules.need import Need, classes_for
from eduportal.planning.rules.school_needs import (
    AHEAD,
    UPPER,
    SchoolFacts,
    Students,
    needs_of,
    students_of_schools,
)

# Marks of a number: entrants not born yet or not counted; band drawn out from shorter leads.
ASSUMED, DRAWN_OUT = "a", "x"
CHOSEN = "chosen"
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """Everything a run stores."""

    run: Figures
    communes: dict[str, Figures]
    schools: dict[int, Figures]


def make(
    history: History,
    origin: int,
    method: Method,
    schools: Sequence[SchoolFacts],
    most: Mapping[str, int],
) -> Made:
    """The figures of a province as it was counted up to the origin."""
    tried = {name: outcomes(history, way) for name, way in ways(method).items() if name != CHOSEN}
    tried[CHOSEN] = outcomes(history, by_method(method), of_grades=True)
    ahead = _ahead(history, origin, method, bands(tried[CHOSEN], LOWER.ahead))
    by_place = _places(history, ahead, recent(tried[CHOSEN], origin))
    students = students_of_schools(history, origin, ahead.readings[MIDDLE], schools)
    needs = needs_of(origin, students, schools, most)
    communes = {place: each for place, each in by_place.items() if place in history.area_of}
    _add_stages(communes, schools, needs, ahead, most)
    for place, figures in communes.items():
        figures["area"] = history.area_of[place]
    run = {
        "methods": _methods(tried),
        "bands": [[*key, *asdict(each).values()] for key, each in sorted(ahead.band.items())],
        "areas": {place: each for place, each in by_place.items() if place not in communes},
    }
    return Made(run, communes, _schools(needs, students))


@dataclass(frozen=True, slots=True)
class _Ahead:
    """The years ahead by reading of what is declared, rounded; ratios, assumed cells, bands."""

    origin: int
    readings: Mapping[int, Mapping[Cell, int]]
    ratios: Mapping[tuple[str, int], float]
    assumed: set[Cell]
    band: Mapping[tuple[str, bool, int], Band]


def _ahead(
    history: History, origin: int, method: Method, band: Mapping[tuple[str, bool, int], Band]
) -> _Ahead:
    found = {which: forecast(history, origin, method, which=which) for which in (LOW, MIDDLE, HIGH)}
    readings = {
        which: {cell: round(number) for cell, number in each.cells.items()}
        for which, each in found.items()
    }
    middle = found[MIDDLE]
    return _Ahead(origin, readings, middle.ratios, middle.assumed, band)


def _shown(ahead: _Ahead) -> Iterator[tuple[Cell, list[Any]]]:
    """Each cell ahead with its band; None for low and high where no band is known."""
    for cell, number in ahead.readings[MIDDLE].items():
        stage, lead = STAGE_OF[cell[1]], cell[2] - ahead.origin
        if lead > AHEAD[stage]:
            continue
        each = ahead.band.get((stage, True, lead))
        marks = ASSUMED if cell in ahead.assumed else ""
        marks += DRAWN_OUT if each and each.is_extrapolated else ""
        low = round(ahead.readings[LOW][cell] * each.low) if each else None
        high = round(ahead.readings[HIGH][cell] * each.high) if each else None
        yield cell, [low, number, high, marks]


def _places(history: History, ahead: _Ahead, errors: Iterable[Outcome]) -> dict[str, Figures]:
    """Communes and areas: by grade what was counted and what is ahead, ratios, recent errors."""
    found: dict[str, Figures] = {
        place: {"grades": {}, "ratios": {}, "errors": {}}
        for place in sorted({place for place, _grade, _year in history.students})
    }
    for (place, grade, year), number in history.students.items():
        _grade(found[place], grade)["past"][str(year)] = number
    for (place, grade, year), each in _shown(ahead):
        _grade(found[place], grade)["ahead"][str(year)] = each
    for (place, grade), ratio in ahead.ratios.items():
        found[place]["ratios"][str(grade)] = round(ratio, 5)
    for error in errors:
        line = [error.target, error.lead, round(error.forecast, 1), error.actual]
        found[error.place]["errors"].setdefault(error.stage, []).append(line)
    return found


def _grade(figures: Figures, grade: int) -> Figures:
    each: Figures = figures["grades"].setdefault(str(grade), {"past": {}, "ahead": {}})
    return each


def _add_stages(
    communes: Mapping[str, Figures],
    schools: Sequence[SchoolFacts],
    needs: Mapping[int, Mapping[tuple[str, int], Need]],
    ahead: _Ahead,
    most: Mapping[str, int],
) -> None:
    """The schools of a commune added up, with the band of its students and the classes it would
    need if they were all one school: the lower bound."""
    sums: defaultdict[tuple[str, str, int], Need] = defaultdict(Need)
    for school in schools:
        for (stage, year), need in needs[school.key].items():
            sums[school.commune, stage, year] += need
    for figures in communes.values():
        figures["stages"] = {}
    for (place, stage, year), need in sums.items():
        if place not in communes:
            continue
        line: Figures = asdict(need)
        if stage != UPPER and year > ahead.origin:
            line |= _band_of_stage(place, stage, year, ahead, most[stage])
        communes[place]["stages"].setdefault(stage, {})[str(year)] = line


def _band_of_stage(place: str, stage: str, year: int, ahead: _Ahead, most: int) -> Figures:
    grades = range(STAGES[stage][0], STAGES[stage][1] + 1)
    low, middle, high = (
        [ahead.readings[which].get((place, grade, year), 0) for grade in grades]
        for which in (LOW, MIDDLE, HIGH)
    )
    found: Figures = {"pooled": classes_for(middle, most)}
    each = ahead.band.get((stage, False, year - ahead.origin))
    if each is not None:
        found |= {
            "low": round(sum(low) * each.low),
            "high": round(sum(high) * each.high),
            "drawn_out": each.is_extrapolated,
        }
    return found


def _methods(found: Mapping[str, list[Outcome]]) -> Figures:
    """Mean absolute error by method, level and lead; unknown ones left out."""
    return {
        name: {
            stage: {
                str(lead): round(error, 5)
                for lead in LEADS
                if (error := mean_error(each, stage, lead)) is not None
            }
            for stage in STAGES
        }
        for name, each in found.items()
    }


def _schools(
    needs: Mapping[int, Mapping[tuple[str, int], Need]], students: Students
) -> dict[int, Figures]:
    """By school: what its levels need, and the students of its grades, by year."""
    found: dict[int, Figures] = {key: {"stages": {}, "grades": {}} for key in needs}
    for key, by_stage in needs.items():
        for (stage, year), need in by_stage.items():
            found[key]["stages"].setdefault(stage, {})[str(year)] = asdict(need)
    for (key, stage, year), numbers in students.items():
        for grade, number in enumerate(numbers, STAGES[stage][0]):
            found[key]["grades"].setdefault(str(grade), {})[str(year)] = number
    return found
