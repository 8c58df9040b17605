"""What stands under every tile: its time, how many, how much of it is sealed, and what it means.

All of it is read from the registry of figures and from what the tile was counted from.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from eduportal.dashboards.figures.registry import Figure
from eduportal.dashboards.figures.selectors import Tally


@dataclass(frozen=True, kw_only=True)
class Foot:
    """Under one tile, which shows `figures`, the first of them before all.

    `count` is how many the tile is about, of `unit` or what the first figure counts; None where it
    may not be said. `tally` holds the classes it was counted from, if it is of the mark book.
    `rows`, `file` and `history` are addresses, empty where there are none.
    """

    figures: Sequence[Figure]
    at: datetime.datetime | None
    count: int | None
    unit: Promise | str = ""
    tally: Tally | None = None
    is_frozen: bool = False
    rows: str = ""
    file: str = ""
    history: str = ""
    smallest: int = 1

    @property
    def counted(self) -> Promise | str:
        """What `count` counts."""
        return self.unit or self.figures[0].unit

    @property
    def percent_sealed(self) -> int | None:
        """Of a hundred classes the tile was counted from, 100 only when nothing is missing."""
        if self.tally is None or not self.tally.classes:
            return None
        return 100 * self.tally.classes_sealed // self.tally.classes

    @property
    def kind(self) -> tuple[str, str]:
        """In a word what the numbers are worth, with the tone of its tag; empty for no marks."""
        if self.is_frozen:
            return "blue", _("kept for ever")
        if self.percent_sealed is None:
            return "", ""
        is_official = self.percent_sealed == 100
        return ("green", _("official")) if is_official else ("amber", _("provisional"))

    @property
    def tells_of_students(self) -> bool:
        """Whether small numbers of it are hidden from the reader."""
        return self.smallest > 1 and any(figure.sensitive for figure in self.figures)


@cache
def page_of(figure: Figure) -> str:
    """The page of a figure that is no figure of the mark book."""
    return reverse("dashboards:figure", args=[figure.code])
