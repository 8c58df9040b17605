"""A child who has completed at one school is admitted by another, from a list or by hand."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.models import ImportJob
from grades.models import MarkRecord, MarkSheet
from students.choices import Direction, Ended, TransferState
from students.models import AnswerCount, Enrolment, Leaver, Student, Transfer
from students.paths.rates import Rule
from students.selectors.completed import completed_at_others
from students.selectors.leavers import newest_records
from students.services import Arrival, Wanted, ask_for, enter_student
from students.services.leaving import freeze
from students.tasks import follow_leavers_each_night
from tests import factories
from tests.imports.jobs import ROSTER, checked, counts, found, sentences, written
from tests.imports.rosters import roster, row_of
from tests.imports.undone import taken_back
from tests.students.left_school import completed
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def leavers(world: World) -> list[Student]:
    """The children of a class of another commune, who have completed there last year."""
    return completed(world, world.foreign_class, grade=5)


def bring(world: World, *rows: Any, user: str = "clerk", **options: Any) -> ImportJob:
    by = world.users[user]
    return checked(
        roster(*rows), ROSTER, world.school, user=by, **{"year": world.year.code, **options}
    )


def records(child: Student) -> dict[int, bool]:
    """Which school's record of the child is in use."""
    rows = Student.objects.filter(person_uid=child.person_uid)
    return dict(rows.values_list("school", "is_current"))


def test_a_list_admits_who_has_completed_and_both_schools_read_of_it(
    world: World, leavers: list[Student]
) -> None:
    job = bring(world, *(row_of(each, sex=None) for each in leavers))
    assert counts(job) == {"total": 6, "new": 6, "changed": 0, "same": 0, "refused": 0}
    assert ("C2", "admitted") in found(job, Severity.WARNING)
    assert f"Comes from {world.foreign_school.name}, class 5A1" in sentences(job)[0]
    written(job, world.users["clerk"])
    assert job.state == JobState.APPLIED

    for each in leavers:
        old, new = (
            Student.objects.get(person_uid=each.person_uid, school=school)
            for school in (world.foreign_school, world.school)
        )
        assert (old.is_current, new.is_current, new.status) == (False, True, "studying")
        assert (new.personal_number, new.sex) == (each.personal_number, each.sex)
        [left], [stay] = old.enrolments.all(), new.enrolments.all()
        assert (stay.class_group, stay.starts_on) == (world.class_group, world.year.starts_on)
        assert (left.ended, left.succeeded_on) == (Ended.COMPLETED, stay.starts_on)
        assert world.sheet.records.filter(enrolment=stay).exists()
        receipt, here = Transfer.objects.filter(person_uid=each.person_uid).order_by("-direction")
        assert (receipt.direction, receipt.school) == (Direction.OUT, world.foreign_school)
        assert (receipt.other_name, receipt.student_key) == (world.school.name, old.pk)
        assert {receipt.state, here.state} == {TransferState.DONE}
        assert here.other_name == world.foreign_school.name and here.last_day == left.ends_on
    assert not AnswerCount.objects.exists()

    again = bring(world, *(row_of(each) for each in leavers))
    assert counts(again)["new"] == 0 and not found(again)


def test_many_children_cost_as_many_statements_as_few(world: World, leavers: list[Student]) -> None:
    spent = []
    for some in (leavers[:1], leavers[1:]):
        job = bring(world, *map(row_of, some))
        services.confirm_job(job=job, user_id=world.users["clerk"].pk)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.apply_job(job.pk)
        spent.append(len(captured))
    assert spent[1] <= spent[0]


@pytest.mark.parametrize("why", ["studies", "asked for", "another name", "over", "left", "two"])
def test_anybody_else_of_another_school_stays_refused(
    world: World, leavers: list[Student], why: str
) -> None:
    child, row = leavers[0], row_of(leavers[0])
    stays = Enrolment.objects.filter(student=child)
    rule, year = ("code_elsewhere", world.year.code)
    if why == "studies":
        stays.update(ends_on=None, ended="")
    elif why == "left":
        row = row_of(child, status="Bỏ học")
    elif why == "asked for":
        wanted = Wanted(child.ministry_code or "", child.full_name, child.birth_date)
        ask_for(school=world.neighbour_school, wanted=wanted, by=world.users["clerk"])
    elif why == "another name":
        row, rule = row_of(child, full_name="Lê Thị Khác"), "code_unusable"
    elif why == "two":
        Student.objects.filter(pk=leavers[1].pk).update(personal_number="999000000001")
        row = row_of(child, personal_number="999000000001")
    else:
        year = stays.get().school_year.code
        factories.ClassGroupFactory(
            school=world.school,
            school_year=stays.get().school_year,
            grade_level=world.class_group.grade_level,
            name="6A1",
        )
    job = bring(world, row, year=year)
    assert [each for _cell, each in found(job)][0] == rule
    assert records(child) == {world.foreign_school.pk: True}


def test_who_was_admitted_elsewhere_after_the_check_sends_the_file_back(
    world: World, leavers: list[Student]
) -> None:
    job = bring(world, *map(row_of, leavers))
    other = checked(
        roster(row_of(leavers[0])), ROSTER, world.neighbour_school, year=world.year.code
    )
    written(other)
    written(job, world.users["clerk"])
    assert job.state == JobState.RECEIVED and job.overtaken
    assert records(leavers[0]) == {world.foreign_school.pk: False, world.neighbour_school.pk: True}
    assert records(leavers[1]) == {world.foreign_school.pk: True}


def test_taking_the_list_back_gives_the_children_back(world: World, leavers: list[Student]) -> None:
    clerk = world.users["clerk"]
    before = list(Student.objects.order_by("pk").values())
    stays = list(Enrolment.objects.order_by("pk").values())
    job = written(bring(world, *map(row_of, leavers)), clerk)
    marked = Student.objects.get(school=world.school, person_uid=leavers[0].person_uid)
    lines = MarkRecord.objects.filter(enrolment__student=marked, sheet=world.sheet)
    lines.update(final=50)
    undo = taken_back(job, clerk)
    assert undo.back["Students given back to the school where they completed"] == 5
    assert records(leavers[0]) == {world.foreign_school.pk: False, world.school.pk: True}

    lines.update(final=None)
    assert list(Student.objects.exclude(person_uid=marked.person_uid).order_by("pk").values()) == [
        row for row in before if row["person_uid"] != marked.person_uid
    ]
    kept = Enrolment.objects.exclude(student__person_uid=marked.person_uid).order_by("pk")
    assert list(kept.values()) == [r for r in stays if r["student_id"] != leavers[0].pk]
    ways = Transfer.objects.exclude(person_uid=marked.person_uid)
    assert {row.state for row in ways} == {TransferState.WITHDRAWN}
    assert len(completed_at_others([each.pk for each in leavers])) == 5
    assert written(bring(world, *map(row_of, leavers[1:])), clerk).state == JobState.APPLIED


def test_a_child_who_had_been_here_before_comes_back_to_that_record_and_leaves_it_again(
    world: World, leavers: list[Student]
) -> None:
    child = leavers[0]
    first = factories.StudentFactory(
        school=world.school, person_uid=child.person_uid, is_current=False,
        ministry_code=None, personal_number=None, full_name="Tên Cũ",
    )  # fmt: skip
    year = Enrolment.objects.get(student=child).school_year
    early = factories.SchoolYearFactory(
        code="2020-2021", starts_on=datetime.date(2020, 9, 5), ends_on=datetime.date(2021, 5, 31)
    )
    assert early.starts_on < year.starts_on
    group = factories.ClassGroupFactory(
        school=world.school, school_year=early, grade_level=world.class_group.grade_level
    )
    Enrolment.objects.create(
        school=world.school, student=first, class_group=group, school_year=early,
        starts_on=early.starts_on, ends_on=early.ends_on, ended=Ended.TRANSFER,
    )  # fmt: skip
    job = written(bring(world, row_of(child)), world.users["clerk"])
    first.refresh_from_db()
    assert (first.is_current, first.full_name) == (True, child.full_name)
    assert first.enrolments.count() == 2

    taken_back(job, world.users["clerk"])
    assert records(child) == {world.foreign_school.pk: True, world.school.pk: False}
    first.refresh_from_db()
    assert (first.full_name, first.enrolments.count()) == ("Tên Cũ", 1)


def test_the_form_of_a_new_student_admits_and_says_where_from(
    world: World, leavers: list[Student], client_of: ClientOf
) -> None:
    child, clerk = leavers[0], client_of("clerk")
    form = {
        "class_group": world.class_group.public_id,
        "full_name": child.full_name,
        "birth_date": child.birth_date.isoformat(),
        "sex": child.sex,
        "ministry_code": child.ministry_code,
    }
    almost = clerk.post(reverse("students:student-new"), form | {"full_name": "Lê Thị Khác"})
    assert almost.status_code == 200 and records(child) == {world.foreign_school.pk: True}
    page = clerk.post(reverse("students:student-new"), form, follow=True).content.decode()
    assert world.foreign_school.name in page
    assert records(child) == {world.foreign_school.pk: False, world.school.pk: True}
    assert Transfer.objects.filter(state=TransferState.DONE).count() == 2
    assert AnswerCount.objects.get().told == 1
    assert MarkSheet.objects.filter(records__enrolment__student__full_name=child.full_name)


def test_a_child_admitted_by_hand_goes_back_while_nothing_hangs_on_it(
    world: World, leavers: list[Student], client_of: ClientOf
) -> None:
    child, clerk = leavers[0], client_of("clerk")
    cohort = freeze(
        year=Enrolment.objects.get(student=child).school_year,
        grade=5,
        on=timezone.localdate(),
        rule=Rule.COMPLETED,
    )
    fields = {
        "full_name": child.full_name,
        "birth_date": child.birth_date,
        "ministry_code": child.ministry_code,
    }
    arrival = Arrival(fields, world.class_group)
    student = enter_student(arrival=arrival, by=world.users["clerk"])
    Enrolment.objects.filter(student=student).update(starts_on=world.year.starts_on)
    world.class_group.grade_level = factories.GradeLevelFactory(id=6)
    world.class_group.save()
    follow_leavers_each_night()
    leaver = Leaver.objects.get(cohort=cohort, student=child)
    assert newest_records([leaver.pk])[leaver.pk].to_school == world.school

    address = reverse("grades:student-remove", args=[student.public_id])
    line = world.sheet.records.get(enrolment__student=student)
    line.final = 80
    line.save()
    form = {"shown": student.revision}
    assert clerk.post(address, form).status_code == 200 and records(child)[world.school.pk]
    line.final = None
    line.save()
    assert "hồ sơ ở trường cũ" in clerk.get(address).content.decode()
    assert clerk.post(address, form).status_code == 302
    assert records(child) == {world.foreign_school.pk: True}
    assert set(Transfer.objects.values_list("state", flat=True)) == {TransferState.WITHDRAWN}
    assert Enrolment.objects.get(student=child).succeeded_on is None
    follow_leavers_each_night()
    assert newest_records([leaver.pk])[leaver.pk].destination == "unknown"
    again = enter_student(arrival=arrival, by=world.users["clerk"])
    Enrolment.objects.filter(student=again).update(starts_on=world.year.starts_on)
    follow_leavers_each_night()
    assert newest_records([leaver.pk])[leaver.pk].to_school == world.school


def test_transfers_are_paged_and_narrowed(
    world: World, leavers: list[Student], client_of: ClientOf
) -> None:
    old, clerk = timezone.now(), client_of("clerk")
    for number in range(55):
        factories.TransferFactory(
            school=world.school, state="done", full_name=f"Đỗ Thị Số {number:02}"
        )
    waiting = factories.TransferFactory(
        school=world.school, state="asked", full_name="Võ Văn Chờ", direction="in"
    )
    Transfer.objects.update(moved_at=old)
    address = reverse("students:transfer-list")
    page = clerk.get(address)
    shown = page.context["page"]
    assert (shown.total, len(shown), shown.object_list[0]) == (56, 50, waiting)
    rest = clerk.get(address, {"after": shown.last}).context["page"]
    assert len(rest) == 6 and not {each.pk for each in rest} & {each.pk for each in shown}
    for asked, count in (
        ({"q": "vo van cho"}, 1),
        ({"q": "do thi"}, 55),
        ({"state": "asked"}, 1),
        ({"direction": "in"}, Transfer.objects.filter(direction="in").count()),
        ({"q": "nobody"}, 0),
    ):
        found = clerk.get(address, asked)
        assert found.context["page"].total == count and found.status_code == 200
    assert clerk.get(address, {"state": "lost"}).status_code == 400
