"""Cohorts that go up a ladder of grades: ratios of survival, and what follows from them.

Ratio of a place, shrunk to the province (pseudo-count k), years weighted by decay^age:
r[c,g] = (Σ w·N[c,g+1,y] + k·R[g]) / (Σ w·N[c,g,y-1] + k). A year is that in which a
school year begins.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# A place, a grade and a year: students. The rung below the first grade holds who will enter it.
Cell = tuple[str, int, int]
MEAN_OF = 3


@dataclass(frozen=True, slots=True)
class Method:
    """How a ratio is found: pseudo-count k, weight of a year less in tenths, years looked at.

    k without bound is the province's own ratio, k = 0 the place's.
    """

    k: float = 400
    decay: int = 7
    window: int = 4


@dataclass(frozen=True, slots=True)
class Ladder:
    """Grades from the first to the last, and how many years ahead are projected."""

    first: int
    last: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Climb:
    """What is known on a day: nothing in it is younger than its origin, but who will enter.

    `entering` are those who could enter the first grade in a year: births, children of the age, or
    the grade below of another ladder; `declared` are students a year who come from outside.
    """

    origin: int
    students: Mapping[Cell, int]
    entering: Mapping[tuple[str, int], float] = field(default_factory=dict)
    declared: Mapping[Cell, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Projected:
    """Students ahead, the ratios behind them (of grade g: into g + 1), and which cells rest on
    entrants that are a mean of the last years: not born yet, or not counted."""

    cells: dict[Cell, float]
    ratios: dict[tuple[str, int], float]
    assumed: set[Cell]


def pairs_of(
    climb: Climb, ladder: Ladder, window: int
) -> Iterable[tuple[str, int, int, float, float]]:
    """Place, grade, age of the year, students before, and those a year and grade on, without the
    declared ones; of the last `window` years."""
    students, origin = climb.students, climb.origin
    for (place, grade, year), after in students.items():
        age = origin - year
        if not (0 <= age < window and ladder.first <= grade <= ladder.last):
            continue
        if grade == ladder.first:
            before = climb.entering.get((place, year))
        else:
            before = students.get((place, grade - 1, year - 1))
        if before is not None:
            came = climb.declared.get((place, grade, year), 0)
            yield place, grade - 1, age, before, max(0, after - came)


def ratios_of(
    climb: Climb, ladder: Ladder, method: Method
) -> tuple[dict[tuple[str, int], float], dict[int, float]]:
    """The ratios of each place, and of the province; a grade nobody was seen in keeps its size."""
    weights = [(method.decay / 10) ** age for age in range(method.window)]
    own: defaultdict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    all_of: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for place, grade, age, before, after in pairs_of(climb, ladder, method.window):
        for sums in (own[place, grade], all_of[grade]):
            sums[0] += weights[age] * after
            sums[1] += weights[age] * before
    whole = {
        grade: (all_of[grade][0] / all_of[grade][1] if all_of[grade][1] else 1.0)
        for grade in range(ladder.first - 1, ladder.last)
    }
    places = {place for place, _grade, _year in climb.students}
    return {
        (place, grade): shrunk(own[place, grade], whole[grade], method.k)
        for place in places
        for grade in whole
    }, whole


def shrunk(own: Sequence[float], whole: float, k: float) -> float:
    """A place's ratio, of students after and before, drawn to the province's by k students."""
    after, before = own
    if math.isinf(k) or not before + k:
        return whole
    return (after + k * whole) / (before + k)


def project(climb: Climb, ladder: Ladder, method: Method) -> Projected:
    """N[c,g+1,y] = N[c,g,y-1]·r[c,g] + declared[c,g+1,y], years ahead of the origin.

    A cohort whose beginning nobody has counted is as large as its grade was in the last years.
    """
    ratios, _whole = ratios_of(climb, ladder, method)
    places = sorted({place for place, _grade, _year in climb.students})
    usual, means = _usual_entrants(climb, ladder, ratios), _means(climb)
    done = Projected({}, ratios, set())
    for place in places:
        for step in range(1, ladder.ahead + 1):
            for grade in range(ladder.first, ladder.last + 1):
                _cell(done, climb, ladder, (place, grade, climb.origin + step), usual, means)
    return done


def _cell(
    done: Projected,
    climb: Climb,
    ladder: Ladder,
    cell: Cell,
    usual: Mapping[str, float],
    means: Mapping[tuple[str, int], float],
) -> None:
    place, grade, year = cell
    below = (place, grade - 1, year - 1)
    before: float | None
    if grade == ladder.first:
        before = climb.entering.get((place, year))
        is_assumed = before is None
        before = usual.get(place) if before is None else before
    else:
        before = climb.students.get(below) if year - 1 == climb.origin else done.cells.get(below)
        is_assumed = below in done.assumed
    if before is not None:
        number = before * done.ratios[place, grade - 1]
    elif (place, grade) in means:
        number, is_assumed = means[place, grade], True
    else:
        return
    done.cells[cell] = number + climb.declared.get(cell, 0)
    if is_assumed:
        done.assumed.add(cell)


def _means(climb: Climb) -> dict[tuple[str, int], float]:
    """The mean of each place's grade over the last three years, where any of them is counted."""
    found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for (place, grade, year), number in climb.students.items():
        if year > climb.origin - MEAN_OF:
            found[place, grade].append(number)
    return {at: sum(numbers) / len(numbers) for at, numbers in found.items()}


def _usual_entrants(
    climb: Climb, ladder: Ladder, ratios: Mapping[tuple[str, int], float]
) -> dict[str, float]:
    """The mean of a place's last three years of entrants, as far as they are known.

    Where nobody counted them, what makes the mean of the last three first grades.
    """
    known: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for (place, year), number in climb.entering.items():
        known[place].append((year, number))
    bare: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for (place, grade, year), number in climb.students.items():
        if grade == ladder.first and place not in known:
            bare[place].append((year, number / (ratios[place, ladder.first - 1] or 1)))
    found = {}
    for place, years in (known | bare).items():
        last = [number for _year, number in sorted(years)[-MEAN_OF:]]
        found[place] = sum(last) / len(last)
    return found
