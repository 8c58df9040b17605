"""How teachers are rated by the professional standard: of a school, and counted for many."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from eduportal.core.revisions import fingerprint
from schools.models import School, SchoolYear
from staffing.choices import PostKind, StaffStatus
from staffing.models import Post, StaffMember, StandardRating
from staffing.rules.rating import RatingRule, is_due

SHOWN = ("staff_id", "own", "peers", "result", "assessed_on", "assessor")


@dataclass(frozen=True)
class Rated:
    """One teacher with the rating of the year, the last result before it, and whether the head has
    one to give this year."""

    staff: StaffMember
    rating: StandardRating | None
    before: StandardRating | None
    due: bool


def rated_of(school: School, year: SchoolYear, day: datetime.date, rule: RatingRule) -> list[Rated]:
    """The teachers of the day, and whoever is rated in the year, by name: three queries.

    Heads and their deputies are rated by a standard of their own, TT 14/2018, and are not here.
    """
    rows = StandardRating.objects.filter(school=school, school_year__starts_on__lte=year.starts_on)
    now: dict[int, StandardRating] = {}
    past: defaultdict[int, list[StandardRating]] = defaultdict(list)
    for each in rows.select_related("school_year").order_by("-school_year__starts_on"):
        if each.school_year_id == year.pk:
            now[each.staff_id] = each
        elif each.result:
            past[each.staff_id].append(each)
    keys = set(teaching(school, day)) | set(now)
    people = StaffMember.objects.filter(pk__in=keys).select_related("main_subject")
    first = year.starts_on.year
    return [
        Rated(
            staff,
            now.get(staff.pk),
            next(iter(past[staff.pk]), None),
            is_due(first, [each.school_year.starts_on.year for each in past[staff.pk]], rule),
        )
        for staff in people.order_by("sort_key", "pk")
    ]


def teaching(school: School, day: datetime.date) -> list[int]:
    """Keys of those who hold a post of a teacher on the day: one query."""
    posts = Post.objects.in_force(day).filter(school=school, kind=PostKind.TEACHER)
    return list(posts.exclude(staff__status=StaffStatus.LEFT).values_list("staff_id", flat=True))


def ratings_revision(school: School, year: SchoolYear) -> str:
    """What a page shows of a school's ratings of the year, in a few characters: one query."""
    rows = StandardRating.objects.filter(school=school, school_year=year).order_by("staff_id")
    return fingerprint(list(rows.values_list(*SHOWN)))


def results_counted(ids: Iterable[int], year: SchoolYear) -> defaultdict[int, Counter[int]]:
    """By school, how many teachers have each result in the year: one query."""
    rows = StandardRating.objects.filter(school__in=ids, school_year=year, result__isnull=False)
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for school, result, count in (
        rows.order_by().values_list("school_id", "result").annotate(Count("pk"))
    ):
        found[school][result] = count
    return found


def ratings_of(staff: StaffMember) -> list[StandardRating]:
    """Every year's ratings of one person, the newest first: one query."""
    rows = StandardRating.objects.filter(school=staff.school_id, staff=staff)
    return list(rows.select_related("school_year").order_by("-school_year__starts_on"))
