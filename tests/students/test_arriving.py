"""A student whom a school with another portal has let go is entered under the known identity."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.scoping import everywhere
from students.choices import Began
from students.models import AnswerCount, Student
from tests.exchange.above import Above, say
from tests.exchange.conftest import Sender, above, make_sender, uid
from tests.exchange.test_services_elsewhere import BIRTH, CODE, NAME, listed, send_list
from tests.world import ClientOf, World

__all__ = ["above"]

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
ARRIVES = reverse("students:student-arrives")


@pytest.fixture
def former() -> Sender:
    """A school of another portal, which has let one of two students go."""
    found = make_sender("truong-a")
    gone = timezone.localdate() - datetime.timedelta(days=5)
    send_list(found, listed(1), listed(2, gone.isoformat()))
    return found


def form(world: World, school: Sender, **changes: object) -> dict[str, object]:
    given = {
        "former": school.school.code,
        "code": CODE,
        "full_name": NAME,
        "birth_date": BIRTH,
        "class_group": world.class_group.public_id,
        "on": timezone.localdate() - datetime.timedelta(days=2),
    }
    return given | changes


def test_identity_and_first_day_come_with_the_student(
    world: World, former: Sender, client_of: ClientOf
) -> None:
    answer = client_of("clerk").post(ARRIVES, form(world, former))
    student = Student.objects.get(full_name=NAME)
    assert answer["Location"] == reverse("grades:student", args=[student.public_id])
    assert str(student.person_uid) == uid(2)
    assert (student.ministry_code, student.personal_number) == (CODE, "079000000002")
    assert (student.birth_date.isoformat(), student.sex) == (BIRTH, "1")
    stay = student.enrolments.get()
    assert (stay.class_group, stay.began) == (world.class_group, Began.TRANSFER)
    assert world.sheet.records.filter(enrolment=stay).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "2500000001", "full_name": "Nguyễn Văn 1"},
        {"birth_date": "2014-07-26"},
        {"full_name": "Nguyễn Văn Khác"},
        {"former": "S9999"},
    ],
    ids=["has not left", "another birthday", "another name", "another school"],
)
def test_who_was_not_let_go_is_nobody_and_the_answer_counts(
    changes: dict[str, str], world: World, former: Sender, client_of: ClientOf
) -> None:
    page = client_of("clerk").post(ARRIVES, form(world, former, **changes)).content.decode()
    assert "Không có trường mang mã này" in page
    assert not Student.objects.filter(full_name=NAME).exists()
    with everywhere("a test looks"):
        assert AnswerCount.objects.get().told == 1


def test_after_too_many_guesses_a_right_one_brings_nobody(
    world: World, former: Sender, client_of: ClientOf, settings: Settings
) -> None:
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 2
    client = client_of("clerk")
    for day in ("2014-07-01", "2014-07-02", "2014-07-03", BIRTH):
        page = client.post(ARRIVES, form(world, former, birth_date=day)).content.decode()
    assert "Hôm nay đã hỏi quá nhiều mã" in page
    assert not Student.objects.filter(full_name=NAME).exists()


def test_nobody_comes_before_the_last_day_there(
    world: World, former: Sender, client_of: ClientOf
) -> None:
    day = timezone.localdate() - datetime.timedelta(days=5)
    page = client_of("clerk").post(ARRIVES, form(world, former, on=day)).content.decode()
    assert f"{day:%d/%m/%Y}" in page
    assert not Student.objects.filter(full_name=NAME).exists()


def test_who_has_a_record_here_is_not_entered_twice(
    world: World, former: Sender, client_of: ClientOf
) -> None:
    known = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=known.pk).update(person_uid=uid(2))
    page = client_of("clerk").post(ARRIVES, form(world, former)).content.decode()
    assert "đã có hồ sơ ở trường này" in page


def test_without_an_answer_from_above_nobody_is_entered(
    world: World, above: Above, former: Sender, client_of: ClientOf
) -> None:
    above.replies = [say(503)]
    given = form(world, former, former="S9999")
    page = client_of("clerk").post(ARRIVES, given).content.decode()
    assert "Cổng cấp trên không trả lời" in page
    assert not Student.objects.filter(full_name=NAME).exists()
