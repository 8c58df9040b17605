"""Status and change, five by five: a table whose cells count places; `_five.html` shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Five is the best field, one the worst: status from above, change from the left (falling) on.
GRADED = (
    (3, 4, 5, 5, 5),
    (3, 3, 4, 4, 5),
    (2, 2, 3, 4, 4),
    (1, 2, 2, 3, 3),
    (1, 1, 1, 2, 2),
)


@dataclass(frozen=True)
class Cuts:
    """Four cut points of percents, rising; a value at a cut belongs to the class above it."""

    points: tuple[float, ...]

    def class_of(self, value: float) -> int:
        """0 for the lowest to 4 for the highest."""
        return sum(value >= point for point in self.points)

    def bounds(self, number: int) -> tuple[float | None, float | None]:
        """From where to where a class reaches; None at an open end."""
        edges = (None, *self.points, None)
        return edges[number], edges[number + 1]


@dataclass(frozen=True)
class Cell:
    """How many places stand at one status and change, and how good that is: 1 to 5."""

    count: int
    graded: int
    status: int
    change: int


def five_by_five(places: Iterable[tuple[int, int]]) -> Sequence[Sequence[Cell]]:
    """Rows from the highest status down, columns from the steepest fall on; `places` are
    (status, change) by `Cuts.class_of`."""
    found = list(places)
    return [
        [Cell(found.count((4 - row, column)), grade, 4 - row, column) for column, grade in each]
        for row, each in ((row, list(enumerate(grades))) for row, grades in enumerate(GRADED))
    ]
