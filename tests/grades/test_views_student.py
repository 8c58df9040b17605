"""The page of one student: as much as the role shows, and what is looked at is written down."""

import datetime

import pytest
from django.urls import reverse

from eduportal.core.looking import Kind
from eduportal.privacy.models import Access
from grades.choices import Level
from grades.services.writing import update_records
from students.models import Student
from tests import factories
from tests.personal import logged
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def student_of(world: World) -> Student:
    return world.enrolments[world.class_group][0].student


def address_of(world: World) -> str:
    return reverse("grades:student", args=[student_of(world).public_id])


def test_the_number_is_masked_until_it_is_asked_for_and_that_is_in_the_log(
    world: World, client_of: ClientOf
) -> None:
    student = student_of(world)
    clerk = client_of("clerk")
    page = clerk.get(address_of(world)).content.decode()
    assert student.personal_number not in page
    assert f"{student.personal_number[:3]} *** *** {student.personal_number[-3:]}" in page
    address = reverse("grades:student-number", args=[student.public_id])
    shown = clerk.post(address)
    assert student.personal_number in shown.content.decode()
    entry = Access.objects.get(request_id=shown["X-Request-Id"], kind=Kind.STUDENT)
    assert (entry.route, entry.persons) == ("grades:student-number", [student.pk])
    # A page that answered to a form leads to the student after a change of language.
    assert "***" in clerk.get(address, follow=True).content.decode()


def test_a_subject_teacher_sees_neither_number_nor_documents_nor_history(
    world: World, client_of: ClientOf
) -> None:
    student = student_of(world)
    factories.PaperFactory(student=student, number="17/2014")
    Student.objects.filter(pk=student.pk).update(full_name="Lê Thu Hà")
    pages = {
        persona: client_of(persona).get(address_of(world)).content.decode()
        for persona in ("clerk", "teacher")
    }
    for text in ("*** ***", "17/2014", "Thay đổi hồ sơ", "Việc khác", "Dân tộc"):
        assert text in pages["clerk"], text
        assert text not in pages["teacher"], text
    assert "Ai đã xem" not in pages["clerk"]
    remove = reverse("grades:student-remove", args=[student.public_id])
    assert [remove in pages[persona] for persona in ("clerk", "teacher")] == [True, False]


def test_the_head_reads_who_looked(world: World, client_of: ClientOf) -> None:
    client_of("teacher").get(address_of(world))
    response = client_of("head").get(address_of(world))
    [look] = response.context["looks"]
    assert look["entry"].user == world.users["teacher"]
    assert world.users["teacher"].pk in logged(response)[Kind.ACCOUNT]


def test_the_terms_marks_stand_beside_the_year_before(world: World, client_of: ClientOf) -> None:
    record = world.record
    record.regular = [80, 75, *[None] * (len(record.regular) - 2)]
    record.midterm = 85
    update_records([record])
    student = record.enrolment.student
    before = factories.SchoolYearFactory(
        starts_on=world.year.starts_on - datetime.timedelta(days=365)
    )
    group = factories.ClassGroupFactory(
        school=world.school,
        school_year=before,
        name="5A1",
        grade_level=world.class_group.grade_level,
    )
    stay = factories.EnrolmentFactory(
        class_group=group, student=student, starts_on=before.starts_on
    )
    for number, average in ((1, 70), (2, 79)):
        term = factories.TermFactory(school_year=before, second=number == 2)
        sheet = factories.MarkSheetFactory(class_group=group, subject=world.subjects[0], term=term)
        factories.MarkRecordFactory(sheet=sheet, enrolment=stay, complete=True, average=average)
        factories.TermResultFactory(enrolment=stay, term=term, learning=Level.FAIR)
    page = client_of("head").get(address_of(world))
    table = page.context["results"]["table"]
    [row] = [each for each in table.rows if each.name == world.subjects[0].name]
    assert row.marks == "8,0 7,5 · GK 8,5"
    assert [cell.average for cell in row.years[1].cells] == ["7,0", "7,9"]
    assert row.years[1].result == "7,6"
    assert [column.classes for column in table.columns] == ["6A1", "5A1"]
    assert table.columns[1].learning == ["Khá", "Khá"]
    assert "5A1" in page.content.decode()
    # Levels over all subjects are no subject teacher's to see.
    table = client_of("teacher").get(address_of(world)).context["results"]["table"]
    assert not table.has_levels


def test_a_year_the_student_was_not_here_is_no_year_to_compare_with(
    world: World, client_of: ClientOf
) -> None:
    assert client_of("head").get(address_of(world), {"beside": "1999-2000"}).status_code == 400


def test_the_page_costs_the_same_whatever_was_changed(world: World, client_of: ClientOf) -> None:
    head = client_of("head")
    head.get(address_of(world))
    ask_counted(head, "grades:student:head", address_of(world))
    student = student_of(world)
    for name in ("Lê Thị Hà", "Lê Thu Hà", "Lê Thị Thu Hà"):
        Student.objects.filter(pk=student.pk).update(full_name=name)
    factories.PaperFactory(student=student)
    ask_counted(head, "grades:student:head", address_of(world))
