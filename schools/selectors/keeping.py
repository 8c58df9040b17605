"""The register as the Department's administrator keeps it: lists and the tree of units."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from eduportal.core.searching import words_in
from schools.choices import UnitLevel
from schools.models import (
    AdminUnit,
    CurriculumLine,
    School,
    SchoolYear,
    Subject,
    Term,
)
from schools.selectors import schools_found
from schools.selectors.hanging import what_hangs_on

OPEN, CLOSED, UNPLACED = "open", "closed", "unplaced"
# What the list of units can be narrowed to.
ENDED = "ended"


def kept_schools(
    *, text: str = "", stage: str = "", unit: str = "", body: str = "", state: str = OPEN
) -> QuerySet[School]:
    """Those of schools_found; `unit` is the code of a commune of today, `state` one of the three.

    UNPLACED: open, and in no commune that is valid today.
    """
    schools = schools_found(text, stage)
    if unit:
        schools = schools.filter(unit__in=communes_today().filter(code=unit))
    if body:
        schools = schools.filter(managing_body=body)
    if state == UNPLACED:
        ended = Q(unit__valid_to__lt=timezone.localdate())
        return schools.filter(Q(unit=None) | ended, closed_on=None)
    return schools.filter(closed_on__isnull=state != CLOSED) if state else schools


def communes_today() -> QuerySet[AdminUnit]:
    """The communes valid today, by name."""
    units = AdminUnit.objects.valid_on(timezone.localdate()).communes()
    return units.order_by("search_key", "pk")


@dataclass
class Branch:
    """One unit of the tree, with those below it and how many open schools it has."""

    unit: AdminUnit
    schools: int
    below: list["Branch"] = field(default_factory=list)


def unit_tree(*, day: datetime.date, text: str = "") -> list[Branch]:
    """The units valid on the day, as a tree: two queries. `text` keeps those whose name fits.

    A unit whose parent is not there stands at the top.
    """
    units = AdminUnit.objects.valid_on(day).annotate(
        open_schools=Count("schools", filter=Q(schools__closed_on=None))
    )
    if text:
        fits = words_in(text, "search_key") | Q(code__startswith=text)
        units = units.filter(fits | Q(level=UnitLevel.PROVINCE))
    branches = {unit.pk: Branch(unit, unit.open_schools) for unit in units.order_by("search_key")}
    tops: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        (above.below if above else tops).append(branch)
    return tops


def ended_units(text: str = "") -> QuerySet[AdminUnit]:
    """Units that are no more, the last ended first."""
    units = AdminUnit.objects.filter(valid_to__lt=timezone.localdate())
    if text:
        units = units.filter(words_in(text, "search_key") | Q(code__startswith=text))
    return units.order_by("-valid_to", "search_key", "pk")


def lines_of(programme: str, level: int | None) -> QuerySet[CurriculumLine]:
    """The lines of a programme, of one grade or of all."""
    lines = CurriculumLine.objects.select_related("subject", "grade_level")
    lines = lines.filter(programme=programme)
    return lines.filter(grade_level=level) if level is not None else lines


def subjects_kept() -> QuerySet[Subject]:
    """Subjects in the order of the mark book, each with the number of its lines."""
    return Subject.objects.annotate(line_count=Count("lines")).order_by("position", "pk")


def years_kept() -> list[SchoolYear]:
    """The school years, the newest first, each with `kept_terms` in order and `is_now`."""
    today = timezone.localdate()
    years = list(SchoolYear.objects.order_by("-starts_on"))
    by_year: defaultdict[int, list[Term]] = defaultdict(list)
    for term in Term.objects.order_by("number"):
        by_year[term.school_year_id].append(term)
    for year in years:
        year.kept_terms = by_year[year.pk]  # type: ignore[attr-defined]
        year.is_now = year.starts_on <= today <= year.ends_on  # type: ignore[attr-defined]
    return years


def hanging_on(year: SchoolYear) -> list[str]:
    """What hangs on the year or on one of its terms, which go with it."""
    rows = [year, *year.terms.order_by("number")]
    return [text for row in rows for text in what_hangs_on(row, besides=(Term,))]


def next_year() -> dict[str, datetime.date | str]:
    """The days proposed for the year after the last one, by the form's names; empty without one."""
    last = SchoolYear.objects.order_by("-starts_on").first()
    if last is None:
        return {}
    days: dict[str, datetime.date | str] = {
        "code": f"{last.starts_on.year + 1}-{last.starts_on.year + 2}",
        "starts_on": _year_later(last.starts_on),
        "ends_on": _year_later(last.ends_on),
    }
    for term in Term.objects.filter(school_year=last):
        for name in ("starts_on", "ends_on", "entry_opens_on", "entry_closes_on"):
            days[f"term{term.number}_{name}"] = _year_later(getattr(term, name))
    return days


def _year_later(day: datetime.date) -> datetime.date:
    """The same day of the next year; the last of February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)
