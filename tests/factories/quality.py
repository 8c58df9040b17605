"""Findings of data quality."""

import datetime

import factory
from django.utils import timezone

from eduportal.quality import models
from eduportal.quality.choices import About, Move
from tests.factories.people import StudentFactory
from tests.factories.register import SchoolFactory


class FindingFactory(factory.django.DjangoModelFactory):
    """A student without a recorded ethnicity, found today; an own school's, unless given."""

    class Meta:
        model = models.Finding

    class Params:
        student = factory.SubFactory(StudentFactory)

    school = factory.SelfAttribute("student.school")
    rule = "ST04"
    about = About.STUDENT
    key = factory.SelfAttribute("student.pk")
    facts = factory.LazyFunction(lambda: {"class": "6A1"})
    opened_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(lambda row: row.opened_on + datetime.timedelta(days=20))


class FindingStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.FindingStep

    finding = factory.SubFactory(FindingFactory)
    school = factory.SelfAttribute("finding.school")
    rule = factory.SelfAttribute("finding.rule")
    kind = Move.FOUND


class SchoolCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SchoolCheck

    school = factory.SubFactory(SchoolFactory)
    asked_at = factory.LazyFunction(timezone.now)


class RuleStandingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RuleStanding

    rule = "ST04"
