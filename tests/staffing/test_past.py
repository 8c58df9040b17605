"""Who had an assignment, who changed it, what a former teacher reads; and teachers one by one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.selectors import scope_for
from grades.services.permissions import may_read
from staffing.models import AssignmentChange, HomeroomAssignment, TeachingAssignment
from staffing.selectors.cells import CellKey, contents_on
from staffing.selectors.teachers import teacher_lines
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


def change(world: World, client_of: ClientOf, *staff: str) -> None:
    key = CellKey(world.class_group.pk, "TOAN")
    op = {
        "class": str(world.class_group.public_id),
        "subject": "TOAN",
        "from": contents_on([world.class_group], timezone.localdate())[key].value,
        "to": [str(world.staff[each].public_id) for each in staff],
    }
    body = {"on": str(timezone.localdate()), "ops": [op]}
    client_of("head").post(reverse("staffing:cells"), body, content_type="application/json")


def test_a_change_says_who_made_it_and_through_which_door(
    world: World, client_of: ClientOf
) -> None:
    AssignmentChange.objects.all()
    before = AssignmentChange.objects.count()
    change(world, client_of, "homeroom")
    ended, begun = AssignmentChange.objects.order_by("pk")[before:]
    assert {each.actor for each in (ended, begun)} == {world.users["head"]}
    assert {each.door for each in (ended, begun)} == {"browser"}
    assert ended.staff == world.staff["teacher"] and ended.old["until"] is None
    assert ended.new["until"] == str(timezone.localdate() - DAY)
    assert begun.staff == world.staff["homeroom"] and begun.old is None


def test_no_path_bypasses_the_history(world: World) -> None:
    before = AssignmentChange.objects.count()
    TeachingAssignment.objects.filter(staff=world.staff["teacher"]).update(weekly_periods=3)
    HomeroomAssignment.objects.all().delete()
    kinds = [each.kind for each in AssignmentChange.objects.order_by("pk")[before:]]
    assert kinds.count("lessons") == 2 and "homeroom" in kinds


def test_the_page_shows_who_had_it_from_when_to_when(world: World, client_of: ClientOf) -> None:
    change(world, client_of, "homeroom")
    page = reverse("staffing:class-past", args=[world.class_group.public_id])
    text = client_of("clerk").get(page, {"subject": "TOAN"}).content.decode()
    for persona in ("teacher", "homeroom"):
        assert world.staff[persona].full_name in text
    assert f"{timezone.localdate() - DAY:%d/%m/%Y}" in text
    assert world.users["head"].full_name in text
    lead = client_of("clerk").get(page, {"subject": "homeroom"}).content.decode()
    assert world.staff["teacher"].full_name not in lead


def test_a_former_teacher_reads_the_sheet_until_the_school_year_is_over(world: World) -> None:
    rows = TeachingAssignment.objects.filter(staff=world.staff["teacher"])
    rows.update(ends_on=timezone.localdate() - DAY)
    user = world.users["teacher"]
    assert may_read(scope_for(user), user.pk, world.sheet)
    over = timezone.localdate() - DAY
    type(world.year).objects.filter(pk=world.year.pk).update(ends_on=over)
    assert not may_read(scope_for(user), user.pk, world.sheet)


def test_teachers_stand_with_what_they_give_and_lead(world: World, client_of: ClientOf) -> None:
    lines = {
        line.load.staff: line
        for line in teacher_lines(world.school, world.year, timezone.localdate())
    }
    teacher = lines[world.staff["teacher"]]
    assert [row.class_group.name for row in teacher.lessons] == ["6A1", "6A2"]
    assert [row.class_group for row in lines[world.staff["homeroom"]].homerooms] == [
        world.class_group
    ]
    page = reverse("staffing:teachers")
    cell = reverse("staffing:class-assignments", args=[world.class_group.public_id])
    assert cell in client_of("head").get(page).content.decode()
    narrowed = client_of("head").get(page, {"state": "none"}).content.decode()
    assert world.staff["teacher"].full_name not in narrowed


def test_pages_cost_the_same_for_more_teachers(world: World, client_of: ClientOf) -> None:
    client = client_of("head")
    past = reverse("staffing:class-past", args=[world.class_group.public_id])
    for _number in range(2):
        ask_counted(client, "staffing:teachers:head", reverse("staffing:teachers"))
        ask_counted(client, "staffing:class-past:head", past)
        ask_counted(client, "staffing:assignments:head", reverse("staffing:assignments"))
        factories.TeachingAssignmentFactory(
            class_group=world.class_group, subject=world.subjects[0], staff__school=world.school
        )
