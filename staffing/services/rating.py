"""The only writer of ratings by the professional standard."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from staffing.choices import Rating
from staffing.models import StaffMember, StandardRating
from staffing.selectors.rating import ratings_revision
from staffing.services.errors import StaffRefused, require_none


@dataclass(frozen=True)
class Ratings:
    """One teacher's three ratings of a year; None where there is none."""

    own: Rating | None = None
    peers: Rating | None = None
    result: Rating | None = None


@dataclass(frozen=True)
class Announced:
    """When and under whose name the results that are new or other than before were announced."""

    on: datetime.date | None
    by: str


def rate_teachers(
    *,
    school: School,
    year: SchoolYear,
    ratings: Mapping[int, Ratings],
    announced: Announced,
    shown: str,
) -> int:
    """Record the ratings of these people, by key, in place of what was recorded of them; a person
    without any has no row. Returns how many rows changed. Raises StaffRefused.

    `shown` is the revision of all ratings on the page. All are written or none.
    """
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        if ratings_revision(school, year) != shown:
            raise StaffRefused(
                [_("The ratings have changed since this page was opened. Nothing was done.")]
            )
        _require_present(school, ratings)
        rows = StandardRating.objects.filter(school=school, school_year=year, staff__in=ratings)
        stored = {row.staff_id: row for row in rows}
        changed = {key: each for key, each in ratings.items() if _of(stored.get(key)) != each}
        results = {key for key, each in changed.items() if _is_new(stored.get(key), each)}
        require_none(announcing_problems(announced, year) if results else [])
        for key, each in changed.items():
            row = stored.get(key) or StandardRating(school=school, staff_id=key, school_year=year)
            _write(row, each, announced if key in results else None)
        return len(changed)


def _require_present(school: School, people: Collection[int]) -> None:
    """All of them are staff of the school. Raises StaffRefused."""
    if StaffMember.objects.filter(school=school, pk__in=people).count() != len(people):
        raise StaffRefused([_("Some of these people are not there any more.")])


def _of(row: StandardRating | None) -> Ratings:
    return Ratings(row.own, row.peers, row.result) if row else Ratings()  # type: ignore[arg-type]


def _is_new(row: StandardRating | None, wanted: Ratings) -> bool:
    """Whether there is a result, and another one than before."""
    return bool(wanted.result) and (row is None or row.result != wanted.result)


def announcing_problems(announced: Announced, year: SchoolYear) -> list[str]:
    """A sentence for each reason why results cannot be recorded so."""
    problems = []
    if not announced.by:
        problems.append(_("Say under whose name the results were announced."))
    if announced.on is None:
        problems.append(_("Give the day on which the results were announced."))
    elif announced.on > timezone.localdate():
        problems.append(_("Results cannot have been announced on a day to come."))
    elif announced.on < year.starts_on:
        problems.append(_("The results cannot be older than the school year."))
    return problems


def _write(row: StandardRating, wanted: Ratings, announced: Announced | None) -> None:
    if wanted == Ratings():
        row.delete()
        return
    row.own, row.peers, row.result = wanted.own, wanted.peers, wanted.result
    if announced:
        row.assessed_on, row.assessor = announced.on, announced.by
    elif not wanted.result:
        row.assessed_on, row.assessor = None, ""
    row.save()
