"""What a forecast says of communes, areas and schools, as plain values that JSON can hold.

A commune: {"grades": {grade: {"past": {year: students}, "ahead": {year: [low, middle, high,
marks]}}}, "ratios": {grade: ratio into the next}, "stages": {stage: {year: numbers}},
"errors": {stage: [[target, lead, forecast, actual], …]}, "area": key}. An area has the same; its
only stage is upper secondary school. A school has stages and students by grade. Numbers are
rounded once, by grade; sums are sums of what is shown.
"""

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
from eduportal.planning.rules.school_needs import (
    AHEAD,
    SchoolFacts,
    Students,
    students_of_schools,
)
from eduportal.planning.rules.stages import Ahead, Levels

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
    levels = Levels(schools, students, ahead, history.area_of, most)
    communes = {place: each for place, each in by_place.items() if place in history.area_of}
    _add_stages(by_place, levels)
    for place, figures in communes.items():
        figures["area"] = history.area_of[place]
    run = {
        "methods": _methods(tried),
        "bands": [[*key, *asdict(each).values()] for key, each in sorted(ahead.band.items())],
        "areas": {place: each for place, each in by_place.items() if place not in communes},
    }
    return Made(run, communes, _schools(levels, students))


def _ahead(
    history: History, origin: int, method: Method, band: Mapping[tuple[str, bool, int], Band]
) -> Ahead:
    found = {which: forecast(history, origin, method, which=which) for which in (LOW, MIDDLE, HIGH)}
    readings = {
        which: {cell: round(number) for cell, number in each.cells.items()}
        for which, each in found.items()
    }
    middle = found[MIDDLE]
    return Ahead(origin, readings, middle.ratios, middle.assumed, band)


def _shown(ahead: Ahead) -> Iterator[tuple[Cell, list[Any]]]:
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


def _places(history: History, ahead: Ahead, errors: Iterable[Outcome]) -> dict[str, Figures]:
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


def _add_stages(places: Mapping[str, Figures], levels: Levels) -> None:
    """What communes and areas need, where their students are counted."""
    for figures in places.values():
        figures["stages"] = {}
    for place, stage, year, line in levels.of_places():
        if place in places:
            places[place]["stages"].setdefault(stage, {})[str(year)] = line


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


def _schools(levels: Levels, students: Students) -> dict[int, Figures]:
    """By school: what its levels need, and the students of its grades, by year."""
    found: dict[int, Figures] = {
        key: {"stages": stages, "grades": {}} for key, stages in levels.of_schools().items()
    }
    for (key, stage, year), numbers in students.items():
        for grade, number in enumerate(numbers, STAGES[stage][0]):
            found[key]["grades"].setdefault(str(grade), {})[str(year)] = number
    return found
