"""A student goes from one school of the portal to another: either school begins, marks go along."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.privacy.models import Access, Alert
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkRecord
from grades.selectors import revision_of_class
from grades.selectors.term_lines import term_lines
from grades.services import seal_class
from grades.services.writing import update_records
from schools.models import ClassGroup, School
from students.choices import Direction, Ended, StudentStatus, TransferState
from students.forms import TakeForm
from students.models import AnswerCount, Enrolment, Student, Transfer
from students.selectors import student_facts
from students.services import (
    RosterEntry,
    StayRefused,
    Wanted,
    ask_for,
    come_back,
    enrol_students,
    offer,
    refuse,
    take_in,
    undo_end,
    withdraw,
)
from tests import factories
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def stay_of(world: World) -> Enrolment:
    return Enrolment.objects.get(pk=world.enrolments[world.class_group][0].pk)


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def side(school: School) -> Transfer:
    return Transfer.objects.get(school=school)


def let_go(world: World, last_day: datetime.date | None = None) -> Transfer:
    stay = stay_of(world)
    with scoping.schools([world.school.pk]):
        offer(
            enrolment_id=stay.pk,
            shown=stay.revision,
            to=world.neighbour_school,
            last_day=last_day or yesterday(),
            by=world.users["clerk"],
        )
    return side(world.neighbour_school)


def take(world: World, on: datetime.date | None = None) -> Enrolment:
    row = side(world.neighbour_school)
    to = world.classes[world.neighbour_school][1]
    with scoping.schools([world.neighbour_school.pk]):
        return take_in(
            transfer_id=row.pk,
            shown=row.revision,
            to=to,
            on=on or timezone.localdate(),
            by=world.users["clerk"],
        )


def wanted(student: Student) -> Wanted:
    return Wanted(student.ministry_code or "", student.full_name, student.birth_date)


def test_identity_and_marks_arrive_and_each_school_keeps_its_record(world: World) -> None:
    record = world.record
    record.midterm = 85
    update_records([record])
    let_go(world)
    stay = take(world)

    old, new = stay_of(world).student, stay.student
    assert (new.full_name, new.ministry_code) == (old.full_name, old.ministry_code)
    assert (new.person_uid, new.is_current, old.is_current) == (old.person_uid, True, False)
    line = MarkRecord.objects.get(
        enrolment=stay, sheet__subject=world.subjects[0], sheet__term=world.term
    )
    assert line.midterm == 85
    assert line.origins["gk"]["from"] == f"6A1, {world.school.name}"
    assert {row.state for row in Transfer.objects.all()} == {TransferState.DONE}


def test_nobody_is_taken_in_on_a_day_to_come_when_no_mark_would_follow(world: World) -> None:
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    let_go(world)
    with pytest.raises(StayRefused, match=f"{today:%d/%m/%Y}"):
        take(world, on=tomorrow)
    assert side(world.neighbour_school).state == TransferState.OFFERED
    assert take(world, on=today).starts_on == today


def test_on_the_last_day_there_the_new_school_reads_from_when_on(world: World) -> None:
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    row = let_go(world, last_day=today)
    for day in (today, tomorrow):
        with pytest.raises(StayRefused, match=f"{tomorrow:%d/%m/%Y}"):
            take(world, on=day)
    assert side(world.neighbour_school).state == TransferState.OFFERED
    assert TakeForm(None, transfer=row)["on"].value() == tomorrow


def test_one_school_reports_the_student_for_the_term(world: World) -> None:
    let_go(world)
    stay = take(world)
    uid = str(stay.student.person_uid)
    there = [line[5] for line in term_lines(stay.class_group, world.term).lines if line[0] == uid]
    here = [line[5] for line in term_lines(world.class_group, world.term).lines if line[0] == uid]
    assert (there, here) == (["s"], ["t"])


def test_each_school_sees_its_own_side_only(world: World) -> None:
    let_go(world)
    with scoping.schools([world.neighbour_school.pk]):
        [row] = Transfer.objects.all()
        assert (row.direction, row.other_name) == ("in", world.school.name)
        assert not Student.objects.filter(pk=row.student_key).exists()
    with scoping.schools([world.foreign_school.pk]):
        assert not Transfer.objects.exists()


def test_a_school_asks_and_the_other_answers(world: World) -> None:
    student = stay_of(world).student
    with scoping.schools([world.neighbour_school.pk]):
        ask_for(school=world.neighbour_school, wanted=wanted(student), by=world.users["clerk"])
    row = side(world.school)
    assert (row.state, row.student_key) == (TransferState.ASKED, student.pk)
    let_go(world)
    assert side(world.school).pk == row.pk, "the answer goes on with what was asked"
    assert take(world).student.full_name == student.full_name


def test_who_does_not_know_all_three_learns_nothing(world: World) -> None:
    student = stay_of(world).student
    almost = Wanted(student.ministry_code or "", student.full_name, datetime.date(2013, 1, 1))
    nobody = Wanted("0000000000", student.full_name, student.birth_date)
    said = []
    for each in (almost, nobody):
        with pytest.raises(StayRefused) as refusal, scoping.schools([world.neighbour_school.pk]):
            ask_for(school=world.neighbour_school, wanted=each, by=world.users["clerk"])
        said.append(refusal.value.problems)
    assert said[0] == said[1]
    assert not Transfer.objects.exists()


def test_a_refusal_needs_a_reason_and_ends_the_transfer(world: World) -> None:
    student = stay_of(world).student
    ask_for(school=world.neighbour_school, wanted=wanted(student), by=world.users["clerk"])
    row = side(world.school)
    with scoping.schools([world.school.pk]):
        with pytest.raises(StayRefused):
            refuse(transfer_id=row.pk, shown=row.revision, reason=" ", by=world.users["clerk"])
        refuse(
            transfer_id=row.pk, shown=row.revision, reason="gia đình đổi ý", by=world.users["clerk"]
        )
    assert side(world.neighbour_school).reason == "gia đình đổi ý"
    assert stay_of(world).ends_on is None


def test_until_taken_in_the_old_school_keeps_the_student(world: World) -> None:
    let_go(world)
    row = side(world.school)
    with scoping.schools([world.school.pk]):
        withdraw(transfer_id=row.pk, shown=row.revision, by=world.users["clerk"])
    assert stay_of(world).ends_on is None
    assert side(world.neighbour_school).state == TransferState.WITHDRAWN
    with pytest.raises(StayRefused):
        take(world)


def test_a_student_comes_back_to_the_record_of_before(world: World) -> None:
    first = stay_of(world).student
    let_go(world)
    there = take(world)
    Transfer.objects.all().delete()
    there.starts_on -= datetime.timedelta(days=1)
    Enrolment.objects.filter(pk=stay_of(world).pk).update(
        ends_on=yesterday() - datetime.timedelta(days=1)
    )
    there.save()
    offer(
        enrolment_id=there.pk,
        shown=there.revision,
        to=world.school,
        last_day=yesterday(),
        by=world.users["clerk"],
    )
    row = side(world.school)
    back = take_in(
        transfer_id=row.pk,
        shown=row.revision,
        to=world.class_group,
        on=timezone.localdate(),
        by=world.users["clerk"],
    )
    assert back.student == Student.objects.get(pk=first.pk)
    assert back.student.is_current and not Student.objects.get(pk=there.student_id).is_current


def test_the_database_lets_one_record_hold_a_code(world: World) -> None:
    first, second = world.enrolments[world.class_group][:2]
    with pytest.raises(IntegrityError), transaction.atomic():
        Student.objects.filter(pk=second.student_id).update(
            ministry_code=first.student.ministry_code
        )


def test_two_clerks_do_it_on_their_pages(world: World, client_of: ClientOf) -> None:
    student = stay_of(world).student
    clerk = client_of("clerk")
    address = reverse("students:transfer-offer", args=[student.public_id])
    form = {
        "shown": stay_of(world).revision,
        "school": world.neighbour_school.name,
        "last_day": yesterday(),
    }
    assert clerk.post(address, form | {"school": "không có"}).status_code == 200
    assert clerk.post(address, form).status_code == 302
    row = Transfer.objects.get(direction=Direction.OUT)
    page = clerk.get(reverse("students:transfer", args=[row.public_id])).content.decode()
    assert student.full_name in page and world.neighbour_school.name in page
    back = {"step": "withdraw", "shown": row.revision}
    assert clerk.post(reverse("students:transfer", args=[row.public_id]), back).status_code == 302
    assert stay_of(world).ends_on is None


def test_while_a_transfer_waits_the_student_does_not_come_back_by_another_door(
    world: World,
) -> None:
    let_go(world)
    stay = stay_of(world)
    today = timezone.localdate()
    with pytest.raises(StayRefused):
        undo_end(enrolment_id=stay.pk, shown=stay.revision)
    with pytest.raises(StayRefused):
        come_back(enrolment_id=stay.pk, shown=stay.revision, to=world.class_group, on=today)
    with pytest.raises(StayRefused):
        enrol_again(world, stay.student)
    take(world)
    for _again in range(2):
        with pytest.raises(StayRefused):
            come_back(
                enrolment_id=stay.pk,
                shown=stay_of(world).revision,
                to=world.class_group,
                on=today,
            )


def seal(world: World, group: ClassGroup) -> None:
    for subject in world.subjects:
        set_state(world.sheets[group, subject], SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=scoping.Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})}),
        user=world.users["head"],
    )


@pytest.mark.usefixtures("signing_key")
def test_an_offer_is_taken_back_though_the_term_was_sealed_meanwhile(
    world: World, client_of: ClientOf
) -> None:
    let_go(world)
    seal(world, world.class_group)
    row = Transfer.objects.get(direction=Direction.OUT)
    address = reverse("students:transfer", args=[row.public_id])
    given = {"step": "withdraw", "shown": row.revision}
    page = client_of("clerk").post(address, given, follow=True).content.decode()
    row.refresh_from_db()
    assert row.state == TransferState.WITHDRAWN
    assert "đã khóa sổ" in page and stay_of(world).ended == Ended.TRANSFER
    address = reverse("grades:student", args=[stay_of(world).student.public_id])
    page = client_of("clerk").get(address)
    assert page.context["may_return"] and page.context["undo_refusals"]


def enrol_again(world: World, student: Student) -> None:
    """A list that names the student as studying."""
    facts = student_facts(Q(pk=student.pk), world.school.pk, world.year)
    entry = RosterEntry(
        student_id=student.pk,
        fields={},
        class_name=world.class_group.name,
        grade_level=6,
        status=StudentStatus.STUDYING,
        expected=facts[student.pk],
    )
    enrol_students(school_id=world.school.pk, school_year=world.year, entries=[entry])


def test_between_two_years_a_student_goes_to_the_next_grade(world: World) -> None:
    year = factories.SchoolYearFactory(
        code="2020-2021",
        starts_on=datetime.date(2020, 9, 5),
        ends_on=datetime.date(2021, 5, 31),
    )
    group = factories.ClassGroupFactory(
        school=world.school, school_year=year, grade_level=factories.GradeLevelFactory(id=5)
    )
    stay = factories.EnrolmentFactory(class_group=group, starts_on=year.starts_on)
    clerk = world.users["clerk"]
    offer(
        enrolment_id=stay.pk,
        shown=stay.revision,
        to=world.neighbour_school,
        last_day=yesterday(),
        by=clerk,
    )
    row = side(world.neighbour_school)
    new = take_in(
        transfer_id=row.pk,
        shown=row.revision,
        to=world.classes[world.neighbour_school][0],
        on=world.year.starts_on,
        by=clerk,
    )
    assert (new.school_year, new.class_group.grade_level_id) == (world.year, 6)


def test_asking_again_and_again_which_codes_there_are_is_stopped(
    world: World, settings: Settings
) -> None:
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 2
    clerk = world.users["clerk"]
    nobody = Wanted("0000000000", "Lê An", datetime.date(2014, 1, 1))
    said = []
    for _again in range(4):
        with pytest.raises(StayRefused) as refusal:
            ask_for(school=world.neighbour_school, wanted=nobody, by=clerk)
        said.append(refusal.value.problems)
    assert said[0] == said[1] != said[2] == said[3]
    assert Alert.objects.get().kind == "codes_elsewhere"
    assert AnswerCount.objects.get().told == 3
    # A right guess is no answer either.
    student = world.enrolments[world.classes[world.neighbour_school][0]][0].student
    with pytest.raises(StayRefused) as refusal:
        ask_for(school=world.school, wanted=wanted(student), by=clerk)
    assert refusal.value.problems == said[3]
    assert not Transfer.objects.exists()


def test_whom_the_new_schools_page_names_is_in_the_log(world: World, client_of: ClientOf) -> None:
    student = world.enrolments[world.classes[world.neighbour_school][0]][0].student
    ask_for(school=world.school, wanted=wanted(student), by=world.users["clerk"])
    client_of("clerk").get(reverse("students:transfer", args=[side(world.school).public_id]))
    entry = Access.objects.get(route="students:transfer")
    assert (entry.persons, entry.school_id) == ([student.pk], world.neighbour_school.pk)
