"""Schools on the Department's pages: added, corrected, closed, opened again, removed."""

import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from eduportal.core.revisions import revision_of
from schools.models import School
from students.models import Enrolment
from tests import factories
from tests.query_counts import ask_counted
from tests.routes_reference import school_fields
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LIST, NEW = reverse("schools:kept-schools"), reverse("schools:kept-school-new")


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    client = client_of("department_admin")
    client.cookies["django_language"] = "en"
    return client


def page_of(school: School, step: str = "") -> str:
    return reverse(f"schools:kept-school{step}", args=[school.public_id])


def form_of(school: School, **changed: Any) -> dict[str, Any]:
    fields = ("name", "code", "stages", "ownership", "managing_body")
    form = {name: getattr(school, name) for name in fields}
    return form | {"unit": school.unit_id, "shown": revision_of(school), **changed}


def names(page: Any) -> list[str]:
    return [school.name for school in page.context["page"]]


def test_a_school_is_added_and_found_by_words_in_any_order(admin: Client, world: World) -> None:
    made = admin.post(NEW, school_fields(world) | {"name": "Trường THCS Đức Huệ"})

    school = School.objects.get(code="80MOI")
    assert made["Location"] == page_of(school)
    for text in ("hue duc", "ĐỨC thcs", "80mo"):
        assert names(admin.get(LIST, {"q": text})) == ["Trường THCS Đức Huệ"]


def test_everything_wrong_with_a_new_school_is_said_at_once(admin: Client, world: World) -> None:
    ended = factories.AdminUnitFactory(former=True, name="Xã cũ")
    fields = school_fields(world) | {"code": world.school.code, "name": "", "unit": ended.pk}
    del fields["stages"]

    page = admin.post(NEW, fields)

    assert set(page.context["form"].errors) == {"name", "code", "unit", "stages"}
    assert "Another school has this official code." in page.content.decode()


@pytest.mark.parametrize("code", ["80 00", "Mã-1", "a/b", "²"])
def test_a_code_holds_only_what_addresses_can_carry(admin: Client, world: World, code: str) -> None:
    page = admin.post(NEW, school_fields(world) | {"code": code})

    assert "Letters A to Z and digits only." in page.content.decode()


def test_the_code_stays_once_something_hangs_on_it(admin: Client, world: World) -> None:
    new = factories.SchoolFactory(code="80SAI")
    for school in (new, world.school):
        school.refresh_from_db()
        page = admin.post(page_of(school), form_of(school, code="80DUNG"), follow=True)

    assert School.objects.get(pk=new.pk).code == "80DUNG"
    assert f"The code stays {world.school.code}" in page.content.decode()
    assert School.objects.get(pk=world.school.pk).code == world.school.code


def test_a_level_with_classes_cannot_be_taken_away(admin: Client, world: World) -> None:
    world.school.refresh_from_db()

    page = admin.post(page_of(world.school), form_of(world.school, stages=["04"]))

    assert "classes of a level that is not ticked any more: 6A1, 6A2" in page.content.decode()


def test_a_school_with_students_is_not_closed_and_says_how_many(
    admin: Client, world: World
) -> None:
    world.school.refresh_from_db()
    form = {"on": timezone.localdate(), "shown": revision_of(world.school)}

    page = admin.post(page_of(world.school, "-close"), form)

    assert "12 students still sit in its classes after that day" in page.content.decode()
    assert School.objects.get(pk=world.school.pk).closed_on is None


def test_an_empty_school_is_closed_and_opened_again(admin: Client, world: World) -> None:
    today = timezone.localdate()
    Enrolment.objects.filter(school=world.school).update(ends_on=today, ended="left")
    world.school.refresh_from_db()
    form = {"on": today, "shown": revision_of(world.school)}
    tomorrow = today + datetime.timedelta(days=1)

    late = admin.post(page_of(world.school, "-close"), form | {"on": tomorrow})
    assert "The day lies in the future." in late.content.decode()
    admin.post(page_of(world.school, "-close"), form)

    assert world.school.name not in names(admin.get(LIST))
    assert names(admin.get(LIST, {"state": "closed"})) == [world.school.name]
    closed = School.objects.get(pk=world.school.pk)
    admin.post(page_of(closed, "-reopen"), {"shown": revision_of(closed)})
    assert School.objects.get(pk=world.school.pk).closed_on is None


def test_a_school_made_by_mistake_is_removed_and_no_other(admin: Client, world: World) -> None:
    mistake = factories.SchoolFactory(code="80NHAM")
    for school in (mistake, world.school):
        school.refresh_from_db()
        address = reverse("schools:row-remove", args=["school", school.pk])
        page = admin.post(address, {"shown": revision_of(school)}, follow=True)

    assert not School.objects.filter(code="80NHAM").exists()
    assert School.objects.filter(pk=world.school.pk).exists()
    assert "It cannot be removed." in page.content.decode()


def test_the_filters_narrow_together_and_stay_in_the_address(admin: Client, world: World) -> None:
    unit = world.communes[1]
    factories.SchoolFactory(name="Trường Tiểu học", unit=unit, stages=["02"], managing_body="so")
    asked = {"unit": unit.code, "stage": "02", "body": "so", "q": "tieu truong"}

    page = admin.get(LIST, asked)

    assert names(page) == ["Trường Tiểu học"]
    assert f'value="{unit.code}" selected' in page.content.decode()
    with translation.override("vi"):
        assert dict(page.context["states"])["open"] == "đang hoạt động", "not the word of a sheet"


@pytest.mark.parametrize(
    ("persona", "address"),
    [("department_admin", LIST), ("department_officer", reverse("schools:school-list"))],
)
def test_a_file_of_schools_holds_what_the_list_is_narrowed_to(
    world: World, client_of: ClientOf, persona: str, address: str
) -> None:
    unit = world.communes[1]
    for name in ("Trường B", "Trường A"):
        factories.SchoolFactory(name=name, unit=unit, stages=["02"])
    asked = {"unit": unit.code, "q": "truong", "sort": "name", "export": "xlsx"}

    answer = client_of(persona).get(address, asked)

    rows = list(openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values)
    shown = client_of(persona).get(address, asked | {"export": ""}).context["page"]
    assert [row[0] for row in rows[1:]] == [school.name for school in shown]
    assert {"Trường A", "Trường B"} <= {row[0] for row in rows[1:]}
    assert {row[2] for row in rows[1:]} == {unit.full_name}


def test_the_pages_cost_the_same_however_many_schools_there_are(
    admin: Client, world: World
) -> None:
    ask_counted(admin, "schools:kept-schools:department_admin", LIST)
    factories.SchoolFactory.create_batch(60, unit=world.communes[0])

    page = ask_counted(admin, "schools:kept-schools:department_admin", LIST)

    assert len(names(page)) == 50
    ask_counted(admin, "schools:kept-school:department_admin", page_of(world.school))


@pytest.mark.parametrize("table", ["units", "schools", "subjects", "programme", "years", "terms"])
def test_each_table_leaves_as_a_file_the_administration_reads_back(
    admin: Client, world: World, table: str
) -> None:
    answer = admin.get(reverse("schools:register-file", args=[table]))

    assert answer["Content-Type"].startswith("text/csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) > 1 and "," in lines[0]
