"""What each figure of the officials' pages means: one registered function a figure.

The tile, the page of the figure, its file and the list of figures all read it from here.
"""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.elsewhere import ELSEWHERE
from eduportal.dashboards.figures.outcome_figures import RESULT_FIGURES
from eduportal.dashboards.figures.registry import (
    FIGURES,
    Figure,
    Reading,
    Shown,
    Value,
    register,
)
from eduportal.dashboards.figures.selectors import LEVEL_STAGES, Tally

__all__ = ["FIGURES", "Figure", "Value"]

OF_CLASSES, OF_STUDENTS = _("classes"), _("students")
OF_CELLS, OF_SHEETS = _("mark cells"), _("mark sheets")
MARK_BOOK = _("the mark sheets of the classes, and who sits in the classes")
SEALED = _("the results of the classes whose sheets are all sealed")
CLASSES_OF_PRESENT = _("students who are not in the class on the day of counting")


def figure(
    code: str,
    name: Promise,
    meaning: Promise,
    numerator: Promise,
    denominator: Promise | str = "",
    *,
    source: Promise = MARK_BOOK,
    **more: Any,
) -> Callable[[Reading], Reading]:
    """Register the function below as the one reading of this figure; `more` are its fields."""

    def registered(read: Reading) -> Reading:
        known = more | {"name": name, "meaning": meaning, "numerator": numerator}
        register(Figure(code=code, denominator=denominator, source=source, read=read, **known))
        return read

    return registered


@figure(
    "TD-01",
    _("Classes"),
    _("Classes that keep mark sheets in the term."),
    _("classes with at least one mark sheet of the term"),
    unit=OF_CLASSES,
)
def classes(tally: Tally, shown: Shown) -> Value:
    return Value(tally.classes)


@figure(
    "TD-02",
    _("Students"),
    _("Students of the classes that keep mark sheets in the term."),
    _("students present in these classes"),
    excluded=CLASSES_OF_PRESENT,
    unit=OF_STUDENTS,
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
    unit=OF_CELLS,
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
    unit=OF_SHEETS,
)
def handed_in(tally: Tally, shown: Shown) -> Value:
    return Value(tally.handed_in, tally.sheets)


@figure(
    "TD-05",
    _("Mark sheets approved"),
    _("Mark sheets the school has approved, sealed ones included."),
    _("mark sheets approved or sealed"),
    _("mark sheets of the term"),
    unit=OF_SHEETS,
)
def approved(tally: Tally, shown: Shown) -> Value:
    return Value(tally.decided, tally.sheets)


@figure(
    "TD-06",
    _("Classes sealed"),
    _("Classes of which every sheet of the term is sealed and on its way up."),
    _("classes with every sheet sealed"),
    _("classes with mark sheets"),
    unit=OF_CLASSES,
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
        unit=OF_STUDENTS,
        source=SEALED,
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

for each in (*RESULT_FIGURES, *ELSEWHERE):
    register(each)
