"""Factories of leavers, their destinations and lists of institutions."""

import datetime

import factory
from django.utils import timezone

from students import models
from students.choices import Destination, Evidence, GuidanceContent, MatchStage, RowState
from tests.factories.people import StudentFactory
from tests.factories.register import SchoolFactory, SchoolYearFactory

DAY = datetime.date(2026, 9, 30)


class LeaverCohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LeaverCohort
        django_get_or_create = ("year", "grade")

    school_year = factory.SubFactory(SchoolYearFactory)
    year = 2026
    grade = 9
    rule = "completed"
    frozen_on = datetime.date(2026, 6, 30)


class LeaverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Leaver

    cohort = factory.SubFactory(LeaverCohortFactory)
    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")


class DestinationRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DestinationRecord

    leaver = factory.SubFactory(LeaverFactory)
    school = factory.SelfAttribute("leaver.school")
    destination = Destination.GDTX
    since = DAY
    evidence = Evidence.LIST


class DestinationSnapshotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DestinationSnapshot

    school = factory.SubFactory(SchoolFactory)
    cohort = factory.SubFactory(LeaverCohortFactory)
    as_of = DAY
    counts = factory.LazyFunction(dict)


class EnrolmentListFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EnrolmentList

    cohort = factory.SubFactory(LeaverCohortFactory)
    institution = "Trung tâm GDNN-GDTX"
    kind = Destination.GDTX
    as_of = DAY


class EnrolmentListRowFactory(factory.django.DjangoModelFactory):
    """A row that means the leaver; `stranger=True` for one that means nobody, since now."""

    class Meta:
        model = models.EnrolmentListRow

    class Params:
        stranger = factory.Trait(
            leaver=None,
            school=None,
            state=RowState.STRANGER,
            stage=MatchStage.STRANGER,
            stranger_since=factory.LazyFunction(timezone.now),
        )

    list = factory.SubFactory(EnrolmentListFactory)
    place = factory.Sequence(lambda n: n + 1)
    full_name = "Trần Văn Lạ"
    leaver = factory.SubFactory(LeaverFactory)
    school = factory.SelfAttribute("leaver.school")
    stage = MatchStage.NUMBER
    state = RowState.FOUND


class GuidanceActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.GuidanceActivity

    school = factory.SubFactory(SchoolFactory)
    on = DAY
    content = GuidanceContent.CAREERS
    grades = factory.LazyFunction(lambda: [9])
    pupils = 40


class DestinationWishFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DestinationWish

    student = factory.SubFactory(StudentFactory)
    school = factory.SelfAttribute("student.school")
    school_year = factory.SubFactory(SchoolYearFactory)
    destination = Destination.GDTX
    by = "a teacher"
