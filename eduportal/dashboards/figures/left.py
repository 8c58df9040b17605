"""What is left to do of a term at each school: the numbers that tasks are made from.

A task is done when its number is 0 (eduportal.todo.numbers.NumberSource).
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext_lazy

from eduportal.dashboards.figures.selectors import SchoolFigures, Tally, term_figures
from schools.models import AdminUnit, School, Term

# Beside the figures it belongs to; TERM is of the page of schools that have not finished.
TERM = "TD-00"
NAMES = {
    TERM: gettext_lazy("Left to do for the term"),
    "TD-03": gettext_lazy("Mark cells not filled"),
    "TD-04": gettext_lazy("Mark sheets not handed in"),
    "TD-05": gettext_lazy("Mark sheets not approved"),
    "TD-06": gettext_lazy("Classes not sealed"),
}
LEFT: dict[str, Callable[[Tally], int]] = {
    "TD-03": lambda tally: tally.cells - tally.filled,
    "TD-04": lambda tally: tally.sheets - tally.handed_in,
    "TD-05": lambda tally: tally.sheets - tally.decided,
    "TD-06": lambda tally: tally.unsealed,
}


def left_at(row: SchoolFigures, code: str) -> int:
    """How much is left at one school.

    Of the term as a whole: sheets not handed in, classes not sealed once entry is over, and 1 for
    a school that has opened no sheet; 0 exactly where it is not unfinished.
    """
    if code != TERM:
        return LEFT[code](row.tally)
    if not row.is_unfinished:
        return 0
    missing = LEFT["TD-04"](row.tally) + (row.tally.unsealed if row.is_over else 0)
    return max(missing, 1)


class TermNumbers:
    """The numbers of progress, as tasks ask for them."""

    codes = frozenset(NAMES)

    def name(self, code: str) -> str:
        return str(NAMES[code])

    def left(self, code: str, term: Term) -> dict[int, int]:
        figures = term_figures(term, None)
        return {row.school.pk: left for row in figures.schools if (left := left_at(row, code))}

    def address(self, code: str, school: School | None, unit: AdminUnit | None) -> str:
        if code == TERM:
            return self._place(school, unit)
        if school:
            return reverse("dashboards:figure-school", args=[code, school.public_id])
        if unit:
            return reverse("dashboards:figure-commune", args=[code, unit.code])
        return reverse("dashboards:figure", args=[code])

    def _place(self, school: School | None, unit: AdminUnit | None) -> str:
        if school:
            return reverse("dashboards:school", args=[school.public_id])
        return (
            reverse("dashboards:commune", args=[unit.code]) if unit else reverse("dashboards:late")
        )


NUMBERS = TermNumbers()
