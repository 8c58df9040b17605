"""One mail a day about notices nobody has read, and no child's name in it."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from eduportal.accounts.models import Mail, User
from eduportal.accounts.tasks import send_mail
from eduportal.notices.models import Notice
from eduportal.notices.tasks import queue_digests
from tests.factories import NoticeFactory, UserFactory
from tests.factories.people import StudentFactory
from tests.factories.register import SchoolFactory

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def teacher(db_everywhere: None) -> User:
    """Two unread notices, one of which names a student, in words of a person as well."""
    user = UserFactory()
    school = SchoolFactory()
    student = StudentFactory(school=school, full_name="Bùi Quốc Khánh")
    NoticeFactory(user=user, school=school, student=student)
    NoticeFactory(
        user=user, school=school, student=student, of_sheet=True, words="Xem lại em Khánh."
    )
    return user


def a_day_passes() -> None:
    day = datetime.timedelta(days=1)
    for row in Mail.objects.all():
        Mail.objects.filter(pk=row.pk).update(made_at=row.made_at - day)


def test_the_mail_says_what_happened_and_names_no_child(teacher: User) -> None:
    assert queue_digests() == 1
    send_mail()
    [message] = mail.outbox
    assert message.to == [teacher.email] and "2" in message.subject
    assert "6A1" in message.body and "Toán" in message.body and "/notices/" in message.body
    assert "Khánh" not in message.body + message.subject


def test_there_is_at_most_one_a_day_and_only_about_what_no_mail_has_told(teacher: User) -> None:
    assert (queue_digests(), queue_digests()) == (1, 0)
    NoticeFactory(user=teacher)
    assert queue_digests() == 0, "the day has had its mail"

    a_day_passes()
    assert queue_digests() == 1
    a_day_passes()
    assert queue_digests() == 0, "everything has been told"
    assert Mail.objects.filter(kind="digest").count() == 2


@pytest.mark.parametrize(
    "change", [{"wants_digest": False}, {"is_active": False}, {"email": ""}], ids=str
)
def test_no_mail_goes_to_who_wants_none_or_cannot_have_one(teacher: User, change) -> None:
    User.objects.filter(pk=teacher.pk).update(**change)
    assert queue_digests() == 0 and not Mail.objects.exists()


def test_what_was_read_before_the_mail_goes_is_left_out(teacher: User) -> None:
    queue_digests()
    Notice.objects.filter(kind="returned").update(read_at=timezone.now())
    send_mail()
    [message] = mail.outbox
    assert "Toán" not in message.body


def test_nothing_unread_is_no_mail(teacher: User) -> None:
    queue_digests()
    Notice.objects.update(read_at=timezone.now())
    assert send_mail() == 1 and not mail.outbox
    assert not Mail.objects.filter(sent_at=None).exists()
