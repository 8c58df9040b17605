"""What was known of leavers on the days that were kept: within a cohort, and from year to year.

What was known on 30 September and on 31 December are two series: between them lie the lists of the
year.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core import charts
from eduportal.dashboards.hiding.suppression import protect_sum
from eduportal.dashboards.questions.path_line import PathLine, parts_of
from students.models import LeaverCohort
from students.paths.rates import Measure
from students.selectors.leavers import snapshots_of

# Month and day of the two series.
SERIES = ((9, 30), (12, 31))


def kept_lines(
    cohorts: Sequence[LeaverCohort], schools: Iterable[int], smallest: int
) -> list[PathLine]:
    """What was known on each day that was kept, of all these schools together."""
    group = cohorts[0].group
    return [
        PathLine(
            f"{as_of:%d/%m/%Y}", protect_sum(parts_of(group, counts), smallest), group, day=as_of
        )
        for (_year, as_of), counts in snapshots_of(cohorts, schools).items()
    ]


def kept_chart(lines: Sequence[PathLine]) -> SafeString | None:
    """How the share of whom nothing is known falls; None for fewer than two days."""
    points = [_share(line, Measure.UNKNOWN) for line in lines]
    if sum(point is not None for point in points) < 2:
        return None
    title = _("Share of leavers of whom nothing is known, by day")
    name = _("Not known")
    return charts.lines([charts.Series(name, points)], [line.name[:5] for line in lines], title)


@dataclass(frozen=True)
class YearLine:
    """One year's cohorts on the days of both series; None where it was not kept."""

    name: str
    rule: str
    lines: list[PathLine | None]

    @property
    def texts(self) -> list[str]:
        return [line.text(Measure.LEARNING) if line else "–" for line in self.lines]


def year_lines(
    cohorts: Sequence[LeaverCohort], schools: Iterable[int], smallest: int
) -> list[YearLine]:
    """Each year's leavers who were learning, as known on both days; the oldest first."""
    group, kept = cohorts[0].group, snapshots_of(cohorts, schools)
    by_day = {(year, as_of.month, as_of.day): counts for (year, as_of), counts in kept.items()}
    rules = {each.year: each.get_rule_display() for each in cohorts}
    found = []
    for year in sorted(rules):
        days: list[PathLine | None] = []
        for month, day in SERIES:
            counts = by_day.get((year, month, day), Counter())
            levels = protect_sum(parts_of(group, counts), smallest)
            days.append(PathLine("", levels, group) if counts else None)
        if any(days):
            found.append(YearLine(str(year), rules[year], days))
    return found


def year_chart(lines: Sequence[YearLine]) -> SafeString | None:
    """Both series over the years; broken where another rule says who counts."""
    if len(lines) < 2:
        return None
    series = [
        charts.Series(
            _("as of %(day)s") % {"day": f"{day}/{month}"},
            [_share(line.lines[at], Measure.LEARNING) for line in lines],
        )
        for at, (month, day) in enumerate(SERIES)
    ]
    breaks = {at for at, line in enumerate(lines) if at and line.rule != lines[at - 1].rule}
    title = _("Leavers known to be learning, by year, as of 30 September and of 31 December")
    return charts.lines(series, [line.name for line in lines], title, breaks)


def _share(line: PathLine | None, measure: Measure) -> float | None:
    bounds = line.bounds(measure) if line else None
    return float(100 * bounds[0]) if bounds else None
