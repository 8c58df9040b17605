"""A list of students that was written goes back as a whole, but for what others changed since."""

import datetime

import pytest
from django.utils import timezone

from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.models import Undo
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, Removal
from grades.selectors.merging import plan_merge
from grades.services import open_lines_for
from grades.services.merging import merge_students
from schools.models import ClassGroup
from students.models import Enrolment, RegisterChange, Student
from students.services import correct_identity
from tests import factories
from tests.imports.jobs import ROSTER, checked, written
from tests.imports.rosters import new_row, roster, row_of
from tests.imports.undone import kept, moved_to, taken_back, weighed

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def clerk(world):
    """The classes have the sheets of every term that takes marks, as in a school at work."""
    open_lines_for(class_group_ids=[group.pk for group in world.classes[world.school]])
    return world.users["clerk"]


def bring(world, *rows, **options):
    clerk = world.users["clerk"]
    job = checked(roster(*rows), ROSTER, world.school, user=clerk, year=world.year.code, **options)
    return written(job, clerk)


def register():
    """Everything a list may touch, as it is stored."""
    places = Enrolment.objects.order_by("pk").values(
        "student", "class_group", "starts_on", "began", "ends_on", "ended", "succeeded_on"
    )
    cells = MarkRecord.objects.values_list("sheet", "enrolment", "regular", "midterm", "final")
    lines = sorted((sheet, stay, str(marks)) for sheet, stay, *marks in cells)
    return (
        list(Student.objects.order_by("pk").values()),
        list(places),
        lines,
        set(MarkSheet.objects.values_list("class_group", "subject", "term")),
        set(ClassGroup.objects.values_list("name", "school")),
    )


def child(world, number=0):
    return world.enrolments[world.class_group][number].student


def test_newcomers_their_class_and_its_sheets_go_again(world, clerk):
    before = register()
    job = bring(
        world,
        new_row(ministry_code="7901"),
        new_row(ministry_code="7902", class_name="6A9"),
        create_classes=True,
    )
    assert ClassGroup.objects.filter(name="6A9").exists()

    undo = taken_back(job, clerk)

    assert job.state == JobState.UNDONE
    assert register() == before
    assert undo.back == {"Students removed": 2, "Classes removed": 1} and not undo.stays
    assert Removal.objects.filter(actor=clerk).count() == 3


def test_fields_and_classes_of_known_students_are_as_they_were(world, clerk):
    before = register()
    job = bring(
        world,
        row_of(child(world, 0), ethnicity="Khmer", full_name="Lê Thị Đổi"),
        row_of(child(world, 1), class_name="6A2"),
        row_of(child(world, 2), status="Bỏ học"),
    )
    assert register() != before

    undo = taken_back(job, clerk)

    assert register() == before
    assert undo.back["Students with the data they had"] == 1
    assert undo.back["Students back in the class, or the state, they had"] == 2


def test_marks_go_back_with_the_change_of_class(world, clerk):
    line = world.records[world.sheet][1]
    MarkRecord.objects.filter(pk=line.pk).update(midterm=70)
    before = register()
    job = bring(world, row_of(child(world, 1), class_name="6A2"))
    assert MarkRecord.objects.filter(enrolment__student=child(world, 1), midterm=70).count() == 2

    taken_back(job, clerk)

    assert register() == before
    assert MarkRecord.objects.get(enrolment__student=child(world, 1), midterm=70).pk == line.pk


def test_looking_changes_nothing(world, clerk):
    job = bring(world, new_row(ministry_code="7901"), row_of(child(world), class_name="6A2"))
    before = register(), RegisterChange.objects.count(), MarkChange.objects.count()

    undo = weighed(job, clerk)

    assert job.state == JobState.APPLIED and undo.back["Students removed"] == 1
    assert before == (register(), RegisterChange.objects.count(), MarkChange.objects.count())
    assert not Removal.objects.exists()


def test_what_others_changed_since_stays_and_is_named(world, clerk):
    job = bring(
        world,
        new_row(ministry_code="7901", full_name="Trần Văn Một"),
        new_row(ministry_code="7902", full_name="Trần Văn Hai"),
        row_of(child(world, 0), full_name="Lê Thị Đổi", ethnicity="Khmer"),
    )
    named = Student.objects.get(ministry_code="7901")
    marked = Student.objects.get(ministry_code="7902")
    correct_identity(student_id=named.pk, shown=named.revision, fields={"sex": "1"}, by=clerk)
    MarkRecord.objects.filter(enrolment__student=marked, sheet=world.sheet).update(final=50)
    changed = Student.objects.get(pk=child(world).pk)
    correct_identity(
        student_id=changed.pk, shown=changed.revision, fields={"full_name": "Lê Thị Đúng"}, by=clerk
    )

    undo = taken_back(job, clerk)

    assert kept(undo) == [
        ("Trần Văn Một", "The record has been changed since."),
        ("Trần Văn Hai", "Marks, documents or other entries have been made for the student since."),
        ("Lê Thị Đúng", "The name has been changed since."),
    ]
    assert Student.objects.filter(pk__in=[named.pk, marked.pk]).count() == 2
    changed.refresh_from_db()
    assert (changed.full_name, changed.ethnicity) == ("Lê Thị Đúng", child(world).ethnicity)


def test_a_class_sealed_since_refuses_the_whole_and_says_which(world, clerk):
    job = bring(world, new_row(ministry_code="7901"))
    before = register()
    sheets = MarkSheet.objects.filter(class_group=world.class_group, term=world.term)
    with moved_to(SheetState.SEALED, sheets):
        undo = weighed(job, clerk)

        [refusal] = undo.refusal
        assert refusal["params"] == {"number": world.term.number, "name": "6A1"}
        assert undo.weighed_at is None and job.state == JobState.APPLIED
        assert register() == before


def test_nothing_goes_back_when_something_changed_after_it_was_shown(world, clerk):
    job = bring(world, new_row(ministry_code="7901"))
    shown = weighed(job, clerk)
    services.confirm_undo(job=job, shown=shown.revision, reason="Nhầm", user_id=clerk.pk)
    newcomer = Student.objects.get(ministry_code="7901")
    MarkRecord.objects.filter(enrolment__student=newcomer, sheet=world.sheet).update(final=50)

    services.undo_job(job.pk)

    job.refresh_from_db()
    [refusal] = Undo.objects.get(job=job).refusal
    assert job.state == JobState.APPLIED and "look again" in refusal["message"]
    assert Student.objects.filter(pk=newcomer.pk).exists()


def test_the_history_names_the_reason_and_who_took_it_back(world, clerk):
    line = world.records[world.sheet][1]
    MarkRecord.objects.filter(pk=line.pk).update(midterm=70)
    job = bring(world, row_of(child(world, 1), class_name="6A2"))

    undo = taken_back(job, clerk, "Nhầm lớp")

    changes = RegisterChange.objects.filter(operation=str(undo.public_id))
    assert {change.actor_id for change in changes} == {clerk.pk}
    assert changes.count() == 2
    assert (undo.reason, undo.asked_by) == ("Nhầm lớp", clerk)


def test_it_needs_a_reason_and_what_was_shown(world, clerk):
    job = bring(world, new_row(ministry_code="7901"))
    shown = weighed(job, clerk)

    with pytest.raises(services.ReasonMissing):
        services.confirm_undo(job=job, shown=shown.revision, reason=" ", user_id=clerk.pk)
    with pytest.raises(services.JobMoved):
        services.confirm_undo(job=job, shown="another", reason="Nhầm", user_id=clerk.pk)
    with pytest.raises(services.NotPermitted):
        services.ask_undo(job=job, user_id=world.users["teacher"].pk)


def test_a_student_who_returns_with_a_list_keeps_the_record_when_it_is_taken_back(world, clerk):
    """Known before, without a stay in the year of the list."""
    student = child(world)
    MarkRecord.objects.filter(enrolment__student=student).delete()
    Enrolment.objects.filter(student=student).delete()
    job = bring(world, row_of(student))
    assert Enrolment.objects.filter(student=student).exists()

    undo = taken_back(job, clerk)

    assert undo.back["Students taken out of the class again"] == 1
    assert Student.objects.filter(pk=student.pk).exists()
    assert not Enrolment.objects.filter(student=student).exists()


def alike(world, first, second):
    """The newcomer of the list and one who was there, or came with it, are one child."""
    merge_students(
        survivor_id=first.pk,
        other_id=second.pk,
        shown=plan_merge(first, second).revision,
        taken=(),
        by=world.users["clerk"],
    )


def test_a_newcomer_who_was_merged_away_is_named_and_the_survivor_stays(world, clerk):
    job = bring(world, new_row(ministry_code="7901"))
    newcomer, survivor = Student.objects.get(ministry_code="7901"), child(world)
    name = newcomer.full_name
    alike(world, survivor, newcomer)

    undo = taken_back(job, clerk)

    assert kept(undo) == [
        (name, "The record was merged into another record of the same child since.")
    ]
    assert Student.objects.filter(pk=survivor.pk).exists()


def test_a_newcomer_into_whom_another_was_merged_stays(world, clerk):
    twin = factories.StudentFactory(school=world.school)
    job = bring(world, new_row(ministry_code="7901"))
    newcomer = Student.objects.get(ministry_code="7901")
    alike(world, newcomer, twin)

    undo = taken_back(job, clerk)

    assert Student.objects.filter(pk=newcomer.pk).exists()
    assert [who for who, _why in kept(undo)] == [newcomer.full_name]


def test_it_ends_with_the_time_of_keeping(world, clerk):
    job = bring(world, new_row(ministry_code="7901"))
    job.cleared_at = timezone.now() - datetime.timedelta(days=1)
    job.save()

    with pytest.raises(services.NotPermitted):
        services.ask_undo(job=job, user_id=clerk.pk)
