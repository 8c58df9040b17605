"""The pages that ask the log, and their own entries in it."""

import datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.accounts.roles import Role
from eduportal.core.looking import Kind
from eduportal.privacy.models import Access
from eduportal.privacy.titles import PAGES, title_of
from eduportal.workbooks.writing import neutralise
from students.models import Student
from tests.factories import AccessFactory, MembershipFactory
from tests.owner import make_months_since
from tests.personal import logged
from tests.query_counts import ask_counted
from tests.routes_personal import PERSONAL
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def pupils(world: World) -> list[Student]:
    return [enrolment.student for enrolment in world.enrolments[world.class_group]]


def minutes_ago(minutes: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=minutes)


def asked(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def seen(world: World, *students: Student, by: str = "teacher", **more):
    persons = [student.pk for student in students]
    return AccessFactory(user=world.users[by], school=world.school, persons=persons, **more)


def test_every_page_that_shows_persons_has_a_title() -> None:
    assert set(PAGES) == {name for name, kinds in PERSONAL.items() if kinds}


def test_a_student_is_found_by_name_and_code_and_an_account_by_user_name(
    world: World, client_of: ClientOf, pupils: list[Student]
) -> None:
    client = client_of("head")

    by_code = client.get("/privacy/", {"q": pupils[0].ministry_code})
    by_user = client.get("/privacy/", {"q": "vice_h"})
    too_short = client.get("/privacy/", {"q": "a"})

    assert logged(by_code) == {Kind.STUDENT: {pupils[0].pk}}
    assert logged(by_user) == {Kind.ACCOUNT: {world.users["vice_head"].pk}}
    assert logged(too_short) == {}


@pytest.mark.usefixtures("as_owner")
def test_who_looked_at_a_child_newest_first_in_vietnamese_time(
    world: World, client_of: ClientOf, pupils: list[Student]
) -> None:
    at = datetime.datetime.fromisoformat("2026-11-28T17:30:00+00:00")
    seen(world, *pupils, at=timezone.now(), by="teacher")
    seen(world, pupils[0], at=timezone.now() - datetime.timedelta(seconds=5), by="clerk")
    seen(world, pupils[1], by="homeroom")
    text = client_of("head").get(f"/privacy/students/{pupils[0].public_id}/").content.decode()

    names = [str(world.users[name]) for name in ("teacher", "clerk", "homeroom")]
    hrefs = [f"/privacy/accounts/{world.users[n].pk}/" for n in ("teacher", "clerk", "homeroom")]
    assert len(names) == 3
    assert 0 < text.index(hrefs[0]) < text.index(hrefs[1])
    assert hrefs[2] not in text
    assert "Danh sách học sinh" in text
    assert f"{timezone.localtime(at):%H:%M %d/%m/%Y}" == "00:30 29/11/2026"


def test_a_head_sees_what_was_looked_at_in_the_own_school_only(
    world: World, client_of: ClientOf, pupils: list[Student]
) -> None:
    MembershipFactory(user=world.users["head"], role=Role.TEACHER, school=world.foreign_school)
    stranger = world.enrolments[world.foreign_class][0].student
    officer = world.users["department_officer"]
    AccessFactory(user=officer, school=world.foreign_school, persons=[stranger.pk])
    client = client_of("head")

    assert client.get(f"/privacy/students/{stranger.public_id}/").status_code == 404
    assert client.get(f"/privacy/accounts/{officer.pk}/").status_code == 404
    seen(world, pupils[0], by="department_officer")
    page = client.get(f"/privacy/accounts/{officer.pk}/students/")
    assert logged(page)[Kind.STUDENT] == {pupils[0].pk}


def test_a_child_who_moved_keeps_what_was_looked_at_before(
    world: World, client_of: ClientOf, pupils: list[Student]
) -> None:
    child = pupils[0]
    seen(world, child)
    client = client_of("department_admin")
    address = f"/privacy/students/{child.public_id}/"

    Student.objects.filter(pk=child.pk).update(school=world.school)
    assert f"/privacy/accounts/{world.users['teacher'].pk}/" in client.get(address).content.decode()


@pytest.mark.usefixtures("as_owner")
@pytest.mark.usefixtures("as_owner")
def test_a_breach_lists_the_children_seen_between_two_minutes(
    world: World, client_of: ClientOf, pupils: list[Student]
) -> None:
    make_months_since(Access, hours=4)
    seen(world, pupils[0], pupils[1], at=minutes_ago(60))
    seen(world, pupils[1], at=minutes_ago(50))
    seen(world, pupils[2], at=minutes_ago(200))
    seen(world, pupils[3], at=minutes_ago(5))
    seen(world, pupils[4], at=minutes_ago(55), by="clerk")
    query = {"begins": asked(minutes_ago(60)), "ends": asked(minutes_ago(50))}
    address = reverse("privacy:account-students", args=[world.users["teacher"].pk])
    client = client_of("department_admin")

    page = client.get(address, query)
    taken = client.get(address, query | {"export": "csv"})

    assert logged(page)[Kind.STUDENT] == {pupils[0].pk, pupils[1].pk}
    assert logged(taken) == {Kind.STUDENT: {pupils[0].pk, pupils[1].pk}}
    lines = taken.content.decode("utf-8-sig").splitlines()[1:]
    times = {line.split(",")[3]: line.split(",")[6] for line in lines}
    assert times == {pupils[0].ministry_code: "1", pupils[1].ministry_code: "2"}
    assert neutralise(pupils[0].full_name) in lines[0] + lines[1]


def test_the_spreadsheet_is_one_and_names_the_school(
    world: World, client_of: ClientOf, pupils: list[Student], tmp_path
) -> None:
    seen(world, pupils[0])
    address = reverse("privacy:account-students", args=[world.users["teacher"].pk])
    path = tmp_path / "seen.xlsx"

    path.write_bytes(client_of("head").get(address, {"export": "xlsx"}).content)

    [_titles, line] = openpyxl.load_workbook(path).active.values
    assert line[:5] == (
        world.school.code,
        world.school.name,
        "6A1",
        pupils[0].ministry_code,
        pupils[0].full_name,
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"begins": "2026-11-02T00:00", "ends": "2026-11-01T00:00"}, "nằm trước"),
        ({"begins": "yesterday"}, "errorlist"),
        ({"begins": "2026-01-01T00:00", "ends": "9999-12-31T23:59"}, "2000 đến 2100"),
    ],
)
def test_a_period_that_is_none_is_said_and_shows_nobody(
    world: World, client_of: ClientOf, pupils: list[Student], query: dict[str, str], sentence: str
) -> None:
    seen(world, pupils[0])
    address = reverse("privacy:account-students", args=[world.users["teacher"].pk])

    page = client_of("head").get(address, query)
    taken = client_of("head").get(address, query | {"export": "csv"})

    assert sentence in page.content.decode()
    assert Kind.STUDENT not in logged(page)
    assert taken["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("name", "own"),
    [("student", "student"), ("account", "account"), ("account-students", "account")],
)
def test_a_page_costs_the_same_however_many_entries_there_are(
    world: World, client_of: ClientOf, pupils: list[Student], name: str, own: str
) -> None:
    keys = {"student": pupils[0].public_id, "account": world.users["teacher"].pk}
    address = reverse(f"privacy:{name}", args=[keys[own]])
    client = client_of("head")
    for count in (1, 4):
        for number in range(count):
            seen(world, *pupils[: number + 1], by="teacher")
        assert ask_counted(client, f"privacy:{name}:head", address).status_code == 200


def test_a_search_costs_the_same_for_one_and_for_many(world: World, client_of: ClientOf) -> None:
    address = "/privacy/?q=79"

    assert ask_counted(client_of("head"), "privacy:search:head", address).status_code == 200


@pytest.mark.parametrize(
    ("route", "title"),
    [
        ("privacy:search", "Nhật ký truy cập: tìm kiếm"),
        ("admin:schools_school_changelist", "Quản trị: trường"),
        ("admin:gone_model_change", "Quản trị"),
        ("admin:index", "Quản trị"),
        ("compare_regulations", "compare_regulations"),
    ],
)
def test_every_page_and_command_of_the_log_has_a_name_for_people(route: str, title: str) -> None:
    assert title_of(route) == title
