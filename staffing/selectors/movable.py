"""What says whether a person may be moved, and how long the person has been where."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min, Sum

from schools.models import School, SchoolYear
from staffing.choices import DutyKind, ElsewhereKind
from staffing.models import (
    Duty,
    Elsewhere,
    Post,
    Protection,
    StaffMember,
    TeachingAssignment,
    Wish,
)
from staffing.rebalance.options import CONTRACT, GROUP_HEAD, NURSING, PROBATION, RETIRING
from staffing.selectors.records import retirement_of

# Who came back from elsewhere within so many years goes last; who retires within so many stays.
YEARS_SENT, YEARS_BEFORE_RETIREMENT = 3, 2
OF_DUTIES = {
    DutyKind.GROUP_HEAD.value: GROUP_HEAD,
    DutyKind.NURSING.value: NURSING,
    DutyKind.PROBATION.value: PROBATION,
}
DAYS_OF_A_YEAR = 365.25
UNKNOWN_YEARS = 99


@dataclass(frozen=True)
class Known:
    """What is recorded about the people of some schools on a day, by the person's key."""

    day: datetime.date
    schools: dict[int, UUID]
    staff: dict[int, StaffMember]
    stages: dict[int, str]
    grounds: defaultdict[int, set[str]]
    wishes: defaultdict[int, list[UUID]]
    since: dict[int, datetime.date]
    was_sent: set[int]

    def protections(self, staff: StaffMember, *, is_on_contract: bool) -> frozenset[str]:
        found = set(self.grounds[staff.pk])
        if is_on_contract:
            found.add(CONTRACT)
        if self.years_left(staff) <= YEARS_BEFORE_RETIREMENT:
            found.add(RETIRING)
        return frozenset(found)

    def years_here(self, person: int) -> int:
        """Whole years since the first post at the school."""
        since = self.since.get(person, self.day)
        return max(0, int((self.day - since).days / DAYS_OF_A_YEAR))

    def years_left(self, staff: StaffMember) -> int:
        """Whole years to retirement by age; a long time where it is not known."""
        last = retirement_of(staff.birth_date, staff.sex)
        if last is None:
            return UNKNOWN_YEARS
        return max(0, int((last - self.day).days / DAYS_OF_A_YEAR))


def known_of(ids: Sequence[int], year: SchoolYear, day: datetime.date) -> Known:
    """Of these schools: eight queries for however many."""
    staff = StaffMember.objects.filter(school__in=ids)
    since = Post.objects.filter(school__in=ids).values_list("staff").annotate(Min("starts_on"))
    schools = School.objects.filter(pk__in=ids).values_list("pk", "public_id")
    return Known(
        day,
        dict(schools),
        {each.pk: each for each in staff},
        _stages(ids, year, day),
        _grounds(ids, day),
        _wishes(ids),
        dict(since),
        _sent(ids, day),
    )


def _stages(ids: Sequence[int], year: SchoolYear, day: datetime.date) -> dict[int, str]:
    """The level of education each person gives most lessons at."""
    rows = TeachingAssignment.objects.in_force(day).filter(
        school__in=ids, class_group__school_year=year
    )
    sums = rows.values_list("staff", "class_group__grade_level__stage").annotate(
        weekly=Sum("weekly_periods")
    )
    return {staff: stage for staff, stage, _weekly in sums.order_by("weekly")}


def _grounds(ids: Sequence[int], day: datetime.date) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = Protection.objects.in_force(day).filter(school__in=ids)
    for person, kind in rows.values_list("staff", "kind"):
        found[person].add(kind)
    duties = Duty.objects.in_force(day).filter(school__in=ids, kind__in=OF_DUTIES)
    for person, kind in duties.values_list("staff", "kind"):
        found[person].add(OF_DUTIES[kind])
    return found


def _wishes(ids: Sequence[int]) -> defaultdict[int, list[UUID]]:
    found: defaultdict[int, list[UUID]] = defaultdict(list)
    rows = Wish.objects.filter(school__in=ids).order_by("staff", "rank")
    for person, school in rows.values_list("staff", "to_school__public_id"):
        found[person].append(school)
    return found


def _sent(ids: Sequence[int], day: datetime.date) -> set[int]:
    """Who has worked elsewhere by order within the last years."""
    since = day - datetime.timedelta(days=round(YEARS_SENT * DAYS_OF_A_YEAR))
    kinds = (ElsewhereKind.SECONDMENT, ElsewhereKind.SENT)
    rows = Elsewhere.objects.filter(school__in=ids, kind__in=kinds, ends_on__gte=since)
    return set(rows.filter(ends_on__lt=day).values_list("staff", flat=True))
