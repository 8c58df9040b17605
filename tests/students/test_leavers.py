"""Who left grade 9 is counted, found, asked about, and counted for officials."""

import datetime
from collections import Counter

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.privacy.models import Access
from schools.models import School
from students.choices import Destination, Ended, Evidence
from students.models import (
    DestinationRecord,
    DestinationSnapshot,
    Enrolment,
    GuidanceActivity,
    Leaver,
    LeaverCohort,
    Student,
)
from students.selectors.leavers import counts_by_school, leaver_lines, newest_records
from students.services import StayRefused
from students.services.leaving import Answer, follow_leavers, freeze, keep_snapshots
from students.services.leaving.saying import say_destinations
from students.tasks import follow_leavers_each_night
from tests import factories
from tests.students.left_school import completed, last_year
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LEAVERS = reverse("students:leavers")
GUIDANCE = reverse("students:guidance")
PATHS = reverse("dashboards:paths")


@pytest.fixture
def students(world: World) -> list[Student]:
    return completed(world, world.class_group)


@pytest.fixture
def cohort(world: World, students: list[Student]) -> LeaverCohort:
    return freeze(year=last_year(world), grade=9, on=timezone.localdate())


def leaver_of(student: Student) -> Leaver:
    return Leaver.objects.get(student=student)


def known(student: Student) -> tuple[str, str, str]:
    leaver = leaver_of(student)
    record = newest_records([leaver.pk])[leaver.pk]
    return record.destination, record.institution, record.evidence


def goes_on(student: Student, school: School, grade: int = 10) -> Enrolment:
    """The child as admitted by another school, in a class that has begun."""
    Student.objects.filter(pk=student.pk).update(is_current=False)
    record = factories.StudentFactory(
        school=school, person_uid=student.person_uid, ministry_code=student.ministry_code,
        personal_number=student.personal_number, full_name=student.full_name,
    )  # fmt: skip
    group = factories.ClassGroupFactory(
        school=school, grade_level=factories.GradeLevelFactory(id=grade, stage="04")
    )
    stay: Enrolment = factories.EnrolmentFactory(student=record, class_group=group)
    return stay


def test_who_completed_is_counted_and_counted_again(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    assert (cohort.year, cohort.rule) == (last_year(world).ends_on.year, "completed")
    assert Leaver.objects.count() == 6 and cohort.refrozen_on is None
    Enrolment.objects.filter(student=students[0]).update(ended=Ended.LEFT)
    again = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    assert again.pk == cohort.pk and again.refrozen_on == timezone.localdate()
    assert Leaver.objects.filter(counts=True).count() == 5 and Leaver.objects.count() == 6
    Enrolment.objects.filter(student=students[0]).update(ended=Ended.COMPLETED)
    freeze(year=last_year(world), grade=9, on=timezone.localdate())
    assert Leaver.objects.filter(counts=True).count() == 6


def test_the_portal_itself_says_where_an_admitted_child_is(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    centre = factories.SchoolFactory(stages=["05"], name="Trung tâm GDTX Long An")
    private = factories.SchoolFactory(ownership="3", stages=["04"])
    goes_on(students[0], world.neighbour_school)
    goes_on(students[1], private)
    goes_on(students[2], centre)
    goes_on(students[3], world.neighbour_school, grade=9)
    follow_leavers_each_night()
    follow_leavers_each_night()
    assert known(students[0]) == ("thpt_public", world.neighbour_school.name, Evidence.ENROLMENT)
    assert [known(each)[0] for each in students[1:3]] == ["thpt_private", "gdtx"]
    assert DestinationRecord.objects.count() == 3


def test_what_is_known_is_kept_on_its_days_for_ever(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    day = datetime.date(cohort.year, 9, 30)
    keep_snapshots(day - datetime.timedelta(days=1))
    assert not DestinationSnapshot.objects.exists(), "31 August is too long ago to be made up for"
    keep_snapshots(day + datetime.timedelta(days=3))
    keep_snapshots(day + datetime.timedelta(days=4))
    row = DestinationSnapshot.objects.get(as_of=day)
    assert row.counts == {"unknown": {students[0].sex: 6}} and row.school == world.school
    for month in (1, 2, 3, 4, 5, 6):
        keep_snapshots(datetime.date(cohort.year + 1, month, 10))
    kept = DestinationSnapshot.objects.filter(as_of__gt=day).order_by("as_of")
    assert [row.as_of.month for row in kept] == [12, 1, 2, 3, 4, 5]
    assert all((row.as_of + datetime.timedelta(days=1)).day == 1 for row in kept)
    with pytest.raises(DatabaseError), transaction.atomic():
        DestinationSnapshot.objects.filter(pk=row.pk).update(counts={})
    with pytest.raises(DatabaseError), transaction.atomic():
        DestinationSnapshot.objects.all().delete()


def test_each_night_counts_what_is_due(world: World, students: list[Student]) -> None:
    year = last_year(world)
    counted_from = datetime.date(year.ends_on.year, 6, 30)
    if year.ends_on < counted_from:
        follow_leavers(counted_from - datetime.timedelta(days=1))
        assert not LeaverCohort.objects.exists()
    day = max(counted_from, year.ends_on + datetime.timedelta(days=1))
    follow_leavers(day)
    completed_grades = LeaverCohort.objects.exclude(rule="left").values_list("grade", flat=True)
    assert set(completed_grades) == {9, 12}
    assert set(LeaverCohort.objects.filter(rule="left").values_list("grade", flat=True)) == {9}
    august = datetime.date(year.ends_on.year, 8, 31)
    follow_leavers(august)
    assert LeaverCohort.objects.filter(refrozen_on=august).exists() is (day < august)
    LeaverCohort.objects.update(refrozen_on=august - datetime.timedelta(days=40))
    follow_leavers(august)
    assert not LeaverCohort.objects.exclude(refrozen_on=august).exists(), "a button ends nothing"
    follow_leavers(august + datetime.timedelta(days=1))
    assert not LeaverCohort.objects.filter(refrozen_on__gt=august).exists()


def test_the_newest_word_that_has_begun_is_valid(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    leaver, today = leaver_of(students[0]), timezone.localdate()
    for days, destination in ((20, Destination.GDTX), (5, Destination.LABOUR), (5, "abroad")):
        DestinationRecord.objects.create(
            school=world.school, leaver=leaver, destination=destination, evidence="school",
            since=today - datetime.timedelta(days=days),
            at=timezone.now() - datetime.timedelta(days=days),
        )  # fmt: skip
    counted = {
        days: counts_by_school(cohort, today - datetime.timedelta(days=days))[world.school.pk]
        for days in (30, 10, 0)
    }
    sex = students[0].sex
    assert counted[30][sex] == Counter(unknown=6)
    assert counted[10][sex] == Counter(unknown=5, gdtx=1)
    assert counted[0][sex] == Counter(unknown=5, abroad=1)


def test_a_school_answers_for_its_own_leavers_and_no_answer_is_overwritten(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    clerk, first, second = client_of("clerk"), *map(leaver_of, students[:2])
    page = clerk.get(LEAVERS).content.decode()
    assert all(each.full_name in page for each in students)
    assert Access.objects.filter(kind="student", route="students:leavers").exists()
    form = {f"was-{first.pk}": "0", f"to-{first.pk}": "labour", f"was-{second.pk}": "0"}
    assert clerk.post(LEAVERS, form).status_code == 302
    assert known(students[0]) == ("labour", "", Evidence.SCHOOL)
    assert DestinationRecord.objects.count() == 1

    refused = clerk.post(LEAVERS, form | {f"to-{second.pk}": "gdtx"}).content.decode()
    assert "đi làm" in refused and students[0].full_name in refused
    assert DestinationRecord.objects.count() == 1
    assert students[0].full_name not in clerk.get(LEAVERS).content.decode()
    shown = clerk.get(LEAVERS, {"show": "known"}).content.decode()
    assert students[0].full_name in shown and students[1].full_name not in shown
    assert "Chưa chọn gì" in clerk.post(LEAVERS, {}).content.decode()
    file = clerk.get(LEAVERS, {"export": "xlsx"})
    assert file["Content-Disposition"].startswith('attachment; filename="leavers-')


@pytest.mark.parametrize("wrong", ["leaver", "destination", "unknown"])
def test_answers_for_others_or_of_no_destination_are_refused(
    world: World, students: list[Student], cohort: LeaverCohort, wrong: str
) -> None:
    leaver, school = leaver_of(students[0]).pk, world.school.pk
    said = {"leaver": "gdtx", "destination": "moon", "unknown": "unknown"}[wrong]
    if wrong == "leaver":
        school = world.neighbour_school.pk
    with scoping.schools([school]), pytest.raises(StayRefused):
        say_destinations(
            school_id=school,
            cohort_id=cohort.pk,
            answers=[Answer(leaver, "0", said)],
            on=timezone.localdate(),
            by=world.users["clerk"],
        )
    assert not DestinationRecord.objects.exists()


def test_no_school_sees_the_leavers_of_another(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    follow_leavers(timezone.localdate())
    with scoping.schools([world.neighbour_school.pk]):
        for model in (Leaver, DestinationRecord, DestinationSnapshot):
            assert not model.objects.exists()
        assert not leaver_lines(world.school.pk, cohort)


def test_officials_read_rates_between_bounds_and_nothing_of_a_few(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    officer = client_of("department_officer")
    for student, destination in zip(students, ["gdtx"] * 5 + ["labour"], strict=True):
        DestinationRecord.objects.create(
            school=world.school, leaver=leaver_of(student), destination=destination,
            evidence="school", since=timezone.localdate(),
        )  # fmt: skip
    page = officer.get(PATHS).content.decode()
    # One is at work: that, and five beside it, would tell of one child.
    assert "ẩn" in page and "83,3" not in page and "16,7" not in page
    DestinationRecord.objects.filter(destination="labour")
    head = client_of("head").get(PATHS).content.decode()
    assert "83,3" in head and world.communes[0].name in head
    place = {"commune": world.communes[0].code}
    assert world.school.name in officer.get(PATHS, place).content.decode()
    file = officer.get(PATHS, {"export": "csv"})
    assert file.status_code == 200 and b"83,3" not in file.content
    assert officer.get(PATHS, {"cohort": "1999-9"}).status_code == 400


def test_bounds_say_what_the_unknown_could_change(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    for student in students[:3]:
        DestinationRecord.objects.create(
            school=world.school, leaver=leaver_of(student), destination="9plus",
            evidence="school", since=timezone.localdate(),
        )  # fmt: skip
    page = client_of("head").get(PATHS).content.decode()
    assert page.count("50,0% … 100,0%") >= 3


def test_without_a_cohort_every_page_says_when_it_comes(world: World, client_of: ClientOf) -> None:
    for persona, address in (
        ("clerk", LEAVERS),
        ("head", PATHS),
        ("department_admin", reverse("students:enrolment-lists")),
    ):
        assert "30/6" in client_of(persona).get(address).content.decode()


def test_guidance_is_recorded_and_taken_away(world: World, client_of: ClientOf) -> None:
    clerk, today = client_of("clerk"), timezone.localdate()
    for grade in (8, 9):
        level = factories.GradeLevelFactory(id=grade)
        factories.ClassGroupFactory(school=world.school, grade_level=level)
    form = {"on": today.isoformat(), "content": "d", "grades": ["8", "9"], "pupils": "210"}
    late = today + datetime.timedelta(days=1)
    assert clerk.post(GUIDANCE, form | {"on": late.isoformat()}).status_code == 200
    assert clerk.post(GUIDANCE, form | {"pupils": "0"}).status_code == 200
    assert not GuidanceActivity.objects.exists()
    assert clerk.post(GUIDANCE, form).status_code == 302
    row = GuidanceActivity.objects.get()
    assert (row.school, row.grades, row.pupils) == (world.school, [8, 9], 210)
    assert "210" in clerk.get(GUIDANCE).content.decode()
    other = GuidanceActivity.objects.create(
        school=world.foreign_school, on=today, content="a", grades=[9], pupils=5
    )
    for pk in (row.pk, row.pk, other.pk, "x"):
        clerk.post(GUIDANCE, {"step": "remove", "activity": pk})
    assert list(GuidanceActivity.objects.all()) == [other]


def test_guidance_is_listed_on_the_last_of_february_too(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = client_of("clerk")
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2028, 2, 29))
    assert clerk.get(GUIDANCE).status_code == 200


def test_a_destination_is_history(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    DestinationRecord.objects.create(
        school=world.school, leaver=leaver_of(students[0]), destination="gdtx",
        evidence="school", since=timezone.localdate(),
    )  # fmt: skip
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("update students_destinationrecord set destination = 'labour'")
