"""Schools beside each other, never in an order of merit: status and change, and by size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.core import charts
from eduportal.core.charts.five import Cell, Cuts, five_by_five
from eduportal.core.numbers import grouped_text
from eduportal.dashboards.figures.selectors import SchoolFigures
from eduportal.dashboards.questions.outcomes import Side, YearResults
from schools.models import School


@dataclass(frozen=True)
class SchoolShare:
    """One school: its students with a result, and the percent of them at the two best levels, now
    and in the same term of the year before; None where it is not known or would tell a hidden
    number."""

    school: School
    students: int
    grades: int
    share: float | None
    before: float | None

    @property
    def url(self) -> str:
        return reverse("dashboards:results-school", args=[self.school.public_id])

    @property
    def is_large_enough(self) -> bool:
        """Whether chance does not move it alone."""
        return self.students >= settings.EDUPORTAL_LEAST_IN_A_GRADE * max(1, self.grades)


def school_shares(own: Side, before: YearResults | None) -> list[SchoolShare]:
    """The place's schools with results, by name."""
    then = {row.school.pk: row for row in before.schools} if before else {}
    return [
        share
        for row in own.schools
        if (share := _share(own.year, before, row, then.get(row.school.pk)))
    ]


def _share(
    year: YearResults, before: YearResults | None, row: SchoolFigures, then: SchoolFigures | None
) -> SchoolShare | None:
    stage = year.chosen.stage
    levels = year.tree.of_school(row, stage)
    if not levels.has_results:
        return None
    grades = year.results.grades_of(row.school.pk, stage).values()
    earlier = None
    if before and then and stage in then.by_stage:
        earlier = before.tree.of_school(then, stage).upper_share
    counted = sum(any(counts.levels) for counts in grades)
    students = sum(levels.counts)
    return SchoolShare(row.school, students, counted, levels.upper_share, earlier)


def status_cuts() -> Cuts:
    return Cuts(settings.EDUPORTAL_STATUS_CUTS)


def change_cuts() -> Cuts:
    return Cuts(settings.EDUPORTAL_CHANGE_CUTS)


@dataclass(frozen=True)
class FiveTile:
    """Schools by status and change; `chosen` is the cell the address asks for: "40" is the highest
    status with the steepest fall."""

    shares: Sequence[SchoolShare]
    chosen: str

    @cached_property
    def placed(self) -> list[tuple[str, SchoolShare]]:
        """Each school with the name of its cell."""
        return [
            (f"{status_cuts().class_of(each.share)}{change_cuts().class_of(change)}", each)
            for each in self.shares
            if each.is_large_enough and each.share is not None and each.before is not None
            # Rounded as it is shown, so that the page contradicts itself nowhere.
            for change in [round(each.share - each.before, 1)]
        ]

    @property
    def left_out(self) -> int:
        """Schools without a place: too small, or nothing to compare, or hidden."""
        return len(self.shares) - len(self.placed)

    @property
    def listed(self) -> list[SchoolShare]:
        """The schools of the chosen cell, by name."""
        return [each for cell, each in self.placed if cell == self.chosen]

    @property
    def columns(self) -> list[tuple[str, str]]:
        names = (_("falls a lot"), _("falls"), _("stays"), _("rises"), _("rises a lot"))
        bounds = (bounds_text(change_cuts(), number) for number in range(5))
        return list(zip(names, bounds, strict=True))

    @property
    def rows(self) -> list[tuple[str, str, Sequence[Cell]]]:
        names = (_("very high"), _("high"), _("middling"), _("low"), _("very low"))
        bounds = (bounds_text(status_cuts(), 4 - row, "%") for row in range(5))
        cells = five_by_five((int(cell[0]), int(cell[1])) for cell, _share in self.placed)
        return list(zip(names, bounds, cells, strict=True))


def bounds_text(cuts: Cuts, number: int, unit: str = "") -> str:
    """From where to where a class reaches: "57 – 66%"; the upper end belongs to the next."""
    least, most = cuts.bounds(number)
    if least is None:
        return _("below %(most)s") % {"most": f"{_signed(most)}{unit}"}
    if most is None:
        return _("from %(least)s") % {"least": f"{_signed(least)}{unit}"}
    return f"{_signed(least)} – {_signed(most)}{unit}"


def _signed(number: float | None) -> str:
    text = grouped_text(abs(number or 0))
    return f"−{text}" if (number or 0) < 0 else text


@dataclass(frozen=True)
class SizeRow:
    """One school of the funnel: `place` is -1 or 1 beyond three standard errors, else 0."""

    share: SchoolShare
    place: int


@dataclass(frozen=True)
class FunnelTile:
    """Schools by size, with how far a share of their size varies by chance around all of them."""

    shares: Sequence[SchoolShare]

    @cached_property
    def mean(self) -> float:
        """The share of all schools listed together."""
        students = sum(each.students for each in self._known)
        upper = sum(each.students * (each.share or 0) for each in self._known)
        return upper / students if students else 0

    @cached_property
    def _known(self) -> list[SchoolShare]:
        return [each for each in self.shares if each.share is not None]

    @cached_property
    def rows(self) -> list[SizeRow]:
        """Every school whose share is shown, by name."""
        return [SizeRow(each, self._place(each)) for each in self._known]

    def _place(self, each: SchoolShare) -> int:
        away = (each.share or 0) - self.mean
        _two, three = charts.limits(self.mean, each.students)
        return (away > three) - (away < -three)

    @property
    def outside(self) -> list[SizeRow]:
        return [row for row in self.rows if row.place]

    @property
    def left_out(self) -> int:
        """Schools whose share may not be shown."""
        return len(self.shares) - len(self._known)

    @property
    def drawing(self) -> SafeString:
        sizes = [
            charts.Size(row.share.students, row.share.share or 0, bool(row.place))
            for row in self.rows
        ]
        label = _("%(schools)d schools by size: %(outside)d beyond three standard errors") % {
            "schools": len(sizes),
            "outside": len(self.outside),
        }
        name = _("Together %(share)s%%") % {"share": grouped_text(self.mean, 1)}
        return charts.funnel(sizes, self.mean, label, name)


def words_for(row: SizeRow) -> str:
    """Where a school of the funnel stands, in words."""
    names = {-1: _("below the limit"), 0: _("within"), 1: _("above the limit")}
    return names[row.place]


def named(rows: Iterable[SizeRow]) -> list[tuple[SizeRow, str]]:
    return [(row, words_for(row)) for row in rows]
