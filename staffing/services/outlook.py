"""The only writer of what the outlook assumes, and of classes that are planned."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.core.hints import offer
from eduportal.core.revisions import fingerprint
from schools.models import School
from staffing.models import OutlookAssumptions, PlannedClasses
from staffing.services.errors import StaffRefused, require_none


@dataclass(frozen=True)
class AssumptionFacts:
    """The name, where the numbers come from, and the percent a year of each entry grade."""

    name: str
    basis: str
    preschool: int
    primary: int
    lower: int
    upper: int


def assume(*, facts: AssumptionFacts, shown: int) -> OutlookAssumptions:
    """Change what the outlook assumes, and have it counted anew. Raises StaffRefused.

    `shown` is the revision on the page, 0 where there was none.
    """
    with transaction.atomic():
        found = OutlookAssumptions.objects.select_for_update().first()
        if (found.revision if found else 0) != shown:
            raise _changed()
        found = found or OutlookAssumptions(revision=0)
        for name, value in vars(facts).items():
            setattr(found, name, value)
        found.revision += 1
        found.save()
        offer("staffing.count_balances")
        return found


def planned_revision(school: School, year: str) -> str:
    """What a page shows of the classes a school plans for a year, in a few characters."""
    rows = PlannedClasses.objects.filter(school=school, year=year).order_by("grade")
    return fingerprint(list(rows.values_list("grade_id", "classes", "paper")))


def plan_classes(
    *, school: School, year: str, classes: Mapping[int, int], paper: str, shown: str
) -> None:
    """Record how many classes of each grade the school plans for the year, in place of what was
    recorded; a grade that is not named follows from the grade below. Raises StaffRefused."""
    require_none([] if paper or not classes else [_("Give the number of the decision or plan.")])
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        if planned_revision(school, year) != shown:
            raise _changed()
        rows = PlannedClasses.objects.filter(school=school, year=year)
        rows.exclude(grade__in=classes).delete()
        for grade, count in classes.items():
            rows.update_or_create(
                school=school, year=year, grade_id=grade,
                defaults={"classes": count, "paper": paper},
            )  # fmt: skip


def _changed() -> StaffRefused:
    return StaffRefused(
        [_("The numbers have changed since this page was opened. Nothing was done.")]
    )
