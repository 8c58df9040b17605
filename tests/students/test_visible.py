"""Teachers see the students of the classes they teach or lead, at every door."""

import pytest
from django.urls import reverse

from schools.models import ClassGroup
from staffing.models import TeachingAssignment
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LIST = reverse("students:student-list")


def taught_only(world: World, group: ClassGroup) -> None:
    """The teacher gives mathematics to this class alone."""
    mine = TeachingAssignment.objects.filter(staff__user=world.users["teacher"])
    mine.exclude(class_group=group).delete()


def names(world: World, group: ClassGroup) -> set[str]:
    return {str(each.student.public_id) for each in world.enrolments[group]}


def listed(client_of: ClientOf, persona: str) -> set[str]:
    lines = client_of(persona).get(LIST).context["lines"]
    return {str(line.student.public_id) for line in lines}


def test_a_teacher_lists_the_students_taught_and_a_head_all(
    world: World, client_of: ClientOf
) -> None:
    first, second = world.classes[world.school]
    taught_only(world, first)

    assert listed(client_of, "teacher") == names(world, first)
    assert listed(client_of, "head") == names(world, first) | names(world, second)
    assert client_of("teacher").get(LIST, {"class": str(second.public_id)}).status_code == 400


def test_a_homeroom_teacher_lists_the_class_led(world: World, client_of: ClientOf) -> None:
    TeachingAssignment.objects.filter(staff__user=world.users["homeroom"]).delete()

    assert listed(client_of, "homeroom") == names(world, world.class_group)


def test_a_student_not_taught_does_not_exist_for_a_teachers_program(
    world: World, client_of: ClientOf
) -> None:
    first, second = world.classes[world.school]
    taught_only(world, first)
    for group, status in ((first, 200), (second, 404)):
        student = world.enrolments[group][0].student
        address = reverse("api:student-detail", args=[student.public_id])
        assert client_of("teacher").get(address).status_code == status


def test_a_teacher_without_classes_sees_no_student(world: World, client_of: ClientOf) -> None:
    TeachingAssignment.objects.filter(staff__user=world.users["teacher"]).delete()

    assert listed(client_of, "teacher") == set()


@pytest.mark.parametrize("persona", ["teacher", "homeroom"])
def test_a_list_for_programs_is_an_export(persona: str, world: World, client_of: ClientOf) -> None:
    answer = client_of(persona).get(reverse("api:student-list"))

    assert answer.status_code == 403
