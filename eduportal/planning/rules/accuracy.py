"""How earlier forecasts would have come out, and the band that follows from it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eduportal.planning.rules.forecasting import LOWER, History, forecast
from eduportal.planning.rules.ladder import Cell, Method

# The first grade of each level of education and its last: primary, lower and upper secondary.
STAGES = {"02": (1, 5), "03": (6, 9), "04": (10, 12)}
STAGE_OF = {g: stage for stage, (first, last) in STAGES.items() for g in range(first, last + 1)}
LEADS = (1, 2, 3, 5)
SHOWN_LEADS = (1, 3)
TARGETS = 3
# ⌊0,1·(n + 1)⌋ is 0 for fewer: no band can be said.
FEWEST = 9


@dataclass(frozen=True, slots=True)
class Outcome:
    """One forecast of a level of education (or of one grade), and what came."""

    place: str
    stage: str
    grade: int
    target: int
    lead: int
    forecast: float
    actual: int

    @property
    def error(self) -> float:
        """forecast / actual − 1."""
        return self.forecast / self.actual - 1


@dataclass(frozen=True, slots=True)
class Band:
    """Four of five outcomes lay between these factors of the forecast; `known` outcomes say so.

    `is_extrapolated`: drawn out from shorter leads, for none so long is known.
    """

    low: float
    high: float
    known: int
    is_extrapolated: bool = False


Cells = Mapping[Cell, float]
# A history, an origin and the years ahead to forecast -> the cells.
Way = Callable[[History, int, int], Cells]


def by_method(method: Method) -> Way:
    return lambda history, origin, ahead: forecast(history, origin, method, ahead=ahead).cells


def same_as_today(history: History, origin: int, ahead: int) -> Cells:
    """The naive forecast: every grade stays as it was at the origin."""
    return {
        (place, grade, origin + lead): float(number)
        for (place, grade, year), number in history.until(origin).students.items()
        if year == origin
        for lead in range(1, ahead + 1)
    }


def ways(method: Method) -> dict[str, Way]:
    """The methods that the page compares, by name; the chosen one last."""
    return {
        "same": same_as_today,
        "last": by_method(Method(k=0, window=1)),
        "province": by_method(Method(k=math.inf, decay=method.decay, window=method.window)),
        "own": by_method(Method(k=0, decay=10, window=3)),
        "chosen": by_method(method),
    }


def outcomes(history: History, way: Way, *, of_grades: bool = False) -> list[Outcome]:
    """Each origin with a year before it, forecast from what was known then.

    Levels of education whose every grade is counted (grade 0); with `of_grades` each grade too.
    """
    years = sorted({year for _place, _grade, year in history.students})
    found: list[Outcome] = []
    for origin in years[1:-1]:
        ahead = min(LOWER.ahead, years[-1] - origin)
        found += _compared(history.students, way(history, origin, ahead), origin, of_grades)
    return found


def _compared(
    actual: Mapping[Cell, int], cells: Cells, origin: int, of_grades: bool
) -> Iterable[Outcome]:
    sums: defaultdict[tuple[str, str, int], list[float]] = defaultdict(lambda: [0.0, 0, 0])
    for cell, number in cells.items():
        place, grade, year = cell
        came = actual.get(cell)
        if came is None:
            continue
        stage = STAGE_OF[grade]
        whole = sums[place, stage, year]
        whole[0] += number
        whole[1] += came
        whole[2] += 1
        if of_grades and came and number:
            yield Outcome(place, stage, grade, year, year - origin, number, came)
    for (place, stage, year), (number, all_came, count) in sums.items():
        first, last = STAGES[stage]
        if count == last - first + 1 and all_came and number:
            yield Outcome(place, stage, 0, year, year - origin, number, int(all_came))


def mean_error(found: Iterable[Outcome], stage: str, lead: int) -> float | None:
    """Mean absolute error of the totals of a level, as a share; None where nothing is known."""
    errors = [abs(e.error) for e in found if (e.stage, e.lead, e.grade) == (stage, lead, 0)]
    return sum(errors) / len(errors) if errors else None


def recent(found: Iterable[Outcome], origin: int) -> list[Outcome]:
    """The totals of the last three years, forecast one and three years ahead, newest first."""
    kept = [
        each
        for each in found
        if not each.grade and each.lead in SHOWN_LEADS and origin - TARGETS < each.target <= origin
    ]
    return sorted(kept, key=lambda each: (-each.target, each.lead))


def band_of(residuals: Sequence[float]) -> Band | None:
    """The ⌊0,1·(n+1)⌋th and ⌈0,9·(n+1)⌉th of ln(actual/forecast); None for fewer than nine.

    It holds the forecast itself, even where all outcomes lay on one side.
    """
    n = len(residuals)
    if n < FEWEST:
        return None
    ordered = sorted(residuals)
    low = ordered[math.floor((n + 1) / 10) - 1]
    high = ordered[min(n, math.ceil(9 * (n + 1) / 10)) - 1]
    return Band(math.exp(min(0.0, low)), math.exp(max(0.0, high)), n)


def bands(found: Iterable[Outcome], ahead: int) -> dict[tuple[str, bool, int], Band]:
    """By level of education, whether of one grade, and lead; longer leads are drawn out."""
    residuals: defaultdict[tuple[str, bool], defaultdict[int, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in found:
        ratio = math.log(each.actual / each.forecast)
        residuals[each.stage, bool(each.grade)][each.lead].append(ratio)
    result: dict[tuple[str, bool, int], Band] = {}
    for (stage, is_grade), by_lead in residuals.items():
        known = {lead: band for lead, each in by_lead.items() if (band := band_of(each))}
        for lead in range(1, ahead + 1):
            band = known.get(lead) or _drawn_out(known, by_lead, lead)
            if band:
                result[stage, is_grade, lead] = band
    return result


def _drawn_out(
    known: Mapping[int, Band], residuals: Mapping[int, Sequence[float]], lead: int
) -> Band | None:
    """sd_h = sd_1·h^p, p fitted on the known leads; the last known band is stretched by it."""
    if not known or lead < max(known):
        return None
    last = max(known)
    factor = (lead / last) ** _power({each: _sd(residuals[each]) for each in known})
    band = known[last]
    return Band(band.low**factor, band.high**factor, band.known, is_extrapolated=True)


def _sd(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return math.sqrt(sum((each - mean) ** 2 for each in values) / len(values))


def _power(sd: Mapping[int, float]) -> float:
    """The p of sd·h^p by least squares of logarithms; the root of time where one lead is known."""
    points = [(math.log(lead), math.log(each)) for lead, each in sd.items() if each > 0]
    if len(points) < 2:
        return 0.5
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    under = sum((x - mean_x) ** 2 for x, _y in points)
    return min(2.0, max(0.0, over / under))
