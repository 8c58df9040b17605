"""What a change of class, a leaving and an arrival do to the sheets."""

import datetime

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.selectors import gaps_of, revision_of_class, sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.moving import move_overview
from grades.services import seal_class
from grades.services.writing import update_records
from schools.models import ClassGroup
from students.choices import Began, Ended, StudentStatus
from students.models import Enrolment
from students.selectors import student_facts
from students.services import (
    RosterEntry,
    StayRefused,
    change_class,
    end_stay,
    enrol_students,
    undo_class_change,
    undo_end,
)
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def stay(world: World) -> Enrolment:
    """A student of 6A1 with a mark in mathematics."""
    record = world.record
    record.midterm, record.remark = 85, "chăm"
    update_records([record])
    return record.enrolment


def other(world: World) -> ClassGroup:
    return world.classes[world.school][1]


def line(stay: Enrolment, world: World) -> MarkRecord:
    return MarkRecord.objects.select_related("sheet__term", "enrolment").get(
        enrolment=stay, sheet__subject=world.subjects[0], sheet__term=world.term
    )


def move(stay: Enrolment, world: World) -> Enrolment:
    today = timezone.localdate()
    return change_class(enrolment_id=stay.pk, shown=stay.revision, to=other(world), on=today)


def seal(world: World, group: ClassGroup) -> None:
    for subject in world.subjects:
        set_state(world.sheets[group, subject], SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=Scope(None, actions_by_school={None: frozenset({Action.SEAL_MARKS})}),
        user=world.users["head"],
    )


def test_marks_follow_and_say_where_they_were_given(world: World, stay: Enrolment) -> None:
    new = move(stay, world)
    assert (new.began, new.starts_on) == (Began.CLASS_CHANGE, timezone.localdate())
    there = line(new, world)
    assert (there.midterm, there.remark) == (85, "chăm")
    assert there.origins == {"gk": {"from": "6A1", "on": timezone.localdate().isoformat()}}
    change = MarkChange.objects.get(record=there)
    assert "6A1" in change.reason and "6A2" in change.reason


def test_the_old_line_stays_struck_through_and_asks_nothing(world: World, stay: Enrolment) -> None:
    asked = sheet_page(world.sheet, "", days_of_sheet(world.sheet)).total
    move(stay, world)
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    page = sheet_page(sheet, "", days_of_sheet(sheet))
    [row] = [row for row in page.rows if row.student_id == stay.student_id]
    assert row.gone and row.stayed and row.to_fill == ()
    assert page.total == asked - asked // 6
    assert stay.student_id not in {gap.student_id for gap in gaps_of(world.sheet)}


def test_a_change_of_class_taken_back_brings_later_marks_along(
    world: World, stay: Enrolment
) -> None:
    new = move(stay, world)
    there = line(new, world)
    there.midterm, there.final = 90, 70
    update_records([there])
    back = undo_class_change(enrolment_id=new.pk, shown=new.revision)
    assert back.pk == stay.pk and back.ends_on is None
    assert (line(back, world).midterm, line(back, world).final) == (90, 70)
    assert not MarkRecord.objects.filter(enrolment=new.pk).exists()


def test_the_overview_says_what_follows_and_what_cannot(world: World, stay: Enrolment) -> None:
    MarkSheet.objects.filter(class_group=other(world), subject=world.subjects[1]).delete()
    MarkRecord.objects.filter(enrolment=stay, sheet=world.commented_sheet).update(midterm=201)
    set_state(world.sheets[other(world), world.subjects[0]], SheetState.SUBMITTED)
    maths, sport = move_overview(stay, other(world), timezone.localdate())
    assert (maths.follow, maths.stay, maths.returns) == ({"GK": "8,5"}, {}, True)
    assert (sport.follow, sport.stay, sport.no_sheet) == ({}, {"GK": "Đ"}, True)


def test_an_arrival_returns_a_handed_in_sheet_with_the_reason(
    world: World, stay: Enrolment
) -> None:
    handed_in = world.sheets[other(world), world.subjects[0]]
    set_state(handed_in, SheetState.SUBMITTED)
    move(stay, world)
    handed_in.refresh_from_db()
    assert handed_in.state == SheetState.OPEN
    assert stay.student.full_name in handed_in.steps.latest("pk").reason


def test_an_arrival_on_approved_sheets_is_told_to_the_head_before_sealing(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    for subject in world.subjects:
        set_state(world.sheets[other(world), subject], SheetState.APPROVED)
    move(stay, world)
    notice = Notice.objects.get(user=world.users["head"])
    assert notice.kind == NoticeKind.LACKING and notice.facts["count"] == 1
    assert notice.url == reverse("grades:class-detail", args=[other(world).public_id])
    assert not Notice.objects.filter(user=world.users["clerk"]).exists()
    address = reverse("grades:class-seal", args=[other(world).public_id, world.term.code])
    page = client_of("head").get(address)
    assert [each.student for each in page.context["arrivals"]] == [stay.student]


def test_what_a_seal_forbids_to_take_back_is_not_offered(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    new = move(stay, world)
    address = reverse("grades:student", args=[stay.student.public_id])
    undo = reverse("grades:student-undo", args=[stay.student.public_id])
    clerk = client_of("clerk")
    assert undo in clerk.get(address).content.decode()
    seal(world, other(world))
    page = clerk.get(address).content.decode()
    assert undo not in page and "đã khóa sổ" in page
    with pytest.raises(StayRefused):
        undo_class_change(enrolment_id=new.pk, shown=new.revision)


def test_nobody_comes_to_a_sealed_class(world: World, stay: Enrolment) -> None:
    seal(world, world.class_group)
    with pytest.raises(StayRefused, match=f"{world.term.ends_on + datetime.timedelta(1):%d/%m/%Y}"):
        move(stay, world)
    assert Enrolment.objects.filter(student=stay.student).count() == 1


def test_after_leaving_nothing_is_asked_and_it_can_be_taken_back(
    world: World, stay: Enrolment
) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    gone = end_stay(enrolment_id=stay.pk, shown=stay.revision, on=yesterday, ended=Ended.LEFT)
    assert gone.student.status == "left"
    assert stay.student_id not in {gap.student_id for gap in gaps_of(world.sheet)}
    back = undo_end(enrolment_id=gone.pk, shown=gone.revision)
    assert back.student.status == "studying"
    assert stay.student_id in {gap.student_id for gap in gaps_of(world.sheet)}


def test_the_clerk_moves_a_student_on_the_page(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    clerk = client_of("clerk")
    address = reverse("grades:student-move", args=[stay.student.public_id])
    asked = {"to": str(other(world).public_id), "on": timezone.localdate().isoformat()}
    assert "GK 8,5" in clerk.get(address, asked).content.decode()
    answer = clerk.post(address, asked | {"shown": stay.revision}, follow=True)
    assert "6A2" in answer.content.decode()
    now = Enrolment.objects.get(student=stay.student, ends_on=None)
    assert now.class_group == other(world)
    undo = reverse("grades:student-undo", args=[stay.student.public_id])
    clerk.post(undo, {"shown": now.revision})
    assert Enrolment.objects.get(student=stay.student).class_group == world.class_group


def test_every_reason_against_a_move_is_said(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    address = reverse("grades:student-move", args=[stay.student.public_id])
    day = timezone.localdate() + datetime.timedelta(days=9)
    form = {"to": str(other(world).public_id), "on": day.isoformat(), "shown": stay.revision}
    answer = client_of("clerk").post(address, form)
    assert f"{timezone.localdate():%d/%m/%Y}" in answer.content.decode()
    assert Enrolment.objects.filter(student=stay.student).count() == 1


def test_a_mark_that_never_travelled_is_not_wiped_by_taking_the_change_back(
    world: World, stay: Enrolment
) -> None:
    there = world.sheets[other(world), world.subjects[0]]
    MarkRecord.objects.filter(sheet=there).delete()
    MarkSheet.objects.filter(pk=there.pk).update(form="commented")
    new = move(stay, world)
    MarkSheet.objects.filter(pk=there.pk).update(form="scored")
    back = undo_class_change(enrolment_id=new.pk, shown=new.revision)
    assert line(back, world).midterm == 85


def test_nobody_has_left_before_a_term_that_is_sealed_with_them(
    world: World, stay: Enrolment
) -> None:
    seal(world, world.class_group)
    early = world.term.starts_on - datetime.timedelta(days=1)
    Enrolment.objects.filter(pk=stay.pk).update(starts_on=early - datetime.timedelta(days=9))
    stay.refresh_from_db()
    with pytest.raises(StayRefused):
        end_stay(enrolment_id=stay.pk, shown=stay.revision, on=early, ended=Ended.LEFT)
    facts = student_facts(Q(pk=stay.student_id), world.school.pk, world.year)
    entry = RosterEntry(
        student_id=stay.student_id,
        fields={},
        class_name="6A1",
        grade_level=6,
        status=StudentStatus.LEFT,
        on=early,
        expected=facts[stay.student_id],
    )
    with pytest.raises(StayRefused):
        enrol_students(school_id=world.school.pk, school_year=world.year, entries=[entry])
