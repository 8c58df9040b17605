"""Who left school before the end is counted, found back, shown in figures and asked about."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.notices.models import Notice
from students.choices import Ended
from students.models import (
    DestinationRecord,
    DestinationSnapshot,
    Enrolment,
    Leaver,
    LeaverCohort,
    Student,
)
from students.paths.rates import Rule
from students.selectors.flows import flows, newest_cohorts
from students.services.leaving import freeze, freeze_year
from students.services.leaving.reminding import remind
from students.tasks import follow_leavers_each_night, remind_schools
from tests import factories
from tests.students.left_school import completed, last_year, left_early
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LEFT = reverse("dashboards:left")
PATHS = reverse("dashboards:paths")
WAITING = reverse("dashboards:paths-waiting")
FLOWS = reverse("dashboards:flows")
LEAVERS = reverse("students:leavers")


def says(student: Student, destination: str, **more: object) -> None:
    leaver = Leaver.objects.get(student=student)
    DestinationRecord.objects.create(
        school=leaver.school, leaver=leaver, destination=destination, evidence="school",
        since=timezone.localdate(), **more,
    )  # fmt: skip


def test_who_left_is_counted_by_grade_and_a_return_is_found(
    world: World, client_of: ClientOf
) -> None:
    students = left_early(world, world.class_group, grade=8)
    freeze_year(last_year(world), timezone.localdate())
    cohort = LeaverCohort.objects.get(rule="left", grade=8)
    assert cohort.code.endswith("-8-left")
    assert Leaver.objects.filter(cohort=cohort, counts=True).count() == len(students) == 6

    back, stayed = students[:2]
    group = factories.ClassGroupFactory(school=world.school, school_year=world.year)
    factories.EnrolmentFactory(student=back, class_group=group)
    Enrolment.objects.filter(student=stayed).update(ended=Ended.COMPLETED)
    freeze(year=last_year(world), grade=8, on=timezone.localdate(), rule=Rule.LEFT)
    follow_leavers_each_night()
    record = DestinationRecord.objects.get()
    assert (record.destination, record.to_school) == ("returned", world.school)
    assert record.leaver.student == back
    assert Leaver.objects.filter(cohort=cohort, counts=True).count() == 5

    clerk = client_of("clerk")
    page = clerk.get(LEAVERS, {"cohort": cohort.code}).content.decode()
    assert students[2].full_name in page and "quay lại trường" in page
    named = Leaver.objects.get(student=students[2]).pk
    form = {f"was-{named}": "0", f"to-{named}": "dai_hoc"}
    address = f"{LEAVERS}?cohort={cohort.code}"
    assert clerk.post(address, form).status_code == 200, "who left a grade is at no university"
    assert clerk.post(address, form | {f"to-{named}": "labour"}).status_code == 302


def test_figures_of_who_left_say_of_how_many_by_grade_and_hide_a_few(
    world: World, client_of: ClientOf
) -> None:
    for student in left_early(world, world.class_group):
        assert student.pk
    cohort = freeze(year=last_year(world), grade=9, on=timezone.localdate(), rule=Rule.LEFT)
    says(Leaver.objects.filter(cohort=cohort).first().student, "returned")
    assert Leaver.objects.count() == 6
    head = client_of("head").get(LEFT).content.decode()
    assert "16,7" in head and "100,00%" in head, "six of six students of the year left"
    officer = client_of("department_officer")
    hidden = officer.get(LEFT).content.decode()
    assert "16,7" not in hidden and "ẩn" in hidden
    one_grade = officer.get(LEFT, {"cohort": cohort.code})
    assert one_grade.status_code == 200 and not one_grade.context["grades"]
    file = officer.get(LEFT, {"export": "csv"})
    assert b"16,7" not in file.content and b"100,00" in file.content
    assert client_of("head").get(LEAVERS, {"cohort": cohort.code}).status_code == 200


def test_days_that_were_kept_are_drawn_and_years_are_two_series(
    world: World, client_of: ClientOf
) -> None:
    students = completed(world, world.class_group)
    new = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    old = factories.LeaverCohortFactory(
        year=new.year - 1, grade=9, rule="graduated", school_year=new.school_year
    )
    says(students[0], "gdtx")
    for cohort in (old, new):
        for month, unknown in ((9, 5), (12, 1)):
            DestinationSnapshot.objects.create(
                school=world.school, cohort=cohort, as_of=datetime.date(cohort.year, month, 30),
                counts={"unknown": {"1": unknown}, "gdtx": {"1": 10}},
            )  # fmt: skip
    DestinationSnapshot.objects.create(
        school=world.school, cohort=new, as_of=datetime.date(new.year, 12, 31),
        counts={"unknown": {"1": 1}, "gdtx": {"1": 14}},
    )  # fmt: skip
    page = client_of("head").get(PATHS).content.decode()
    assert page.count('class="chart"') == 2 and "chart-break" in page
    assert "33,3" in page and "93,3%" in page
    assert page.count("chart-line chart-line-2") >= 1


def test_schools_that_have_to_answer_are_listed_and_reminded_once(
    world: World, client_of: ClientOf
) -> None:
    students = completed(world, world.class_group)
    cohort = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    page = client_of("department_officer").get(WAITING).content.decode()
    assert world.school.name in page and "31/10" in page
    week_before = cohort.answer_by - datetime.timedelta(days=7)
    assert remind(week_before - datetime.timedelta(days=1)) == 0
    first = remind(week_before)
    assert first >= 3 and remind(week_before + datetime.timedelta(days=1)) == 0
    notice = Notice.objects.filter(user=world.users["clerk"], kind="leavers_rest").get()
    assert notice.facts["count"] == 6 and notice.school == world.school
    assert not Notice.objects.exclude(school=world.school).exists()
    assert "6" in client_of("clerk").get(reverse("notices:list")).content.decode()
    assert remind(cohort.answer_by) == first
    for student in students:
        says(student, "gdtx")
    Notice.objects.all().delete()
    assert remind(cohort.answer_by + datetime.timedelta(days=1)) == 0
    assert "31/10" in client_of("department_officer").get(WAITING).content.decode()
    remind_schools()
    file = client_of("department_officer").get(WAITING, {"export": "xlsx"})
    assert file.status_code == 200


def test_from_school_to_school_shows_no_few_and_no_sums(world: World, client_of: ClientOf) -> None:
    students = completed(world, world.class_group)
    cohort = freeze(year=last_year(world), grade=9, on=timezone.localdate())
    near, far = world.neighbour_school, factories.SchoolFactory(name="Trường THPT Xa")
    for student in students[:5]:
        says(student, "thpt_public", to_school=near)
    says(students[5], "thpt_public", to_school=far)
    pairs = flows([cohort], timezone.localdate())
    own = world.school.pk
    assert pairs == {(own, near.pk): 5, (own, far.pk): 1} and newest_cohorts(9) == [cohort]

    officer = client_of("department_officer")
    page = officer.get(FLOWS).content.decode()
    assert near.name in page and far.name not in page
    head = client_of("head").get(FLOWS).content.decode()
    assert far.name in head
    place = {"commune": world.communes[0].code}
    assert world.school.name in officer.get(FLOWS, place).content.decode()
    file = officer.get(FLOWS, {"export": "csv"}).content.decode("utf-8-sig")
    assert near.name in file and far.name not in file
    assert "chưa" in officer.get(FLOWS, {"grade": "12"}).content.decode()
