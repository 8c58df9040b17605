"""The figures of the portal that an indicator may be: each is read, never typed.

All are of the whole province, so that a reader's scope changes nothing.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.definitions import FIGURES, LEVEL_CODES
from eduportal.dashboards.figures.selectors import LEVEL_STAGES, Tally, term_figures, total
from schools.choices import Ownership, Stage
from schools.models import School, SchoolYear, Term
from schools.selectors import current_term
from schools.selectors.standards import standards_on
from staffing.rules.qualification import added
from staffing.selectors.counted import Counts, counts_of
from students.paths.rates import Measure, rates
from students.paths.vocabulary import Destination
from students.selectors.leavers import cohorts, counts_by_cohort

PERCENT, POSTS = _("percent"), _("posts")


@dataclass(frozen=True)
class Now:
    """What a figure is: no value where nothing is known, or where it would tell of few students."""

    value: Decimal | None
    as_of: datetime.date
    is_hidden: bool = False


class Sources:
    """What the figures are read from, each at most once a page."""

    @cached_property
    def today(self) -> datetime.date:
        return timezone.localdate()

    @cached_property
    def term(self) -> Term | None:
        return current_term()

    @cached_property
    def tallies(self) -> dict[str, Tally]:
        """The present term by level of education, and all of it under ""."""
        if self.term is None:
            return {"": Tally()}
        schools = term_figures(self.term, None).schools
        found = {"": total([Tally(), *(row.tally for row in schools)])}
        for stage in Stage:
            parts = [row.by_stage[stage] for row in schools if stage in row.by_stage]
            found[stage] = total([Tally(), *parts])
        return found

    @cached_property
    def schools(self) -> list[School]:
        return list(School.objects.filter(closed_on=None, ownership=Ownership.PUBLIC))

    @cached_property
    def balances(self) -> Counts:
        year = SchoolYear.objects.filter(starts_on__lte=self.today).order_by("-starts_on").first()
        return counts_of(self.schools, year) if year else Counts([], 0, None, [])

    @cached_property
    def standards(self) -> set[int]:
        return set(standards_on(self.schools, self.today))

    @cached_property
    def newest_leavers(self) -> tuple[int, int]:
        """Of the newest cohort of grade 9: of whom nothing is known, and all."""
        cohort = next((each for each in cohorts() if each.grade == 9), None)
        if cohort is None:
            return 0, 0
        found = dict.fromkeys(Destination, 0)
        for by_sex in counts_by_cohort([cohort], self.today).get(cohort.pk, {}).values():
            for counts in by_sex.values():
                for destination, count in counts.items():
                    found[destination] += count
        rate = rates(found)[Measure.UNKNOWN]
        return rate.count, rate.whole


Read = Callable[[Sources, str], Now]


@dataclass(frozen=True)
class Reading:
    """One figure of the portal: what it is called, its unit, the page it stands on, how it is read.

    `stages` are the levels of education it can be asked of; none where it is of all alone.
    """

    code: str
    name: Promise | str
    unit: Promise
    page: str
    read: Read
    stages: tuple[Stage, ...] = ()
    needs_stage: bool = False


def of_hundred(part: int | Fraction, whole: int) -> Decimal | None:
    """A share in percent with one decimal, half up; None of nothing."""
    return rounded(Fraction(part) * 100 / whole) if whole else None


def rounded(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _sealed(sources: Sources, stage: str) -> Now:
    tally = sources.tallies[stage]
    return Now(of_hundred(tally.classes_sealed, tally.classes), sources.today)


def _of_levels(best: int) -> Read:
    """The students who reach one of the best levels, in sealed classes."""

    def read(sources: Sources, stage: str) -> Now:
        levels = sources.tallies[stage].levels
        few = any(0 < count < settings.SUPPRESSION_SMALLEST for count in levels)
        value = None if few else of_hundred(sum(levels[:best]), sum(levels))
        return Now(value, sources.today, few)

    return read


def _at_standard(sources: Sources, _stage: str) -> Now:
    shares = added(row.shares for row in sources.balances.rows)
    return Now(of_hundred(shares.at_standard, shares.teachers), sources.today)


def _short(sources: Sources, _stage: str) -> Now:
    rows = sources.balances.rows
    short = sum((row.figures.short for row in rows), Fraction(0))
    return Now(rounded(short) if rows else None, sources.today)


def _unfilled(sources: Sources, _stage: str) -> Now:
    known = [n for row in sources.balances.rows if (n := row.figures.unfilled) is not None]
    return Now(Decimal(sum(known)) if known else None, sources.today)


def _of_the_standard(sources: Sources, stage: str) -> Now:
    asked = [each for each in sources.schools if not stage or stage in each.stages]
    reached = sum(each.pk in sources.standards for each in asked)
    return Now(of_hundred(reached, len(asked)), sources.today)


def _unknown_paths(sources: Sources, _stage: str) -> Now:
    unknown, whole = sources.newest_leavers
    few = 0 < unknown < settings.SUPPRESSION_SMALLEST
    return Now(None if few else of_hundred(unknown, whole), sources.today, few)


_ALL = tuple(Stage)
READINGS = {
    each.code: each
    for each in (
        Reading("TD-06", FIGURES["TD-06"].name, PERCENT, "dashboards:overview", _sealed, _ALL),
        Reading(
            LEVEL_CODES[0],
            FIGURES[LEVEL_CODES[0]].name,
            PERCENT,
            "dashboards:overview",
            _of_levels(1),
            LEVEL_STAGES,
            needs_stage=True,
        ),
        Reading(
            "KQ-02",
            _("Students at level Good or Fair"),
            PERCENT,
            "dashboards:overview",
            _of_levels(2),
            LEVEL_STAGES,
            needs_stage=True,
        ),
        Reading(
            "GV-20",
            _("Teachers at the standard of training"),
            PERCENT,
            "staffing:qualification-totals",
            _at_standard,
        ),
        Reading("GV-02", _("Posts short, by subject"), POSTS, "staffing:balance-totals", _short),
        Reading(
            "GV-04", _("Posts of the quota not filled"), POSTS, "staffing:balance-totals", _unfilled
        ),
        Reading(
            "TR-03",
            _("Public schools of the national standard"),
            PERCENT,
            "schools:school-list",
            _of_the_standard,
            _ALL,
        ),
        Reading(
            "PL-02",
            _("Leavers of grade 9 of whom nothing is known"),
            PERCENT,
            "dashboards:paths",
            _unknown_paths,
        ),
    )
}
