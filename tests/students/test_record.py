"""Documents of a student, and the history of what the register says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from students.choices import Ended
from students.models import Paper, RegisterChange, Student
from students.selectors import masked, papers_of, papers_revision, register_history
from students.services import end_stay, undo_end
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def student_of(world: World) -> Student:
    return world.enrolments[world.class_group][0].student


def test_a_corrected_name_is_kept_with_who_and_what_it_was(
    world: World, client_of: ClientOf
) -> None:
    student = student_of(world)
    old = student.full_name
    fields = {
        "shown": student.revision,
        "full_name": "Lê Thị Thu Hà",
        "birth_date": str(student.birth_date),
        "sex": student.sex,
        "ethnicity": student.ethnicity,
        "ministry_code": student.ministry_code or "",
        "personal_number": "079214000111",
    }
    clerk = client_of("clerk")
    address = reverse("students:student-correct", args=[student.public_id])
    assert clerk.post(address, fields).status_code == 302
    lines = {line.title: line for line in register_history(student)}
    assert lines.keys() == {"họ và tên", "số định danh cá nhân", "lớp"}
    name, number = lines["họ và tên"], lines["số định danh cá nhân"]
    assert (name.before, name.after) == (old, "Lê Thị Thu Hà")
    assert name.who == world.users["clerk"].full_name
    assert name.door_name == "trình duyệt"
    assert number.after == "079 *** *** 111"


def test_a_leaving_and_its_undoing_are_both_kept(world: World) -> None:
    stay = world.enrolments[world.class_group][0]
    left = end_stay(
        enrolment_id=stay.pk, shown=stay.revision, on=timezone.localdate(), ended=Ended.LEFT
    )
    undo_end(enrolment_id=left.pk, shown=left.revision)
    lines = register_history(stay.student)
    today = f"{timezone.localdate():%d/%m/%Y}"
    pairs = [(line.before, line.after) for line in lines[:4]]
    assert set(pairs[:2]) == {(today, ""), ("thôi học", "")}
    assert set(pairs[2:]) == {("", today), ("", "thôi học")}
    assert lines[0].title.startswith("6A1: ")


def test_saving_without_a_change_leaves_no_line(world: World) -> None:
    student = student_of(world)
    before = RegisterChange.objects.count()
    student.save()
    Student.objects.update(status=student.status)
    assert RegisterChange.objects.count() == before


def test_a_number_is_masked_but_for_its_ends() -> None:
    assert masked("079214000111") == "079 *** *** 111"
    assert masked(None) == ""


def papers_form(student: Student, **fields: str) -> dict[str, str]:
    return {"shown": papers_revision(papers_of(student)), **fields}


def test_the_clerk_keeps_the_list_of_documents(world: World, client_of: ClientOf) -> None:
    student = student_of(world)
    address = reverse("students:papers", args=[student.public_id])
    clerk = client_of("clerk")
    first = papers_form(
        student,
        **{
            "birth-state": "received",
            "birth-number": "17/2014",
            "birth-dated": "2014-03-09",
            "record-state": "missing",
        },
    )
    assert clerk.post(address, first).status_code == 302
    assert set(Paper.objects.values_list("kind", "state")) == {
        ("birth", "received"),
        ("record", "missing"),
    }
    page = clerk.get(reverse("grades:student", args=[student.public_id])).content.decode()
    assert "17/2014" in page
    second = papers_form(student, **{"record-state": "received"})
    assert clerk.post(address, second).status_code == 302
    assert list(Paper.objects.values_list("kind", "state")) == [("record", "received")]


def test_a_number_without_a_state_is_asked_about(world: World, client_of: ClientOf) -> None:
    student = student_of(world)
    address = reverse("students:papers", args=[student.public_id])
    page = client_of("clerk").post(address, papers_form(student, **{"birth-number": "17/2014"}))
    assert len(page.context["problems"]) == 1
    assert not Paper.objects.exists()


def test_a_date_that_is_none_is_refused_with_its_field(world: World, client_of: ClientOf) -> None:
    student = student_of(world)
    address = reverse("students:papers", args=[student.public_id])
    wrong = papers_form(student, **{"birth-state": "received", "birth-dated": "31/31/2020"})
    page = client_of("clerk").post(address, wrong)
    assert page.context["form"].errors.keys() == {"birth-dated"}
    assert not Paper.objects.exists()
