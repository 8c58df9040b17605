"""A student goes from one school of the portal to another: either school begins, marks go along."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from grades.models import MarkRecord
from grades.selectors.ledger import class_lines
from grades.services.writing import update_records
from schools.models import School
from students.choices import Direction, TransferState
from students.models import Enrolment, Student, Transfer
from students.services import (
    StayRefused,
    Wanted,
    ask_for,
    offer,
    refuse,
    take_in,
    withdraw,
)
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
BY = "văn thư"


def stay_of(world: World) -> Enrolment:
    return Enrolment.objects.get(pk=world.enrolments[world.class_group][0].pk)


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def side(school: School) -> Transfer:
    return Transfer.objects.get(school=school)


def let_go(world: World) -> Transfer:
    stay = stay_of(world)
    with scoping.schools([world.school.pk]):
        offer(
            enrolment_id=stay.pk,
            shown=stay.revision,
            to=world.neighbour_school,
            last_day=yesterday(),
            by=BY,
        )
    return side(world.neighbour_school)


def take(world: World) -> Enrolment:
    row = side(world.neighbour_school)
    to = world.classes[world.neighbour_school][1]
    with scoping.schools([world.neighbour_school.pk]):
        return take_in(
            transfer_id=row.pk, shown=row.revision, to=to, on=timezone.localdate(), by=BY
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


def test_one_school_reports_the_student_for_the_term(world: World) -> None:
    let_go(world)
    stay = take(world)
    uid = str(stay.student.person_uid)
    there = [line[1] for line in class_lines(stay.class_group, world.term)]
    here = [line[1] for line in class_lines(world.class_group, world.term)]
    assert there.count(uid) == len(world.subjects) and uid not in here


def test_each_school_sees_its_own_side_only(world: World) -> None:
    let_go(world)
    with scoping.schools([world.neighbour_school.pk]):
        [row] = Transfer.objects.all()
        assert (row.direction, row.student, row.other_name) == ("in", None, world.school.name)
    with scoping.schools([world.foreign_school.pk]):
        assert not Transfer.objects.exists()


def test_a_school_asks_and_the_other_answers(world: World) -> None:
    student = stay_of(world).student
    with scoping.schools([world.neighbour_school.pk]):
        ask_for(school=world.neighbour_school, wanted=wanted(student), by=BY)
    row = side(world.school)
    assert (row.state, row.student) == (TransferState.ASKED, student)
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
            ask_for(school=world.neighbour_school, wanted=each, by=BY)
        said.append(refusal.value.problems)
    assert said[0] == said[1]
    assert not Transfer.objects.exists()


def test_a_refusal_needs_a_reason_and_ends_the_transfer(world: World) -> None:
    student = stay_of(world).student
    ask_for(school=world.neighbour_school, wanted=wanted(student), by=BY)
    row = side(world.school)
    with scoping.schools([world.school.pk]):
        with pytest.raises(StayRefused):
            refuse(transfer_id=row.pk, shown=row.revision, reason=" ", by=BY)
        refuse(transfer_id=row.pk, shown=row.revision, reason="gia đình đổi ý", by=BY)
    assert side(world.neighbour_school).reason == "gia đình đổi ý"
    assert stay_of(world).ends_on is None


def test_until_taken_in_the_old_school_keeps_the_student(world: World) -> None:
    let_go(world)
    row = side(world.school)
    with scoping.schools([world.school.pk]):
        withdraw(transfer_id=row.pk, shown=row.revision, by=BY)
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
        by=BY,
    )
    row = side(world.school)
    back = take_in(
        transfer_id=row.pk,
        shown=row.revision,
        to=world.class_group,
        on=timezone.localdate(),
        by=BY,
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
