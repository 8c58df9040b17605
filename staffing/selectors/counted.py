"""Balances of many schools as they were counted, and the places they are added up by."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schools.choices import Stage, UnitLevel
from schools.models import AdminUnitSuccession, School, SchoolYear
from staffing.models import BalanceCount
from staffing.rules.counted import Counted
from staffing.rules.outlook import YearAhead
from staffing.rules.qualification import Shares


@dataclass(frozen=True)
class SchoolCount:
    """One school with its counted balance, the standing of its teachers, and the years after."""

    school: School
    figures: Counted
    row: BalanceCount

    @property
    def shares(self) -> Shares:
        return self.row.shares

    @property
    def years(self) -> list[YearAhead]:
        return self.row.years


@dataclass(frozen=True)
class Counts:
    """The schools that were counted, how many were not, when the oldest of them was, and by which
    sets of norms; none where the portal's own reading held."""

    rows: list[SchoolCount]
    missing: int
    oldest: datetime.datetime | None
    norms: list[str]


def counts_of(schools: Sequence[School], year: SchoolYear, *, ahead: bool = False) -> Counts:
    """What was counted of these schools, the years after if asked for: one query."""
    counts = BalanceCount.objects.filter(school_year=year, school__in=[each.pk for each in schools])
    if not ahead:
        counts = counts.defer("outlook")
    found = {each.school_id: each for each in counts.select_related("norms")}
    rows = [
        SchoolCount(school, found[school.pk].counted, found[school.pk])
        for school in schools
        if school.pk in found
    ]
    oldest = min((each.counted_at for each in found.values()), default=None)
    norms = sorted({each.norms.name for each in found.values() if each.norms})
    return Counts(rows, len(schools) - len(rows), oldest, norms)


def by_unit(rows: Iterable[SchoolCount]) -> dict[tuple[str, str], list[SchoolCount]]:
    """By code and name of the commune."""
    found: defaultdict[tuple[str, str], list[SchoolCount]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.school.unit.search_key if row.school.unit else ""):
        unit = row.school.unit
        found[(unit.code, unit.full_name) if unit else ("", "–")].append(row)
    return dict(found)


def by_former_district(rows: Sequence[SchoolCount]) -> dict[tuple[str, str], list[SchoolCount]]:
    """By the districts whose communes the school's commune was made of: one query.

    A commune of parts of several districts stands under their names together.
    """
    places = AdminUnitSuccession.objects.filter(
        new__in={row.school.unit_id for row in rows}, old__parent__level=UnitLevel.DISTRICT
    ).select_related("old__parent")
    names: defaultdict[int, set[str]] = defaultdict(set)
    for each in places:
        if each.old.parent:
            names[each.new_id].add(each.old.parent.full_name)
    found: defaultdict[tuple[str, str], list[SchoolCount]] = defaultdict(list)
    for row in rows:
        district = " – ".join(sorted(names[row.school.unit_id or 0])) or "–"
        found["", district].append(row)
    return dict(sorted(found.items()))


def by_levels(rows: Iterable[SchoolCount]) -> dict[tuple[str, str], list[SchoolCount]]:
    """By the levels of education of the school, whole: "Primary, lower secondary"."""
    found: defaultdict[tuple[str, str], list[SchoolCount]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: sorted(row.school.stages)):
        stages = sorted(row.school.stages)
        name = ", ".join(str(Stage(stage).label) for stage in stages)
        found[stages[0] if len(stages) == 1 else "", name].append(row)
    return dict(found)
