"""Factories of the access log."""

import factory

from eduportal.core.looking import Kind
from eduportal.privacy.models import Access
from tests.factories.people import StudentFactory, UserFactory
from tests.factories.register import SchoolFactory


class AccessFactory(factory.django.DjangoModelFactory):
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
