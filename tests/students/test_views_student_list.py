"""A school's people look up its students; nobody else's."""

import datetime

import pytest
from django.urls import reverse

from students.choices import Ended
from tests import factories
from tests.query_counts import ask_counted
from tests.stays import leave

URL = reverse("students:student-list")


def names(response):
    return [line.student.full_name for line in response.context["lines"]]


@pytest.fixture
def student(world, db_everywhere):
    """A new student of 6A1 of the head's school."""
    student = factories.StudentFactory(
        school=world.school, full_name="Đặng Thị Ơn", ministry_code="7912345678"
    )
    factories.EnrolmentFactory(class_group=world.class_group, student=student)
    return student


@pytest.mark.parametrize("query", ["dang thi on", "ĐẶNG", "79123456", "thị  ơn"])
def test_a_student_is_found_by_name_without_accents_or_by_code(query, student, client_of):
    assert names(client_of("clerk").get(URL, {"q": query})) == [student.full_name]


def test_the_personal_number_is_neither_searched_nor_shown(student, client_of):
    client = client_of("head")
    assert names(client.get(URL, {"q": student.personal_number})) == []
    page = client.get(URL, {"q": "dang thi on"}).content.decode()
    assert student.personal_number not in page


def test_a_line_says_class_birth_date_sex_and_status(student, client_of):
    page = client_of("teacher").get(URL, {"q": "dang thi on"}).content.decode()
    for text in ("Đặng Thị Ơn", "7912345678", "6A1", "05/03/2014"):
        assert text in page


def test_the_class_filter_leaves_who_has_moved_to_another_class(world, student, client_of):
    first, second = world.classes[world.school]
    old = student.enrolments.get()
    leave(old, Ended.CLASS_CHANGE)
    factories.EnrolmentFactory(
        class_group=second, student=student, starts_on=old.ends_on + datetime.timedelta(days=1)
    )
    client = client_of("head")
    assert student.full_name not in names(client.get(URL, {"class": str(first.public_id)}))
    assert student.full_name in names(client.get(URL, {"class": str(second.public_id)}))
    [line] = client.get(URL, {"q": "dang thi on"}).context["lines"]
    assert line.class_group == second


def test_names_stand_in_vietnamese_order(world, student, client_of):
    listed = names(client_of("head").get(URL, {"class": str(world.class_group.public_id)}))
    assert listed[0] == "Võ An"
    assert listed[-1] in ("Đặng Thị Ơn", "Phạm Minh Ơn")


@pytest.mark.parametrize("persona", ["commune_officer", "department_officer", "auditor"])
def test_officials_get_figures_and_no_names(persona, world, client_of):
    assert client_of(persona).get(URL).status_code == 404


def test_a_student_of_another_school_is_not_found(world, db_everywhere, client_of):
    factories.StudentFactory(school=world.neighbour_school, full_name="Lò Thị Sắn")
    client = client_of("head")
    sought = client.get(URL, {"q": "lo thi san"})
    assert names(sought) == names(client.get(URL, {"q": "khong co ai"})) == []


def test_a_class_elsewhere_and_one_that_does_not_exist_answer_alike(world, client_of):
    client = client_of("head")
    for class_id in (world.foreign_class.public_id, "00000000-0000-4000-8000-000000000000", "' or"):
        assert client.get(URL, {"class": str(class_id)}).status_code == 400


def test_a_name_with_markup_is_shown_as_text(world, db_everywhere, client_of):
    factories.StudentFactory(school=world.school, full_name='<script>alert("x")</script>')
    page = client_of("head").get(URL, {"q": "<script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(" in page


def test_a_student_in_no_class_is_listed_all_the_same(world, db_everywhere, client_of):
    factories.StudentFactory(school=world.school, full_name="Lò Thị Sắn")
    [line] = client_of("head").get(URL, {"q": "lo thi san"}).context["lines"]
    assert line.class_group is None


def test_the_list_costs_the_same_for_a_page_of_fifty(world, db_everywhere, client_of):
    client = client_of("head")
    ask_counted(client, "students:student-list:head", URL)
    group = factories.ClassGroupFactory(school=world.school, school_year=world.year)
    for _student in range(60):
        factories.EnrolmentFactory(class_group=group)
    response = ask_counted(client, "students:student-list:head", URL)
    assert len(names(response)) == 50
