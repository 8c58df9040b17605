"""Factories of the access log, of alerts, of clean-ups and of requests for correction."""

import datetime

import factory
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.privacy.choices import AlertKind, CorrectionState
from eduportal.privacy.models import Access, Alert, CleanUp, Correction
from tests.factories.appended import AppendedFactory
from tests.factories.people import StudentFactory, UserFactory
from tests.factories.register import SchoolFactory


class AccessFactory(AppendedFactory):
    """One page of a list of students, as a teacher saw it; `at` is now unless given."""

    class Meta:
        model = Access

    class Params:
        of_account = factory.Trait(kind=Kind.ACCOUNT, school=None, route="privacy:account")

    user = factory.SubFactory(UserFactory)
    role = "teacher"
    school = factory.SubFactory(SchoolFactory)
    kind = Kind.STUDENT
    persons = factory.LazyAttribute(lambda row: [StudentFactory(school=row.school).pk])
    door = "browser"
    route = "students:student-list"
    request_id = factory.Sequence(lambda n: f"{n:012x}")
    client = "127.0.0.1"


class CleanUpFactory(factory.django.DjangoModelFactory):
    """One kind of data as one night left it."""

    class Meta:
        model = CleanUp

    kind = "sessions"
    deleted = 3


class CorrectionFactory(factory.django.DjangoModelFactory):
    """A request about a student that came in today; `of_account` is about the holder of one."""

    class Meta:
        model = Correction

    class Params:
        of_account = factory.Trait(student=None, account=factory.SubFactory(UserFactory))
        ended = factory.Trait(
            state=CorrectionState.DONE,
            end="Đã sửa theo giấy khai sinh.",
            answered_at=factory.LazyFunction(timezone.now),
            ended_at=factory.LazyFunction(timezone.now),
        )

    school = factory.SubFactory(SchoolFactory)
    student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..school"))
    asked_by = "mẹ của học sinh"
    wrong = "Ngày sinh ghi sai."
    came_on = factory.LazyFunction(timezone.localdate)
    answer_due = factory.LazyAttribute(lambda row: row.came_on + datetime.timedelta(days=2))
    done_due = factory.LazyAttribute(lambda row: row.came_on + datetime.timedelta(days=10))
    written_by = factory.SubFactory(UserFactory)


class AlertFactory(factory.django.DjangoModelFactory):
    """An open alert: the account would have seen a thousand students within an hour."""

    class Meta:
        model = Alert

    user = factory.SubFactory(UserFactory)
    kind = AlertKind.BULK_READING
    page = "students:student-list"
    count = 1_000
    limit = 900
    hours = 1
