"""Pages of assignments: the table, its cells, one class, substitutes, last year."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.choices import LineKind
from staffing.models import Substitution, TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from tests import factories
from tests.conftest import ClientOf
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
CELLS = reverse("staffing:cells")
MATHS = "TOAN"


def english(client: Any) -> Any:
    client.cookies["django_language"] = "en"
    return client


def value(world: World, subject: str = MATHS) -> str:
    key = CellKey(world.class_group.pk, subject)
    return contents_on([world.class_group], timezone.localdate())[key].value


def change(world: World, *staff: str, **more: Any) -> dict[str, Any]:
    op = {
        "class": str(world.class_group.public_id),
        "subject": MATHS,
        "from": value(world),
        "to": [str(world.staff[each].public_id) for each in staff],
    }
    return {"on": str(timezone.localdate()), "ops": [op | more]}


def send(client: Any, body: Any) -> Any:
    return client.post(CELLS, body, content_type="application/json")


def test_the_table_names_every_cell_for_a_screen_reader(world: World, client_of: ClientOf) -> None:
    world.staff["teacher"].full_name = "Đặng Khánh Trúc"
    world.staff["teacher"].save()

    page = english(client_of("head")).get(reverse("staffing:assignments")).content.decode()

    assert 'aria-label="Toán 6A1: Đặng Khánh Trúc, 4 periods"' in page
    assert 'aria-label="Homeroom 6A2: nobody"' in page
    assert "1 cell without a teacher" in page


def test_a_saved_cell_is_answered_with_what_changed_around_it(
    world: World, client_of: ClientOf
) -> None:
    answer = send(client_of("head"), change(world, "homeroom")).json()

    assert [each["status"] for each in answer["results"]] == ["saved"]
    assert answer["cells"][0]["value"] == value(world)
    assert answer["left"] == {str(world.class_group.public_id): ""}
    assert {each["id"]: each["total"] for each in answer["loads"]} == {
        str(world.staff["teacher"].public_id): "4.00",
        # Twice physical education, now mathematics; homeroom of 6A1.
        str(world.staff["homeroom"].public_id): "16.00",
    }


def test_of_two_who_change_a_cell_the_second_is_told_who_is_there(
    world: World, client_of: ClientOf
) -> None:
    body = change(world, "homeroom")
    send(client_of("head"), change(world, "clerk"))

    answer = send(client_of("vice_head"), body).json()

    assert [each["status"] for each in answer["results"]] == ["conflict"]
    assert world.staff["clerk"].full_name in answer["results"][0]["message"]
    assert answer["cells"][0]["value"] == value(world)


@pytest.mark.parametrize(
    "broken",
    [
        {"ops": []},
        {"on": "2026-02-30", "ops": []},
        {"on": "1999-01-01", "ops": []},
        {"on": "today", "ops": [{}]},
        {"on": "today", "ops": [{"class": "x", "subject": MATHS, "from": "", "to": []}]},
        {"on": "today", "ops": {}},
        {"on": "today", "ops": [{}] * 501},
        [],
    ],
    ids=str,
)
def test_what_is_no_change_is_refused_and_nothing_is_saved(
    world: World, client_of: ClientOf, broken: Any
) -> None:
    if isinstance(broken, dict) and broken.get("on") == "today":
        broken = broken | {"on": str(timezone.localdate())}
    before = value(world)

    answer = send(client_of("head"), broken)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert value(world) == before


def test_a_class_is_assigned_by_a_plain_form(world: World, client_of: ClientOf) -> None:
    head = english(client_of("head"))
    address = reverse("staffing:class-assignments", args=[world.class_group.public_id])
    first, second = (str(world.staff[each].public_id) for each in ("teacher", "homeroom"))
    form = {
        "on": str(timezone.localdate()),
        f"was-{MATHS}": value(world),
        f"t-{MATHS}": [first, second, ""],
        f"p-{MATHS}": ["2,5", "1.5", ""],
        f"was-{HOMEROOM}": value(world, HOMEROOM),
        f"t-{HOMEROOM}": [first],
    }

    assert head.post(address, form).status_code == 302

    assert set(value(world).split()) == {f"{first}:2.50", f"{second}:1.50"}
    assert value(world, HOMEROOM) == first
    wrong = head.post(address, form | {f"p-{MATHS}": ["viele", "1"]}).content.decode()
    assert "Toán: periods a week are a number." in wrong


def test_optional_subjects_are_shown_where_they_are_taken_or_asked_for(
    world: World, client_of: ClientOf
) -> None:
    language = factories.SubjectFactory(code="NN2", name="Ngoại ngữ 2")
    factories.CurriculumLineFactory(
        grade_level=world.class_group.grade_level, subject=language, kind=LineKind.OPTIONAL
    )
    head = client_of("head")
    address = reverse("staffing:assignments")

    assert "Ngoại ngữ 2" not in head.get(address).content.decode()
    assert "Ngoại ngữ 2" in head.get(address, {"optional": "1"}).content.decode()
    factories.TeachingAssignmentFactory(class_group=world.class_group, subject=language)
    assert "Ngoại ngữ 2" in head.get(address).content.decode()


def test_a_substitute_is_recorded_in_two_steps_and_ended(world: World, client_of: ClientOf) -> None:
    head = english(client_of("head"))
    address = reverse("staffing:substitutes")
    today = timezone.localdate()
    asked = {
        "absent": world.staff["teacher"].public_id,
        "starts_on": today,
        "ends_on": today + datetime.timedelta(days=3),
    }
    page = head.get(address, asked)
    assert [row.class_group.name for row in page.context["work"].lessons] == ["6A1", "6A2"]

    form = asked | {
        "substitute": world.staff["homeroom"].public_id,
        "lesson": [page.context["work"].lessons[0].pk],
        "shown": page.context["work"].revision,
    }
    assert head.post(address, form).status_code == 302

    [row] = Substitution.objects.filter(school=world.school)
    assert row.assignment.class_group == world.class_group
    table = head.get(reverse("staffing:assignments")).content.decode()
    assert "stands in until" in table
    head.post(
        reverse("staffing:substitute-end"),
        {"substitution": row.pk, "shown": str(row.assignment.ends_on)},
    )
    assert not Substitution.objects.exists()


def test_last_years_assignments_are_previewed_then_written(
    world: World, client_of: ClientOf
) -> None:
    last = factories.SchoolYearFactory(
        starts_on=world.year.starts_on - datetime.timedelta(days=365)
    )
    group = factories.ClassGroupFactory(
        school=world.school,
        school_year=last,
        grade_level=world.class_group.grade_level,
        name="6A2",
    )
    factories.HomeroomAssignmentFactory(
        class_group=group, staff=world.staff["teacher"], starts_on=last.starts_on
    )
    head = english(client_of("head"))
    address = reverse("staffing:copy")

    page = head.get(address, {"way": "same"})
    assert "Fill 1 cell" in page.content.decode()
    form = {"way": "same", "on": str(page.context["day"]), "shown": page.context["plan"].revision}
    head.post(address, form)

    second = world.classes[world.school][1]
    assert [row.staff for row in second.homerooms.all()] == [world.staff["teacher"]]


def test_the_class_page_names_the_teachers_and_what_nobody_gives(
    world: World, client_of: ClientOf
) -> None:
    world.staff["teacher"].full_name = "Đặng Khánh Trúc"
    world.staff["teacher"].save()
    TeachingAssignment.objects.filter(subject=world.subjects[1]).delete()
    address = reverse("grades:class-detail", args=[world.class_group.public_id])

    page = english(client_of("head")).get(address).content.decode()

    assert "Đặng Khánh Trúc" in page
    form = reverse("staffing:class-assignments", args=[world.class_group.public_id])
    assert f'{form}#GDTC"' in page


def test_a_former_teacher_reads_the_sheet_of_the_term_and_enters_nothing(
    world: World, client_of: ClientOf
) -> None:
    teacher = client_of("teacher")
    send(client_of("head"), change(world, "homeroom"))
    address = reverse("grades:marksheet-edit", args=[world.sheet.public_id])

    page = teacher.get(address)

    assert (page.status_code, page.context["editable"]) == (200, False)
    TeachingAssignment.objects.filter(staff=world.staff["teacher"]).update(
        starts_on=world.term.starts_on - datetime.timedelta(days=9),
        ends_on=world.term.starts_on - datetime.timedelta(days=1),
    )
    assert teacher.get(address).status_code == 404
