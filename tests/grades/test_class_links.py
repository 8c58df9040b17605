"""Which links a class offers: none to choices that it has not, none to assign what is sealed."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from grades.choices import SheetState
from schools.choices import LineKind
from schools.models import CurriculumLine
from staffing.models import TeachingAssignment
from tests import factories
from tests.factories.marks import set_state
from tests.grades.primary_class import primary_class
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def pages(world: World) -> dict[str, str]:
    """Who is offered the choices of a class, and where."""
    group = world.class_group
    students = reverse("students:student-list")
    return {
        "head": reverse("grades:class-detail", args=[group.public_id]),
        "clerk": reverse("grades:register"),
        "vice_head": f"{students}?class={group.public_id}",
    }


def test_choices_are_offered_where_there_is_something_to_choose(
    world: World, client_of: ClientOf
) -> None:
    choices = reverse("students:class-subjects", args=[world.class_group.public_id])
    CurriculumLine.objects.exclude(kind=LineKind.COMPULSORY).delete()
    for persona, address in pages(world).items():
        assert choices not in client_of(persona).get(address).content.decode(), address
    factories.CurriculumLineFactory(
        grade_level=world.class_group.grade_level,
        subject=factories.SubjectFactory(code="NN2"),
        kind=LineKind.OPTIONAL,
    )
    for persona, address in pages(world).items():
        assert choices in client_of(persona).get(address).content.decode(), address


def test_a_sealed_sheet_offers_nobody_to_assign(world: World, client_of: ClientOf) -> None:
    TeachingAssignment.objects.filter(class_group=world.class_group).delete()
    address = reverse("grades:class-detail", args=[world.class_group.public_id])
    assign = reverse("staffing:class-assignments", args=[world.class_group.public_id])
    of_sheet = f"{assign}#{world.sheet.subject.code}"
    assert of_sheet in client_of("head").get(address).content.decode()
    set_state(world.sheet, SheetState.SEALED)
    assert of_sheet not in client_of("head").get(address).content.decode()


def in_english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_qualities_and_competences_are_named_in_the_language_of_the_interface(
    world: World, client_of: ClientOf
) -> None:
    primary = primary_class(world)
    address = reverse("grades:homeroom", args=[primary.class_group.public_id, world.term.code])
    head = client_of("head")
    page = head.get(address).content.decode()
    assert "Yêu nước" in page and "Patriotism" not in page
    page = in_english(head).get(address).content.decode()
    assert "Patriotism" in page and "Yêu nước" not in page
