"""Counting the balances of schools, so that pages of many schools read what was counted."""

from collections.abc import Sequence

from django.utils import timezone

from schools.models import School, SchoolYear
from schools.selectors import schools_listed
from staffing.models import BalanceCount, StaffingNorms
from staffing.rules.balance import balance_of
from staffing.rules.counted import counted, stored
from staffing.rules.norms import NormSet
from staffing.rules.outlook import kept
from staffing.rules.qualification import kept_shares, shares_of
from staffing.selectors.balance import facts_of
from staffing.selectors.norms import norms_for
from staffing.selectors.outlook import years_ahead
from staffing.selectors.qualification import placed_at, stands_by_school

# Schools whose facts are in memory at once.
BATCH = 200


def count_balances(year: SchoolYear, school_ids: frozenset[int] | None = None) -> int:
    """Count the balance of the open schools among these again; None is every one of the scope.

    Returns how many. Safe to repeat: the row of a school and year is replaced.
    """
    norms, norm_set = norms_for(year)
    schools = list(schools_listed(school_ids=school_ids).order_by("pk"))
    for start in range(0, len(schools), BATCH):
        _count(schools[start : start + BATCH], year, norms.ceilings, norm_set)
    return len(schools)


def _count(
    schools: Sequence[School], year: SchoolYear, norms: NormSet, norm_set: StaffingNorms | None
) -> None:
    day, now = year.day_in(timezone.localdate()), timezone.now()
    facts = facts_of(schools, year, day, norms)
    ahead = years_ahead(schools, year, day, facts, norms)
    stands = stands_by_school(placed_at(schools, day))
    rows = [
        BalanceCount(
            school=school,
            school_year=year,
            day=day,
            norms=norm_set,
            figures=stored(counted(balance_of(facts[school.pk], norms))),
            standings=kept_shares(shares_of(stands[school.pk])),
            outlook=[kept(each) for each in ahead[school.pk]],
            counted_at=now,
        )
        for school in schools
    ]
    BalanceCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["school", "school_year"],
        update_fields=["day", "norms", "figures", "standings", "outlook", "counted_at"],
    )
