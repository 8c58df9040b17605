"""A deputy who teaches: the own sheets wait for somebody else, and every door says the same."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.roles import DeputyAct
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.services.permissions import may_decide
from staffing.models import TeachingAssignment
from tests.factories import DeputationFactory, SheetStepFactory
from tests.grades.conftest import fill, scope_of, set_states
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
QUEUE = "/classes/queue/"


@pytest.fixture
def deputy(world: World) -> World:
    """The mathematics teacher stands in for the head; all four sheets are full and wait."""
    today = timezone.localdate()
    DeputationFactory(
        school=world.school,
        principal=world.users["head"],
        deputy=world.users["teacher"],
        acts=[DeputyAct.APPROVE],
        starts_on=today,
        ends_on=today + datetime.timedelta(days=3),
    )
    sheets = sheets_of(world)
    for sheet in sheets:
        if sheet.form == "scored":
            fill(sheet, 80)
    set_states(sheets, SheetState.SUBMITTED)
    for sheet in sheets:
        SheetStepFactory(sheet=sheet, actor=world.users["teacher"], reason="Nghỉ ốm")
    return world


def sheets_of(world: World) -> list[MarkSheet]:
    return list(MarkSheet.objects.filter(school=world.school, term=world.term).order_by("pk"))


def own(world: World) -> set[MarkSheet]:
    mathematics = world.subjects[0]
    return {sheet for sheet in sheets_of(world) if sheet.subject_id == mathematics.pk}


def test_the_queue_leaves_the_own_sheets_to_others_and_says_so(
    deputy: World, client_of: ClientOf
) -> None:
    page = client_of("teacher").get(QUEUE)
    assert {each.row.sheet for each in page.context["waiting"]} == set(sheets_of(deputy)) - own(
        deputy
    )
    assert {row.sheet for row in page.context["left"]} == own(deputy)
    assert page.context["counts"].waiting == 4
    assert page.context["tabs"][0]["count"] == 2
    head = client_of("head").get(QUEUE)
    assert len(head.context["waiting"]) == 4 and head.context["left"] == []


def test_every_door_gives_the_same_answer(deputy: World, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    scope, user = scope_of(deputy, "teacher"), deputy.users["teacher"].pk
    classes = {each.pk: each for each in deputy.classes[deputy.school]}
    for sheet in sheets_of(deputy):
        sheet = MarkSheet.objects.select_related("term").get(pk=sheet.pk)
        is_own = sheet in own(deputy)
        assert may_decide(scope, user, sheet) is not is_own
        page = teacher.get(reverse("grades:marksheet-edit", args=[sheet.public_id]))
        assert page.context["can_decide"] is not is_own
        of_class = teacher.get(
            reverse("grades:class-detail", args=[classes[sheet.class_group_id].public_id])
        )
        assert (f'id="return-{sheet.pk}"' in of_class.content.decode()) is not is_own
        named = {"sheet": f"{sheet.public_id}:{sheet.revision}"}
        teacher.post("/classes/queue/approve/", named)
        is_approved = MarkSheet.objects.get(pk=sheet.pk).state == SheetState.APPROVED
        assert is_approved is not is_own


def test_the_way_from_sheet_to_sheet_leaves_them_out_too(
    deputy: World, client_of: ClientOf
) -> None:
    other = next(sheet for sheet in sheets_of(deputy) if sheet not in own(deputy))
    page = client_of("teacher").get(reverse("grades:marksheet-edit", args=[other.public_id]))
    place = page.context["neighbours"]
    assert (place.number, place.total) == (1, 2)
    assert {place.before, place.following} <= {
        None,
        *(sheet.public_id for sheet in set(sheets_of(deputy)) - own(deputy)),
    }


def test_a_head_who_teaches_decides_on_the_own_sheet(deputy: World, client_of: ClientOf) -> None:
    mine = TeachingAssignment.objects.filter(staff=deputy.staff["teacher"])
    mine.update(staff=deputy.staff["head"])
    assert len(client_of("head").get(QUEUE).context["waiting"]) == 4
