"""One line of a table of leavers: rates with bounds, and words where a number is hidden."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.dashboards.figures.elsewhere import RATES
from eduportal.dashboards.hiding.suppression import Counts, Levels
from eduportal.dashboards.questions.foot import page_of
from students.paths import rates
from students.paths.rates import MEASURES, Measure
from students.paths.vocabulary import Destination, Group

# The last part is always that of whom nothing is known.
UNKNOWN = -1


@cache
def kinds_of(
    group: Group,
) -> Sequence[tuple[frozenset[Measure], frozenset[Destination]]]:
    return list(rates.parts_of(group).items())


def parts_of(group: Group, counts: Mapping[Destination, int]) -> Counts:
    """How many leavers are in each part: these do not overlap, measures are sums of them."""
    return tuple(sum(counts.get(each, 0) for each in kinds) for _of, kinds in kinds_of(group))


@dataclass(frozen=True)
class PathLine:
    """The leavers of one place, or of the `day` that was kept: what may be shown of them.

    `enrolled` is how many students sat there in the year, where it is of those who left.
    """

    name: str
    levels: Levels
    group: Group
    url: str = ""
    enrolled: int | None = None
    place: str = ""
    day: datetime.date | None = None

    @property
    def students(self) -> int | None:
        """How many are of the cohort; None for too few to be said."""
        return self.levels.students

    @property
    def unknown(self) -> int | None:
        return self.levels.shown[UNKNOWN]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Title and share of each measure, with the bounds; a hidden one is a word."""
        return [(name, text) for name, text, _page in self.cells]

    @cached_property
    def cells(self) -> list[tuple[str, str, str]]:
        """Title and share of each measure, and the page of its figure where it is a number."""
        return [
            (
                str(RATES[each].name),
                self.text(each),
                page_of(RATES[each]) if self.bounds(each) else "",
            )
            for each in MEASURES[self.group]
        ]

    @property
    def left_share(self) -> str:
        """How many of a hundred students left."""
        if not self.enrolled:
            return "–"
        if self.students is None:
            return _("hidden")
        return _percent(Fraction(self.students, self.enrolled), 2)

    def bounds(self, measure: Measure) -> tuple[Fraction, Fraction] | None:
        """The share between nobody and all of the unknown; None where it is hidden or nothing."""
        return self._bounds[measure]

    @cached_property
    def _bounds(self) -> dict[Measure, tuple[Fraction, Fraction] | None]:
        shown = self.levels.shown
        return {each: self._between(each, shown) for each in MEASURES[self.group]}

    def _between(
        self, measure: Measure, shown: Sequence[int | None]
    ) -> tuple[Fraction, Fraction] | None:
        whole, unknown = sum(self.levels.counts), shown[UNKNOWN]
        kinds = zip(kinds_of(self.group), shown, strict=True)
        parts = [count for (measures, _kinds), count in kinds if measure in measures]
        known = [part for part in parts if part is not None]
        if not whole or len(known) < len(parts) or unknown is None or self.students is None:
            return None
        more = 0 if measure is Measure.UNKNOWN else unknown
        return Fraction(sum(known), whole), Fraction(sum(known) + more, whole)

    def text(self, measure: Measure) -> str:
        """The share in words, with both bounds."""
        if not any(self.levels.counts):
            return "–"
        found = self.bounds(measure)
        if found is None:
            return _("hidden")
        low, high = found
        if high - low == 1:
            return _("not known")
        return _percent(low) if low == high else f"{_percent(low)} … {_percent(high)}"


def _percent(share: Fraction, places: int = 1) -> str:
    hundred = Decimal(100 * share.numerator) / Decimal(share.denominator)
    return f"{grouped_text(hundred, places)}%"
