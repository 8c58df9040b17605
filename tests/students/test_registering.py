"""A clerk enters a student by hand, and corrects what the register says."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from students.choices import Began
from students.models import Enrolment, Student
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
NEW = reverse("students:student-new")


def form(world: World, **changes: object) -> dict[str, object]:
    given = {
        "class_group": world.class_group.public_id,
        "full_name": "Trần Thị Mới",
        "birth_date": "2014-05-01",
        "sex": "2",
    }
    return given | changes


def test_a_new_student_sits_in_the_class_and_has_lines(world: World, client_of: ClientOf) -> None:
    answer = client_of("clerk").post(NEW, form(world))
    student = Student.objects.get(full_name="Trần Thị Mới")
    assert answer["Location"] == reverse("grades:student", args=[student.public_id])
    stay = student.enrolments.get()
    assert (stay.class_group, stay.starts_on) == (world.class_group, world.year.starts_on)
    assert world.sheet.records.filter(enrolment=stay).exists()


def test_several_are_entered_one_after_the_other(world: World, client_of: ClientOf) -> None:
    clerk = client_of("clerk")
    answer = clerk.post(NEW, form(world, next="1"), follow=True)
    assert "Trần Thị Mới" in answer.content.decode()
    assert answer.request["PATH_INFO"] == NEW
    chosen = f'<option value="{world.class_group.public_id}" selected>'
    assert chosen in answer.content.decode()


def test_one_who_came_in_the_year_came_on_that_day(world: World, client_of: ClientOf) -> None:
    day = timezone.localdate() - datetime.timedelta(days=2)
    client_of("clerk").post(NEW, form(world, on=day))
    stay = Enrolment.objects.get(student__full_name="Trần Thị Mới")
    assert (stay.began, stay.starts_on) == (Began.TRANSFER, day)


def test_the_same_child_is_not_entered_twice(world: World, client_of: ClientOf) -> None:
    here = world.enrolments[world.class_group][0].student
    there = world.enrolments[world.foreign_class][0].student
    for known in (here, there):
        same = {"full_name": known.full_name, "birth_date": known.birth_date.isoformat()}
        page = client_of("clerk").post(NEW, form(world, **same)).content.decode()
        assert "cùng họ tên, ngày sinh" in page
    code = {"ministry_code": there.ministry_code}
    assert "Mã định danh" in client_of("clerk").post(NEW, form(world, **code)).content.decode()
    assert Student.objects.count() == 48


@pytest.mark.parametrize("place", ["class_group", "foreign_class"])
def test_a_child_known_without_a_code_is_not_doubled_with_one_unless_it_is_another(
    world: World, client_of: ClientOf, place: str
) -> None:
    known = world.enrolments[getattr(world, place)][0].student
    Student.objects.filter(pk=known.pk).update(ministry_code=None, personal_number=None)
    given = form(
        world,
        full_name=known.full_name,
        birth_date=known.birth_date.isoformat(),
        ministry_code="7909999999",
    )
    clerk = client_of("clerk")
    assert "is_another" not in clerk.get(NEW).content.decode()
    page = clerk.post(NEW, given).content.decode()
    assert "cùng họ tên, ngày sinh" in page and "is_another" in page
    assert Student.objects.count() == 48
    assert clerk.post(NEW, given | {"is_another": "on"}).status_code == 302
    assert Student.objects.count() == 49


def test_a_correction_is_stored_and_found_by_its_new_name(
    world: World, client_of: ClientOf
) -> None:
    student = world.enrolments[world.class_group][0].student
    address = reverse("students:student-correct", args=[student.public_id])
    clerk = client_of("clerk")
    given = form(world, shown=student.revision, ministry_code=student.ministry_code)
    assert clerk.post(address, given).status_code == 302
    student.refresh_from_db()
    assert (student.full_name, student.search_key) == ("Trần Thị Mới", "tran thi moi")
    page = clerk.get(reverse("students:student-list"), {"q": "moi tran"}).content.decode()
    assert "Trần Thị Mới" in page, "words in any order"


def test_every_field_that_is_wrong_says_so(world: World, client_of: ClientOf) -> None:
    wrong = form(world, birth_date="1800-01-01", personal_number="12", on="2099-01-01")
    errors = client_of("clerk").post(NEW, wrong).context["form"].errors
    assert set(errors) == {"birth_date", "personal_number", "on"}
