"""A number in a form that is none of the class's stays tells nothing of whom it belongs to."""

import pytest
from django.urls import reverse
from django.utils import timezone

from students.models import Enrolment
from tests.world import ClientOf, World


def a_stay_of(world: World, whose: str) -> Enrolment:
    groups = {"another class": world.classes[world.school][1], "elsewhere": world.foreign_class}
    stay = world.enrolments[groups[whose]][0]
    stay.student.full_name = "Ngô Bảo Thiên Ý"
    stay.student.save()
    return stay


def address(world: World, name: str) -> str:
    return reverse(f"grades:{name}", args=[world.class_group.public_id, world.term.code])


@pytest.mark.parametrize("whose", ["another class", "elsewhere"])
def test_the_class_page_names_no_student_of_another_class(
    world: World, client_of: ClientOf, whose: str, db_everywhere: None
) -> None:
    stay = a_stay_of(world, whose)
    sent = {f"m-{stay.pk}-comment": "Chăm ngoan", f"o-{stay.pk}-comment": ""}

    answer = client_of("homeroom").post(address(world, "homeroom"), sent)

    assert answer.status_code == 200
    assert stay.student.full_name not in answer.content.decode()


@pytest.mark.parametrize("whose", ["another class", "elsewhere"])
def test_the_roll_names_no_student_of_another_class(
    world: World, client_of: ClientOf, whose: str, db_everywhere: None
) -> None:
    stay = a_stay_of(world, whose)
    today = timezone.localdate().isoformat()
    sent = {"on": today, "session": "morning", f"a-{stay.pk}": "P", f"o-{stay.pk}": ""}

    answer = client_of("homeroom").post(address(world, "roll-call"), sent)

    assert answer.status_code == 200
    assert stay.student.full_name not in answer.content.decode()
