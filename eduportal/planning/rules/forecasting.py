"""The province ahead: communes from grade 1 to 9, areas of upper secondary schools above.

Grade 10 does not follow from grade 9 of the same commune, for an upper secondary school serves
several: its ladder stands on areas, entered by the grade 9 of their communes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eduportal.planning.rules.ladder import Cell, Climb, Ladder, Method, project

# Five years for primary school, seven above: what can be known of who will enter.
LOWER, UPPER = Ladder(1, 9, 7), Ladder(10, 12, 7)


@dataclass(frozen=True, slots=True)
class Declared:
    """Students a year who come from outside, shared evenly among grades: low, middle, high.

    `stated_in` is the year in which somebody said so; before it nobody knew.
    """

    place: str
    years: tuple[int, int]
    grades: tuple[int, int]
    students: tuple[int, int, int]
    stated_in: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything counted: students by place, grade and year; children by commune and the year in
    which they may enter grade 1, with the year in which that was known; what was declared."""

    students: Mapping[Cell, int]
    children: Mapping[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    area_of: Mapping[str, str] = field(default_factory=dict)
    declared: Sequence[Declared] = ()

    def until(self, origin: int) -> "History":
        """What was known in the autumn of that year."""
        return History(
            {cell: number for cell, number in self.students.items() if cell[2] <= origin},
            {at: each for at, each in self.children.items() if each[1] <= origin},
            self.area_of,
            [each for each in self.declared if each.stated_in <= origin],
        )


@dataclass(frozen=True, slots=True)
class Forecast:
    """Students ahead by place, grade and year; ratios; cells that rest on assumed entrants."""

    cells: dict[Cell, float]
    ratios: dict[tuple[str, int], float]
    assumed: set[Cell]


LOW, MIDDLE, HIGH = range(3)


def forecast(
    history: History, origin: int, method: Method, *, which: int = MIDDLE, ahead: int = LOWER.ahead
) -> Forecast:
    """The years after the origin, from nothing younger than it.

    `which` reading of what is declared is added; ratios are always found without the middle one.
    """
    known = history.until(origin)
    coming = _declared(known, which, origin)
    children = {at: float(number) for at, (number, _known) in known.children.items()}
    communes = {cell: n for cell, n in known.students.items() if cell[1] <= LOWER.last}
    lower = project(
        Climb(origin, communes, children, coming), Ladder(LOWER.first, LOWER.last, ahead), method
    )
    areas = {cell: n for cell, n in known.students.items() if cell[1] >= UPPER.first}
    leaving = _leaving(communes, lower.cells, known.area_of)
    upper = project(
        Climb(origin, areas, leaving, coming), Ladder(UPPER.first, UPPER.last, ahead), method
    )
    return Forecast(
        lower.cells | upper.cells, lower.ratios | upper.ratios, lower.assumed | upper.assumed
    )


def _declared(known: History, which: int, origin: int) -> dict[Cell, float]:
    """By cell; of years up to the origin the middle reading, which the ratios leave out."""
    found: defaultdict[Cell, float] = defaultdict(float)
    for each in known.declared:
        first, last = each.grades
        for year in range(each.years[0], each.years[1] + 1):
            number = each.students[which if year > origin else MIDDLE]
            for grade in range(first, last + 1):
                is_lower = grade <= LOWER.last
                place = each.place if is_lower else known.area_of.get(each.place, each.place)
                found[place, grade, year] += number / (last - first + 1)
    return found


def _leaving(
    counted: Mapping[Cell, int], ahead: Mapping[Cell, float], area_of: Mapping[str, str]
) -> dict[tuple[str, int], float]:
    """Grade 9 of an area's communes, by the year in which they may enter grade 10."""
    found: defaultdict[tuple[str, int], float] = defaultdict(float)
    for cells in (counted, ahead):
        for (place, grade, year), number in cells.items():
            if grade == LOWER.last and place in area_of:
                found[area_of[place], year + 1] += number
    return dict(found)
