"""The leavers of an invented province have destinations, and some questions are open."""

import datetime

import pytest

from eduportal.operations.demo.paths import show_paths
from students.choices import RowState
from students.models import (
    DestinationRecord,
    DestinationSnapshot,
    DestinationWish,
    EnrolmentListRow,
    Leaver,
    LeaverCohort,
)
from tests.factories import EnrolmentFactory, StudentFactory
from tests.students.left_school import completed, last_year
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def test_most_leavers_have_a_destination_and_a_list_asks_about_some(world: World) -> None:
    for group in (world.class_group, world.foreign_class):
        for position in range(60):
            student = StudentFactory(school=group.school)
            world.enrolments[group].append(
                EnrolmentFactory(class_group=group, student=student, position=position + 10)
            )
    completed(world, world.class_group)
    year = last_year(world)
    as_of = datetime.date(year.ends_on.year, 11, 30)
    user = world.users["department_admin"]
    assert show_paths(year=year, as_of=as_of, user=user) == 66
    cohort = LeaverCohort.objects.exclude(rule="left").filter(grade=9).latest("year")
    known = DestinationRecord.objects.filter(leaver__cohort=cohort).values("leaver").distinct()
    known = known.count()
    assert 40 < known < Leaver.objects.filter(cohort=cohort).count()
    states = set(EnrolmentListRow.objects.values_list("state", flat=True))
    assert RowState.STRANGER in states and states & {RowState.FOUND, RowState.OPEN}
    assert DestinationWish.objects.count() > 30
    assert DestinationSnapshot.objects.filter(cohort=cohort).exists()
    # Two years before, under another rule: a line of three points that breaks.
    for earlier in LeaverCohort.objects.filter(grade=9, year__lt=cohort.year):
        assert Leaver.objects.filter(cohort=earlier).count() == 36
        days = DestinationSnapshot.objects.filter(cohort=earlier).values("as_of").distinct()
        # The last day of each month from August to May.
        assert days.count() == 10
    assert LeaverCohort.objects.exclude(rule="left").filter(grade=9).count() == 3
