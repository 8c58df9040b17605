"""What a figure is, and the table of all of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise

from eduportal.dashboards.figures.selectors import SHEET_STAGES, Tally
from schools.choices import Stage


@dataclass(frozen=True)
class Value:
    """`part` of `whole`; no whole for a plain number. None for what may not be shown."""

    part: int | None
    whole: int | None = None
    is_hidden: bool = False

    @property
    def percent(self) -> float | None:
        """Percent of the whole; None where there is none, or it may not be shown."""
        return 100 * self.part / self.whole if self.whole and self.part is not None else None


# Students by level, best first, None for a hidden number; and all of them.
Shown = tuple[list[int | None], int | None]
Reading = Callable[[Tally, Shown], Value]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: its code, what it says, what is divided by what, and the clause it rests on.

    `unit` is what its count counts, `source` the rows it comes from; `excluded` says what is not
    counted. `stages` are the levels of education it exists for; a `sensitive` one tells of students
    and is hidden where they are few. A figure of the mark book is read from a tally; any other has
    no `read`, and `page` with `query` is where its lines stand, at a ministry if it is `of_nation`.
    """

    code: str
    name: Promise
    meaning: Promise
    numerator: Promise | str = ""
    denominator: Promise | str = ""
    excluded: Promise | str = ""
    basis: Promise | str = ""
    unit: Promise
    source: Promise
    stages: tuple[Stage, ...] = SHEET_STAGES
    sensitive: bool = False
    read: Reading | None = None
    page: str = ""
    query: str = ""
    of_nation: bool = False

    @property
    def is_here(self) -> bool:
        """Whether this node can know it: a ministry has no mark book, a province no provinces."""
        return self.of_nation == (settings.EDUPORTAL_TIER == "ministry")

    @property
    def lines(self) -> str:
        """Address of the page with its lines."""
        return f"{reverse(self.page)}{self.query}"


FIGURES: dict[str, Figure] = {}


def register(figure: Figure) -> Figure:
    """Put it into the table. Raises ValueError for a code that is taken."""
    if figure.code in FIGURES:
        raise ValueError(f"two figures are called {figure.code}")
    FIGURES[figure.code] = figure
    return figure


def figures_here() -> list[Figure]:
    """Those this node can know, in the order they were registered."""
    return [figure for figure in FIGURES.values() if figure.is_here]
