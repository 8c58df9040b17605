"""What each figure of the officials' pages means: one registered function a figure.

The tile, the page of the figure, its file and the list of figures all read it from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.selectors import LEVEL_STAGES, SHEET_STAGES, Tally
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


@dataclass(frozen=True)
class Figure:
    """One figure: its code, what it says, what is divided by what, and the clause it rests on.

    `stages` are the levels of education it exists for; a `sensitive` one tells of students and is
    hidden where they are few. `excluded` says what is not counted.
    """

    code: str
    name: Promise
    meaning: Promise
    numerator: Promise
    denominator: Promise | str
    excluded: Promise | str
    basis: Promise | str
    stages: tuple[Stage, ...]
    sensitive: bool
    read: Reading


FIGURES: dict[str, Figure] = {}

CLASSES_OF_PRESENT = _("students who are not in the class on the day of counting")


def figure(
    code: str,
    name: Promise,
    meaning: Promise,
    numerator: Promise,
    denominator: Promise | str = "",
    excluded: Promise | str = "",
    basis: Promise | str = "",
    stages: tuple[Stage, ...] = SHEET_STAGES,
    sensitive: bool = False,
) -> Callable[[Reading], Reading]:
    """Register the function below as the one reading of this figure."""

    def register(read: Reading) -> Reading:
        if code in FIGURES:
            raise ValueError(f"two figures are called {code}")
        words = (name, meaning, numerator, denominator, excluded, basis)
        FIGURES[code] = Figure(code, *words, stages, sensitive, read)
        return read

    return register


@figure(
    "TD-01",
    _("Classes"),
    _("Classes that keep mark sheets in the term."),
    _("classes with at least one mark sheet of the term"),
)
def classes(tally: Tally, shown: Shown) -> Value:
    return Value(tally.classes)


@figure(
    "TD-02",
    _("Students"),
    _("Students of the classes that keep mark sheets in the term."),
    _("students present in these classes"),
    excluded=CLASSES_OF_PRESENT,
)
def students(tally: Tally, shown: Shown) -> Value:
    return Value(tally.students)


@figure(
    "TD-03",
    _("Marks entered"),
    _("Mark cells filled, out of the cells of students who are present and not exempt."),
    _("mark cells filled"),
    _("mark cells the sheets ask for so far"),
    excluded=_("cells of students who are exempt or not in the class"),
    basis=_("Circular 22/2021/TT-BGDĐT, Articles 6 and 7; Circular 27/2020/TT-BGDĐT, Article 7"),
)
def entered(tally: Tally, shown: Shown) -> Value:
    return Value(tally.filled, tally.cells)


@figure(
    "TD-04",
    _("Mark sheets handed in"),
    _(
        "Mark sheets (one subject of one class) that the teacher has handed in, "
        "whether or not they have been approved or sealed since."
    ),
    _("mark sheets handed in"),
    _("mark sheets of the term"),
)
def handed_in(tally: Tally, shown: Shown) -> Value:
    return Value(tally.handed_in, tally.sheets)


@figure(
    "TD-05",
    _("Mark sheets approved"),
    _("Mark sheets the school has approved, sealed ones included."),
    _("mark sheets approved or sealed"),
    _("mark sheets of the term"),
)
def approved(tally: Tally, shown: Shown) -> Value:
    return Value(tally.decided, tally.sheets)


@figure(
    "TD-06",
    _("Classes sealed"),
    _("Classes of which every sheet of the term is sealed and on its way up."),
    _("classes with every sheet sealed"),
    _("classes with mark sheets"),
)
def sealed(tally: Tally, shown: Shown) -> Value:
    return Value(tally.classes_sealed, tally.classes)


OF_LEVELS = _(
    "Level of each student by Circular 22/2021/TT-BGDĐT, Article 9, in sealed classes only. "
    "Where the readings of Article 9(3) differ and a person still has to decide, "
    "the level counts as the regulation set in force gives it."
)
UNCLASSIFIED = _(
    "students who cannot be classified yet; classes that are not sealed; continuing education"
)


LEVEL_CODES = ("KQ-01a", "KQ-01b", "KQ-01c", "KQ-01d")


def _level(position: int, name: Promise, numerator: Promise, basis: Promise) -> None:
    """A figure for one level of learning results, the best at position 0."""

    @figure(
        LEVEL_CODES[position],
        name,
        OF_LEVELS,
        numerator,
        _("students with a result, in sealed classes"),
        excluded=UNCLASSIFIED,
        basis=basis,
        stages=LEVEL_STAGES,
        sensitive=True,
    )
    def level(tally: Tally, shown: Shown) -> Value:
        counts, whole = shown
        return Value(counts[position], whole, counts[position] is None)


_level(
    0,
    _("Students at level Good"),
    _("students at level Good"),
    _("Circular 22/2021/TT-BGDĐT, Article 9(2)(a)"),
)
_level(
    1,
    _("Students at level Fair"),
    _("students at level Fair"),
    _("Circular 22/2021/TT-BGDĐT, Article 9(2)(b)"),
)
_level(
    2,
    _("Students at level Passed"),
    _("students at level Passed"),
    _("Circular 22/2021/TT-BGDĐT, Article 9(2)(c)"),
)
_level(
    3,
    _("Students at level Not passed"),
    _("students at level Not passed"),
    _("Circular 22/2021/TT-BGDĐT, Article 9(2)(d)"),
)
