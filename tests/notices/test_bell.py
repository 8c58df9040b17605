"""The bell, the list of notices, and marking them as read."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.notices.models import Notice
from staffing.models import HomeroomAssignment, TeachingAssignment
from tests.factories import NoticeFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LIST = "/notices/"


def notice(world: World, persona: str = "teacher", **facts) -> Notice:
    student = world.record.enrolment.student
    user = world.users[persona]
    return NoticeFactory(school=world.school, user=user, student=student, **facts)


def test_the_bell_counts_what_is_unread_on_every_page(world: World, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    assert teacher.get(LIST).context["bell"] == 0
    notice(world), notice(world), notice(world, "homeroom")
    page = teacher.get("/accounts/profile/")
    assert page.context["bell"] == 2
    assert 'class="topbar__badge"' in page.content.decode()
    # An official has one without a number, and an auditor, who is told nothing, has none.
    assert client_of("department_officer").get(LIST).context["bell"] == ""
    assert client_of("auditor").get(LIST).context["bell"] is None


def test_a_notice_leads_to_its_place_and_is_read_then(world: World, client_of: ClientOf) -> None:
    row = notice(world, of_sheet=True, key=str(world.sheet.public_id))
    teacher = client_of("teacher")
    assert "“" not in row.title and "Kiểm tra lại cột CK." in teacher.get(LIST).content.decode()

    answer = teacher.post(reverse("notices:open", args=[row.public_id]))
    assert answer["Location"] == reverse("grades:marksheet-edit", args=[world.sheet.public_id])
    row.refresh_from_db()
    first = row.read_at
    assert first is not None and teacher.get(LIST).context["unread"] == 0

    teacher.post(reverse("notices:open", args=[row.public_id]))
    row.refresh_from_db()
    assert row.read_at == first, "the first reading counts"


def test_another_persons_notice_is_not_there(world: World, client_of: ClientOf) -> None:
    row = notice(world, "homeroom")
    teacher = client_of("teacher")
    for name in ("open", "read"):
        assert teacher.post(reverse(f"notices:{name}", args=[row.public_id])).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


def test_who_has_lost_the_class_or_the_role_reads_no_name_of_a_child(
    world: World, client_of: ClientOf
) -> None:
    row = notice(world)
    named = row.title
    teacher = client_of("teacher")
    assert named in teacher.get(LIST).content.decode()
    assert named in teacher.get("/marksheets/").content.decode()

    TeachingAssignment.objects.filter(staff=world.staff["teacher"]).delete()
    HomeroomAssignment.objects.filter(staff=world.staff["teacher"]).delete()
    told = teacher.get(LIST).content.decode()
    assert named not in told and row.safe_title in told
    assert named not in teacher.get("/marksheets/").content.decode()

    officer = client_of("department_officer")
    Notice.objects.update(user=world.users["department_officer"])
    told = officer.get(LIST).content.decode()
    assert named not in told and row.safe_title in told


def test_all_is_read_up_to_what_the_page_showed(world: World, client_of: ClientOf) -> None:
    early = timezone.now() - datetime.timedelta(hours=1)
    older, newest = notice(world, at=early), notice(world)
    later = notice(world, at=timezone.now() + datetime.timedelta(minutes=1))
    client_of("teacher").post(reverse("notices:read", args=[newest.public_id]))
    unread = Notice.objects.filter(read_at=None)
    assert list(unread) == [later]
    assert {older.pk, newest.pk} == {
        *Notice.objects.exclude(read_at=None).values_list("pk", flat=True)
    }


def test_the_teachers_home_shows_the_newest_that_are_unread(
    world: World, client_of: ClientOf
) -> None:
    row = notice(world)
    notice(world, read_at=timezone.now())
    page = client_of("teacher").get("/marksheets/")
    assert page.context["news"] == [row] and row.facts["student"] in page.content.decode()


def test_a_list_of_many_costs_what_a_list_of_one_costs(world: World, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    for count in (1, 40):
        for _number in range(count):
            notice(world, actor=world.users["head"])
        page = ask_counted(teacher, "notices:list:teacher", LIST)
        assert len(page.context["notices"]) == min(count, 30)


def test_mails_are_switched_off_and_on_in_the_profile(world: World, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    for wanted, stored in (("no", False), ("yes", True)):
        teacher.post("/accounts/profile/digest/", {"wanted": wanted})
        assert User.objects.get(pk=world.users["teacher"].pk).wants_digest is stored
        button = f'value="{"no" if stored else "yes"}"'
        assert button in teacher.get("/accounts/profile/").content.decode()
