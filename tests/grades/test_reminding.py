"""The head reminds teachers who are late: one, those of a sheet, or all; once a day."""

import datetime

import pytest
from django.utils import timezone

from eduportal.notices.models import Notice
from grades.choices import SheetState
from staffing.models import StaffMember
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
QUEUE = "/classes/queue/"
REMIND = "/classes/queue/remind/"


def form(world: World, **named) -> dict[str, str]:
    return {"term": world.term.code} | {name: str(value) for name, value in named.items()}


def reminded() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(kind="reminder").order_by("pk")
    return sorted((row.user.username, row.key) for row in rows.select_related("user"))


def keys(world: World, number: int) -> set[str]:
    subject = world.subjects[number]
    return {str(world.sheets[group, subject].public_id) for group in world.classes[world.school]}


def test_one_teacher_is_reminded_of_each_sheet_not_handed_in(
    world: World, client_of: ClientOf
) -> None:
    head = client_of("head")
    answer = head.post(REMIND, form(world, staff=world.staff["teacher"].public_id), follow=True)
    assert {key for _user, key in reminded()} == keys(world, 0)
    assert {user for user, _key in reminded()} == {"teacher"}
    assert answer.redirect_chain == [(QUEUE, 302)]


def test_all_are_reminded_and_nobody_twice_a_day(world: World, client_of: ClientOf) -> None:
    head = client_of("head")
    assert head.get(QUEUE).context["remind_count"] == 2
    for _time in range(2):
        head.post(REMIND, form(world))
    assert {key for _user, key in reminded()} == keys(world, 0) | keys(world, 1)
    assert len(reminded()) == 4
    page = head.get(QUEUE)
    assert page.context["remind_count"] == 0
    assert not any(each.can_be_reminded for each in page.context["late"])
    assert all(each.reminded_at for each in page.context["late"])

    yesterday = timezone.now() - datetime.timedelta(days=1)
    for row in Notice.objects.all():
        about = row.about.replace(f"{timezone.localdate()}", f"{timezone.localdate(yesterday)}")
        Notice.objects.filter(pk=row.pk).update(at=yesterday, about=about)
    assert head.get(QUEUE).context["remind_count"] == 2
    head.post(REMIND, form(world))
    assert len(reminded()) == 8


def test_nobody_is_offered_to_remind_themselves(world: World, client_of: ClientOf) -> None:
    rows = StaffMember.objects.filter(user=world.users["head"])
    rows.update(user=None)
    StaffMember.objects.filter(pk=world.staff["teacher"].pk).update(user=world.users["head"])
    page = client_of("head").get(QUEUE)
    can = {each.staff: each.can_be_reminded for each in page.context["late"]}
    assert can == {world.staff["teacher"]: False, world.staff["homeroom"]: True}
    assert page.context["remind_count"] == 1 and ">bạn<" in page.content.decode()


def test_those_ticked_are_reminded_and_nobody_where_nobody_is(
    world: World, client_of: ClientOf
) -> None:
    head = client_of("head")
    assert head.get(QUEUE).content.decode().count('form="remind-ticked"') == 2
    answer = head.post(REMIND, form(world, only="ticked"), follow=True)
    assert not reminded() and len(answer.context["messages"]) == 1
    both = [world.staff[name].public_id for name in ("teacher", "homeroom")]
    head.post(REMIND, form(world, only="ticked") | {"staff": both[:1]})
    assert {user for user, _key in reminded()} == {"teacher"}
    head.post(REMIND, form(world, only="ticked") | {"staff": both})
    assert {user for user, _key in reminded()} == {"teacher", "homeroom"}


def test_the_matrix_reminds_of_one_sheet(world: World, client_of: ClientOf) -> None:
    answer = client_of("vice_head").post(
        REMIND, form(world, sheet=world.sheet.public_id, back="progress")
    )
    assert reminded() == [("teacher", str(world.sheet.public_id))]
    assert answer["Location"] == "/classes/progress/"


def test_the_matrix_says_when_and_by_whom_a_sheet_was_last_reminded(
    world: World, client_of: ClientOf
) -> None:
    for persona in ("vice_head", "head"):
        client_of(persona).post(REMIND, form(world, sheet=world.sheet.public_id))
    page = client_of("head").get("/classes/progress/")
    [matrix] = page.context["matrices"]
    [(row, reminder)] = matrix.reminded
    assert row.sheet == world.sheet and reminder.by == str(world.users["vice_head"])
    text = page.content.decode()
    sentence = f"{timezone.localtime(reminder.at):%H:%M %d/%m/%Y}, {reminder.by}"
    assert text.count(sentence) == 2 and text.count("matrix__bell") == 1
    set_state(world.sheet, SheetState.SUBMITTED)
    [matrix] = client_of("head").get("/classes/progress/").context["matrices"]
    assert matrix.reminded == []


def test_what_is_handed_in_or_elsewhere_is_nothing_to_remind_of(
    world: World, client_of: ClientOf
) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    head = client_of("head")
    for sheet in (world.sheet, world.foreign_sheet):
        head.post(REMIND, form(world, sheet=sheet.public_id))
    assert reminded() == []
    assert head.post(REMIND, form(world, sheet="x")).status_code == 404
    assert head.post(REMIND, {"term": "none"}).status_code == 404


def test_who_has_no_account_is_shown_as_such_and_not_offered(
    world: World, client_of: ClientOf
) -> None:
    StaffMember.objects.filter(pk=world.staff["teacher"].pk).update(user=None)
    page = client_of("head").get(QUEUE)
    late = {each.staff.pk: each for each in page.context["late"]}
    assert not late[world.staff["teacher"].pk].can_be_reminded
    assert page.context["remind_count"] == 1
