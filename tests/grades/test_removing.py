"""What was a mistake is removed while nothing hangs on it, and the removal is recorded."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.notices.services import Told, tell
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, Removal, WithdrawnSheet
from grades.services import open_sheets
from grades.services.removing import RemovalRefused, remove_sheet, remove_student
from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember, TeachingAssignment
from students.models import Enrolment, RegisterChange, Student
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import fill
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def stay_of(world: World) -> Enrolment:
    return world.enrolments[world.class_group][0]


def student_page(world: World) -> str:
    return reverse("grades:student-remove", args=[stay_of(world).student.public_id])


def sent(client: Client, url: str) -> str:
    """What the page says after its button is pressed."""
    shown = client.get(url).context["it"].shown
    return client.post(url, {"shown": shown}, follow=True).content.decode()


def test_a_student_without_marks_goes_with_stay_and_lines(
    world: World, client_of: ClientOf
) -> None:
    student = stay_of(world).student
    lines = MarkRecord.objects.filter(enrolment=stay_of(world))
    assert lines.count() == 2
    revision = MarkSheet.objects.get(pk=world.sheet.pk).revision

    page = sent(client_of("clerk"), student_page(world))

    assert f"{student.full_name}" in page
    assert not Student.objects.filter(pk=student.pk).exists()
    assert not lines.exists()
    assert MarkSheet.objects.get(pk=world.sheet.pk).revision == revision + 1
    removal = Removal.objects.get()
    assert (removal.kind, removal.key, removal.name) == ("student", student.pk, student.full_name)
    assert removal.actor == world.users["clerk"]
    assert world.class_group.name in removal.detail
    assert (
        student.full_name in client_of("head").get(reverse("grades:removal-list")).content.decode()
    )


def test_a_record_that_was_corrected_goes_with_its_notices_and_leaves_its_history(
    world: World,
) -> None:
    student = stay_of(world).student
    Student.objects.filter(pk=student.pk).update(full_name="Lê Nhầm")
    student.refresh_from_db()
    told = Told(
        user_id=world.users["teacher"].pk,
        school_id=world.school.pk,
        kind=NoticeKind.STUDENT_CAME,
        about="6A1",
        key=str(student.public_id),
        facts={"class": "6A1", "student": "Lê Nhầm", "day": "2026-09-05"},
        students=(student.pk,),
    )
    tell([told, replace(told, kind=NoticeKind.STUDENT_LEFT, key="")], by=None)

    remove_student(student_id=student.pk, shown=student.revision, by=world.users["clerk"])

    assert not Notice.objects.exists()
    assert RegisterChange.objects.filter(student=student.pk, part="identity").exists()


def test_a_student_entered_by_hand_a_moment_ago_can_be_removed(
    world: World, client_of: ClientOf
) -> None:
    clerk = client_of("clerk")
    entered = {
        "class_group": world.class_group.public_id,
        "full_name": "Nguyễn Văn Nhầm",
        "birth_date": "2015-03-02",
        "sex": 1,
    }
    clerk.post(reverse("students:student-new"), entered)
    student = Student.objects.get(full_name="Nguyễn Văn Nhầm")
    assert student.changes.exists()
    address = reverse("grades:student-remove", args=[student.public_id])
    page = clerk.get(reverse("grades:student", args=[student.public_id])).content.decode()
    assert f'href="{address}"' in page

    sent(clerk, address)

    assert not Student.objects.filter(pk=student.pk).exists()


def marked(world: World) -> None:
    fill(world.sheet, 80)


def moved_before(world: World) -> None:
    stay = stay_of(world)
    leave(stay)
    factories.EnrolmentFactory(
        student=stay.student,
        class_group=world.classes[world.school][1],
        starts_on=stay.starts_on + (world.term.ends_on - world.term.starts_on) / 2,
    )


def on_the_way(world: World) -> None:
    child = stay_of(world).student
    factories.TransferFactory(
        school=world.school, student_key=child.pk, person_uid=child.person_uid
    )


def asked_to_correct(world: World) -> None:
    factories.CorrectionFactory(school=world.school, student=stay_of(world).student)


def with_a_result(world: World) -> None:
    factories.TermResultFactory(enrolment=stay_of(world), school=world.school)


def with_a_document(world: World) -> None:
    factories.PaperFactory(student=stay_of(world).student)


def exempted(world: World) -> None:
    factories.ExemptionFactory(student=stay_of(world).student, subject=world.subjects[1])


def with_an_outside_mark(world: World) -> None:
    record = MarkRecord.objects.get(sheet=world.sheet, enrolment=stay_of(world))
    MarkRecord.objects.filter(pk=record.pk).update(midterm=80, origins={"gk": {"paper": "1"}})


@pytest.mark.parametrize(
    ("happened", "model"),
    [
        (with_a_document, "Paper"),
        (exempted, "Exemption"),
        (with_an_outside_mark, "MarkRecord"),
        (marked, "MarkRecord"),
        (moved_before, "Enrolment"),
        (on_the_way, "Transfer"),
        (asked_to_correct, "Correction"),
        (with_a_result, "TermResult"),
    ],
)
def test_a_student_on_whom_something_hangs_stays_and_the_page_says_what(
    happened: Callable[[World], None], model: str, world: World, client_of: ClientOf
) -> None:
    happened(world)
    client = client_of("clerk")

    page = client.get(student_page(world))

    assert model in {each.__name__ for each in page.context["it"].hanging}
    assert b"<button" not in page.content[page.content.index(b"is-stop") :].split(b"</form>")[0]
    sent(client, student_page(world))
    assert Student.objects.filter(pk=stay_of(world).student_id).exists()
    assert not Removal.objects.exists()


def test_marks_taken_out_again_keep_their_history(world: World) -> None:
    """Cleared first, the line goes; what was written on it stays in the history."""
    record = MarkRecord.objects.get(sheet=world.sheet, enrolment=stay_of(world))
    for mark in (80, None):
        MarkRecord.objects.filter(pk=record.pk).update(midterm=mark)
    changes = MarkChange.objects.filter(record=record.pk).count()
    student = stay_of(world).student

    remove_student(student_id=student.pk, shown=student.revision, by=world.users["clerk"])

    assert MarkChange.objects.filter(record=record.pk).count() >= changes > 0


def test_a_class_made_by_mistake_goes_with_its_homeroom(world: World, client_of: ClientOf) -> None:
    group = factories.ClassGroupFactory(school=world.school, school_year=world.year, name="6X1")
    factories.HomeroomAssignmentFactory(class_group=group, staff=world.staff["teacher"])

    sent(client_of("clerk"), reverse("grades:class-remove", args=[group.public_id]))

    assert not ClassGroup.objects.filter(pk=group.pk).exists()
    assert not HomeroomAssignment.objects.filter(class_group=group.pk).exists()
    assert Removal.objects.get().name == "6X1"


def test_a_class_with_students_sheets_and_teachers_says_so(
    world: World, client_of: ClientOf
) -> None:
    url = reverse("grades:class-remove", args=[world.class_group.public_id])

    page = client_of("clerk").get(url)

    models = {model.__name__: count for model, count in page.context["it"].hanging.items()}
    assert models["Enrolment"] == len(world.enrolments[world.class_group])
    assert models["MarkSheet"] == 2
    assert models["TeachingAssignment"] == 2
    sent(client_of("clerk"), url)
    assert ClassGroup.objects.filter(pk=world.class_group.pk).exists()


def test_an_empty_sheet_nobody_teaches_is_withdrawn_and_comes_back_with_a_teacher(
    world: World, client_of: ClientOf
) -> None:
    sheet = world.sheet
    given = TeachingAssignment.objects.filter(
        class_group=sheet.class_group_id, subject=sheet.subject_id
    )
    teacher = given.get().staff
    given.delete()
    url = reverse("grades:class-detail", args=[world.class_group.public_id])
    remove = reverse("grades:marksheet-remove", args=[sheet.public_id])
    assert remove in client_of("head").get(url).content.decode()

    sent(client_of("head"), remove)

    subjects = MarkSheet.objects.filter(class_group=world.class_group, term=world.term)
    assert sheet.subject_id not in subjects.values_list("subject_id", flat=True)
    assert WithdrawnSheet.objects.get().subject_id == sheet.subject_id
    factories.CurriculumLineFactory(
        grade_level=world.class_group.grade_level, subject=sheet.subject
    )
    open_sheets(class_group=world.class_group, term=world.term)
    assert sheet.subject_id not in subjects.values_list("subject_id", flat=True)
    factories.TeachingAssignmentFactory(
        staff=teacher, class_group=world.class_group, subject=sheet.subject
    )
    open_sheets(class_group=world.class_group, term=world.term)
    assert sheet.subject_id in subjects.values_list("subject_id", flat=True)


def taught(world: World) -> None:
    """As it is: the teacher is assigned."""


def remark(world: World) -> None:
    TeachingAssignment.objects.all().delete()
    MarkRecord.objects.filter(pk=world.record.pk).update(remark="Tiến bộ")


def handed_in(world: World) -> None:
    TeachingAssignment.objects.all().delete()
    set_state(world.sheet, SheetState.SUBMITTED)


@pytest.mark.parametrize("happened", [taught, remark, handed_in])
def test_a_sheet_in_use_stays(happened: Callable[[World], None], world: World) -> None:
    happened(world)
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)

    with pytest.raises(RemovalRefused):
        remove_sheet(sheet_id=sheet.pk, shown=str(sheet.revision), by=world.users["head"])

    assert MarkSheet.objects.filter(pk=sheet.pk).exists()


def test_a_person_recorded_by_mistake_goes_and_the_account_stays(
    world: World, client_of: ClientOf
) -> None:
    staff = world.staff["vice_head"]
    staff.posts.all().delete()

    sent(client_of("clerk"), reverse("grades:staff-remove", args=[staff.public_id]))

    assert not StaffMember.objects.filter(pk=staff.pk).exists()
    world.users["vice_head"].refresh_from_db()
    assert world.users["vice_head"].is_active
    assert Removal.objects.get().kind == "staff"


def test_a_person_with_posts_and_classes_stays(world: World, client_of: ClientOf) -> None:
    staff = world.staff["teacher"]
    factories.DutyFactory(staff=staff)
    url = reverse("grades:staff-remove", args=[staff.public_id])

    models = {m.__name__ for m in client_of("clerk").get(url).context["it"].hanging}

    assert {"Duty", "TeachingAssignment"} <= models
    sent(client_of("clerk"), url)
    assert StaffMember.objects.filter(pk=staff.pk).exists()
