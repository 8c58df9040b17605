"""Factories of tasks."""

import datetime

import factory
from django.utils import timezone

from eduportal.todo import models
from eduportal.todo.choices import Asked, MessageKind
from tests.factories.people import UserFactory
from tests.factories.register import SchoolFactory


class TaskFactory(factory.django.DjangoModelFactory):
    """What the Department asks of the head of a school by five days from now; nobody counts it.

    `for_commune=unit` asks the office of a commune instead.
    """

    class Meta:
        model = models.Task

    class Params:
        for_commune = None

    asked = factory.LazyAttribute(lambda row: Asked.COMMUNE if row.for_commune else Asked.HEAD)
    asked_school = factory.Maybe("for_commune", None, factory.SubFactory(SchoolFactory))
    asked_unit = factory.SelfAttribute("for_commune")
    schools = factory.LazyAttribute(
        lambda row: (
            [row.asked_school.pk]
            if row.asked_school
            else [school.pk for school in row.for_commune.schools.all()]
        )
    )
    made_by = factory.SubFactory(UserFactory)
    words = factory.Sequence(lambda number: f"Gửi báo cáo số {number}")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=5))


class TaskMessageFactory(factory.django.DjangoModelFactory):
    """That the task was asked."""

    class Meta:
        model = models.TaskMessage

    task = factory.SubFactory(TaskFactory)
    kind = MessageKind.ASK
    words = factory.SelfAttribute("task.words")
    actor = factory.SelfAttribute("task.made_by")
