"""Factory of notices."""

import factory
from django.utils import timezone

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from tests.factories.people import StudentFactory, UserFactory
from tests.factories.register import SchoolFactory


class NoticeFactory(factory.django.DjangoModelFactory):
    """An unread notice of now: a student has come to class 6A1."""

    class Meta:
        model = Notice

    class Params:
        student = factory.SubFactory(StudentFactory, school=factory.SelfAttribute("..school"))
        of_sheet = factory.Trait(
            kind=NoticeKind.RETURNED,
            facts={"subject": "Toán", "class": "6A1"},
            students=[],
            words="Kiểm tra lại cột CK.",
        )

    school = factory.SubFactory(SchoolFactory)
    user = factory.SubFactory(UserFactory)
    kind = NoticeKind.STUDENT_CAME
    about = factory.Sequence(lambda n: f"thing:{n}")
    key = factory.LazyAttribute(lambda row: str(row.student.public_id))
    facts = factory.LazyAttribute(
        lambda row: {
            "class": "6A1",
            "student": row.student.full_name,
            "day": timezone.localdate().isoformat(),
        }
    )
    students = factory.LazyAttribute(lambda row: [row.student.pk])
