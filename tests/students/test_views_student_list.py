"""A school's people look up its students; nobody else's."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from eduportal.core.looking import Kind
from students.choices import Ended
from tests import factories
from tests.personal import logged
from tests.query_counts import ask_counted
from tests.stays import leave

URL = reverse("students:student-list")


def names(response):
    return [line.student.full_name for line in response.context["lines"]]


def read_sheet(content):
    """The rows of the first sheet as they are shown."""
    rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [
        [each.strftime("%d/%m/%Y") if hasattr(each, "strftime") else each for each in row]
        for row in rows
    ]


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
    page = client_of("head").get(URL, {"q": "<script>", "where": "all"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(" in page


def test_a_student_in_no_class_waits_in_a_list_of_its_own(world, db_everywhere, client_of):
    factories.StudentFactory(school=world.school, full_name="Lò Thị Sắn")
    client = client_of("head")
    assert names(client.get(URL, {"q": "lo thi san"})) == []
    [line] = client.get(URL, {"q": "lo thi san", "where": "waiting"}).context["lines"]
    assert line.class_group is None


@pytest.mark.parametrize(
    ("ended", "where"),
    [(Ended.LEFT, "left"), (Ended.SUSPENDED, "left"), (Ended.COMPLETED, "completed")],
)
def test_who_has_left_is_found_where_those_are_who_have(world, student, client_of, ended, where):
    stay = student.enrolments.get()
    leave(stay, ended)
    student.status = stay.status
    student.save()
    client = client_of("clerk")
    everywhere = {"here", "waiting", "left", "completed", "all"}
    found = {
        each for each in everywhere if names(client.get(URL, {"q": "dang thi on", "where": each}))
    }
    assert found == {where, "all"}


@pytest.mark.parametrize("query", ["on dang", "on", "thi on dang", "Ơn  ĐẶNG"])
def test_the_words_of_a_name_are_found_in_any_order(query, student, client_of):
    assert student.full_name in names(client_of("clerk").get(URL, {"q": query}))


def test_a_word_is_sought_where_one_begins(student, client_of):
    assert names(client_of("clerk").get(URL, {"q": "ang hi n"})) == []


def test_the_grade_narrows_to_its_classes(world, student, client_of):
    other = factories.ClassGroupFactory(
        school=world.school,
        school_year=world.year,
        grade_level=factories.GradeLevelFactory(id=7),
        name="7A1",
    )
    seventh = factories.EnrolmentFactory(class_group=other).student
    client = client_of("head")
    assert names(client.get(URL, {"grade": "7"})) == [seventh.full_name]
    assert client.get(URL, {"grade": "5"}).status_code == 400


@pytest.mark.parametrize("column", ["name", "class", "born"])
def test_a_column_sorts_up_and_down(world, student, client_of, column):
    factories.EnrolmentFactory(
        class_group=world.classes[world.school][1],
        student__birth_date=datetime.date(2013, 1, 2),
    )

    def key(line):
        by = {"name": (), "class": (line.class_group.name,), "born": (line.student.birth_date,)}
        return (*by[column], line.student.sort_key, line.student.pk)

    client = client_of("head")
    up = [key(line) for line in client.get(URL, {"sort": column}).context["lines"]]
    down = [key(line) for line in client.get(URL, {"sort": f"-{column}"}).context["lines"]]
    assert up == sorted(up)
    assert down == sorted(up, reverse=True)


def test_pages_go_on_where_the_last_one_ended_though_students_come(world, db_everywhere, client_of):
    group = world.classes[world.school][1]
    for number in range(120):
        factories.EnrolmentFactory(class_group=group, student__full_name=f"Lê Hoa {number:03}")
    client = client_of("clerk")
    first = client.get(URL, {"q": "le hoa"})
    factories.EnrolmentFactory(class_group=group, student__full_name="Lê Hoa 000")
    second = client.get(URL, {"q": "le hoa", "after": first.context["page"].last})
    assert not set(names(first)) & set(names(second))
    assert names(second)[0] == "Lê Hoa 050"
    back = client.get(URL, {"q": "le hoa", "before": second.context["page"].first})
    assert names(back)[-1] == "Lê Hoa 049"
    assert (back.context["page"].start_index, back.context["page"].total) == (2, 121)
    assert 'rel="prev"' in back.content.decode()
    at_the_beginning = client.get(URL, {"q": "le hoa", "before": back.context["page"].first})
    assert at_the_beginning.context["page"].start_index == 1
    assert len(names(at_the_beginning)) == 50


def test_every_student_stands_on_exactly_one_page(world, db_everywhere, client_of):
    for number in range(110):
        factories.EnrolmentFactory(
            class_group=world.classes[world.school][number % 2],
            student__full_name=f"Lê Hoa {number % 40:03}",
            student__birth_date=datetime.date(2014, 1, 1 + number % 7),
        )
    client = client_of("clerk")
    for sort in ("name", "-name", "class", "-class", "born", "-born"):
        pages, query = [], {"sort": sort}
        while True:
            page = client.get(URL, query).context["page"]
            pages.append([each.pk for each in page])
            if not page.has_next:
                break
            query["after"] = page.last
        seen = [pk for page in pages for pk in page]
        assert len(seen) == len(set(seen)) == page.total, sort
        back = client.get(URL, {"sort": sort, "before": page.first}).context["page"]
        assert [each.pk for each in back] == pages[-2], sort


def test_what_is_filtered_can_be_had_as_a_file_and_is_in_the_log(world, student, client_of):
    response = client_of("clerk").get(URL, {"q": "dang thi on", "export": "xlsx"})
    [header, row] = read_sheet(response.getvalue())
    assert header[0] == "Họ và tên"
    assert row[:4] == ["Đặng Thị Ơn", "05/03/2014", "Nữ", "6A1"]
    assert student.personal_number not in row
    assert logged(response)[Kind.STUDENT] == {student.pk}


def test_a_teacher_takes_no_list_away(student, client_of):
    assert client_of("teacher").get(URL, {"export": "xlsx"}).status_code == 403


def test_the_list_costs_the_same_for_a_page_of_fifty(world, db_everywhere, client_of):
    client = client_of("head")
    ask_counted(client, "students:student-list:head", URL)
    group = factories.ClassGroupFactory(school=world.school, school_year=world.year)
    for _student in range(60):
        factories.EnrolmentFactory(class_group=group)
    response = ask_counted(client, "students:student-list:head", URL)
    assert len(names(response)) == 50
