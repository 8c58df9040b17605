"""One search over students, classes, sheets, staff and schools, within scope and rights."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from eduportal import scoping
from eduportal.core.looking import Kind
from eduportal.core.text import name_sort_key, search_key
from eduportal.privacy.models import Access
from eduportal.shell import searching
from eduportal.shell.searching import MOST
from staffing.models import StaffMember, TeachingAssignment
from students.models import Student
from tests import factories
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
NAME = "Nguyễn Gia Anh"


@pytest.fixture
def anh(world: World) -> Student:
    return renamed(world.record.enrolment.student, NAME)


def renamed(row, name: str):
    row.full_name, row.search_key = name, search_key(name)
    row.sort_key = name_sort_key(name)
    row.save(update_fields=["full_name", "search_key", "sort_key"])
    return row


def found(answer: HttpResponse) -> dict[str, list[str]]:
    """What was found: the titles by the group's name in English."""
    with translation.override("en"):
        return {
            str(group.title): [hit.title for hit in group.hits]
            for group in answer.context["groups"]
        }


def ask(client_of: ClientOf, persona: str, text: str) -> dict[str, list[str]]:
    return found(client_of(persona).get("/search/", {"q": text}))


@pytest.mark.parametrize("text", ["Nguyễn Gia Anh", "anh gia", "gia nguyen", "ANH  nguyễn"])
def test_a_student_is_found_without_accents_and_in_any_order_of_words(
    world: World, client_of: ClientOf, anh: Student, text: str
) -> None:
    assert NAME in ask(client_of, "clerk", text)["Students"]


def test_a_student_is_found_by_code(world: World, client_of: ClientOf, anh: Student) -> None:
    assert ask(client_of, "clerk", anh.ministry_code)["Students"] == [NAME]


def test_a_teacher_finds_only_the_students_taught(
    world: World, client_of: ClientOf, anh: Student
) -> None:
    assert ask(client_of, "teacher", "gia anh") == {"Students": [NAME]}
    assert ask(client_of, "other_teacher", "gia anh") == {}
    TeachingAssignment.objects.filter(staff=world.staff["teacher"]).delete()
    assert ask(client_of, "teacher", "gia anh") == {}


def test_officials_find_schools_and_no_child(
    world: World, client_of: ClientOf, anh: Student
) -> None:
    renamed(world.staff["teacher"], "Trần Gia Anh")
    for persona in ("department_officer", "commune_officer", "ministry_officer", "auditor"):
        assert ask(client_of, persona, "gia anh") == {}, persona
    assert set(ask(client_of, "department_officer", "long an thcs")) == {"Schools"}
    assert len(ask(client_of, "department_officer", "an long")["Schools"]) == 2
    assert len(ask(client_of, "commune_officer", "thcs")["Schools"]) == 2
    assert len(ask(client_of, "department_officer", "thcs")["Schools"]) == 4


@pytest.mark.parametrize("text", ["toan 6a1", "6A1 Toán", "to 6a1"])
def test_a_sheet_is_found_by_subject_and_class(
    world: World, client_of: ClientOf, text: str
) -> None:
    title = f"{world.subjects[0].name} 6A1"
    for persona in ("teacher", "head"):
        assert ask(client_of, persona, text)["Mark sheets"] == [title], persona
    assert ask(client_of, "homeroom", text) == {}, "mathematics is not this teacher's"
    assert len(ask(client_of, "auditor", text)["Mark sheets"]) == 4, "of each school"


def test_a_class_is_found_and_leads_where_the_person_may_go(
    world: World, client_of: ClientOf
) -> None:
    for persona, begins in (("head", "/classes/"), ("teacher", "/students/?class=")):
        client = client_of(persona)
        answer = client.get("/search/", {"q": "lớp 6a1"})
        groups = {str(group.title): group.hits for group in answer.context["groups"]}
        [hit] = next(hits for hits in groups.values() if "6A1" in hits[0].title)
        assert hit.url.startswith(begins)
        assert client.get(hit.url).status_code == 200


def test_every_thing_found_leads_to_a_page(world: World, client_of: ClientOf, anh: Student) -> None:
    renamed(world.staff["homeroom"], "Lê Gia Bảo")
    for persona, text in (
        ("head", "gia"),
        ("head", "6a1"),
        ("clerk", "gia"),
        ("clerk", "6a1"),
        ("teacher", "gia anh"),
        ("teacher", "6a1"),
        ("department_officer", "thcs"),
        ("auditor", "toan 6a1"),
    ):
        client = client_of(persona)
        hits = [h for g in client.get("/search/", {"q": text}).context["groups"] for h in g.hits]
        assert hits
        for hit in hits:
            assert client.get(hit.url).status_code == 200, (persona, hit)


def test_staff_are_found_by_those_who_keep_the_register(world: World, client_of: ClientOf) -> None:
    renamed(world.staff["teacher"], "Đặng Khánh Trúc")
    assert ask(client_of, "clerk", "truc dang")["Staff"] == ["Đặng Khánh Trúc"]
    assert ask(client_of, "teacher", "truc dang") == {}


def test_who_was_shown_is_in_the_access_log(
    world: World, client_of: ClientOf, anh: Student
) -> None:
    member: StaffMember = renamed(world.staff["homeroom"], "Lê Gia Anh")
    client_of("head").get("/search/", {"q": "gia anh"})
    shown = {entry.kind: entry.persons for entry in Access.objects.filter(route="search")}
    assert shown == {Kind.STUDENT: [anh.pk], Kind.STAFF: [member.pk]}


def test_the_limit_on_students_stops_the_search_as_any_page(
    world: World, client_of: ClientOf, anh: Student, settings
) -> None:
    settings.EDUPORTAL_READING_LIMITS = {"teacher": (0, 0)}
    answer = client_of("teacher").get("/search/", {"q": "gia anh"}, headers={"HX-Request": "true"})
    assert answer.status_code == 429 and NAME not in answer.content.decode()


def test_one_letter_asks_for_nobody(world: World, client_of: ClientOf) -> None:
    client = client_of("head")
    for text in ("", "a", " ă "):
        with CaptureQueriesContext(connection) as queries:
            assert found(client.get("/search/", {"q": text})) == {}
        assert not any("students_student" in query["sql"] for query in queries)


def test_it_costs_the_same_however_many_fit_and_shows_six_of_a_kind(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("head")
    costs = []
    for count in (2, 30):
        for _number in range(count):
            student = factories.StudentFactory(school=world.school)
            renamed(student, "Phan Thị Tuyết")
            factories.EnrolmentFactory(
                school=world.school,
                class_group=world.class_group,
                school_year=world.year,
                student=student,
            )
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/search/", {"q": "tuyet phan"}, headers={"HX-Request": "true"})
        costs.append(len(queries))
    assert costs[0] == costs[1] and len(answer.context["groups"][0].hits) == 6


def test_while_a_person_types_only_what_was_found_is_sent(
    world: World, client_of: ClientOf, anh: Student
) -> None:
    answer = client_of("clerk").get("/search/", {"q": "gia anh"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text and NAME in text


def group_of(page: Client, address: str, title: str) -> Any:
    groups = page.get(address).context["groups"]
    with translation.override("en"):
        return next(group for group in groups if str(group.title) == title)


def test_six_of_more_say_so_and_lead_to_all(world: World, client_of: ClientOf) -> None:
    with scoping.everywhere("a test enrols students and records staff"):
        for number in range(9):
            name = f"Huỳnh Gia Anh {number}"
            factories.EnrolmentFactory(class_group=world.class_group, student__full_name=name)
            factories.StaffMemberFactory(school=world.school, full_name=name)
    clerk = client_of("clerk")

    students = group_of(clerk, "/search/?q=huynh+anh", "Students")
    staff = group_of(clerk, "/search/?q=huynh+anh", "Staff")

    assert len(students.hits) == len(staff.hits) == MOST
    assert clerk.get(students.more_url).context["page"].total == 9
    everybody = group_of(clerk, staff.more_url, "Staff")
    assert (len(everybody.hits), everybody.more_url, everybody.is_cut) == (9, "", False)
    seen = {e.kind: len(e.persons) for e in Access.objects.filter(route="search").order_by("-pk")}
    assert seen["student"] == MOST, "no more than were shown"
    assert escape(staff.more_url) in clerk.get("/search/?q=huynh+anh").content.decode()


def test_what_just_fits_leads_nowhere_and_a_kind_is_one_of_the_known(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = client_of("clerk")
    sheets = group_of(client_of("teacher"), "/search/?q=6a1", "Mark sheets")
    assert (sheets.more_url, sheets.is_cut) == ("", False)
    assert clerk.get("/search/?q=6a1&kind=people").status_code == 400
    monkeypatch.setattr(searching, "MOST_OF_ONE", 1)
    answer = client_of("head").get("/search/?q=6a1&kind=sheets")
    assert [(len(group.hits), group.is_cut) for group in answer.context["groups"]] == [(1, True)]
    assert "kind=" not in answer.content.decode().split("<main", 1)[1]
