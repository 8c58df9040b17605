"""Attendance with a column for each day, brought in by file."""

import datetime

import pytest
from django.urls import reverse

from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from grades.choices import SheetState
from schools.models import ClassGroup
from students.models import Absence, RollCall
from tests.factories.marks import set_state
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.marks import IDENTITY, identity
from tests.imports.undone import kept, taken_back

pytestmark = pytest.mark.usefixtures("db_everywhere")
ATTENDANCE = "attendance"


@pytest.fixture
def first(world):
    """A Monday of the term that is over, in a class with lessons in the morning."""
    ClassGroup.objects.filter(pk=world.class_group.pk).update(session="morning")
    day = world.term.starts_on + datetime.timedelta(days=14)
    return day - datetime.timedelta(days=day.weekday())


def days_from(first, count=3):
    return [first + datetime.timedelta(days=n) for n in range(count)]


def attendance(world, titles, *marks, above=(), below=()):
    rows = [["THEO DÕI CHUYÊN CẦN LỚP 6A1"], *above, [*IDENTITY, *titles], *below]
    rows += [[*identity(world, number), *each] for number, each in enumerate(marks)]
    return xlsx(rows)


def bring(world, content, user="homeroom", **options):
    options = {"year": world.year.code} | options
    return checked(content, ATTENDANCE, world.school, user=world.users[user], **options)


def absences(world):
    rows = Absence.objects.order_by("on", "enrolment__position")
    return [(row.on, row.enrolment.student_id, row.session, row.excused) for row in rows]


def student(world, number):
    return world.enrolments[world.class_group][number].student_id


def test_days_titled_by_their_dates_are_written_into_the_roll(world, first):
    days = days_from(first)
    titles = [f"{day:%d/%m/%Y}" for day in days]
    content = attendance(world, titles, ["P", "", "KP"], ["", "-", "có phép"])

    job = written(bring(world, content), world.users["homeroom"])

    assert (job.state, found(job), job.unread) == (JobState.APPLIED, [], [])
    assert absences(world) == [
        (days[0], student(world, 0), "morning", True),
        (days[2], student(world, 0), "morning", False),
        (days[2], student(world, 1), "morning", True),
    ]
    assert {call.on for call in RollCall.objects.all()} == {days[0], days[2]}
    again = bring(world, content)
    assert counts(again)["same"] == 2


def test_days_of_a_month_stand_under_one_title_with_their_weekdays_below(world, first):
    days = days_from(first, 2)
    titles = [f"{day.day:02d}" for day in days]
    weekdays = [["", "", "", "", "T2", "T3"]]
    above = [[f"Tháng {first.month} năm {first.year}"]]
    content = attendance(world, titles, ["K", ""], ["", "P"], above=above, below=weekdays)

    job = written(bring(world, content), world.users["homeroom"])

    assert found(job) == [], sentences(job)
    assert absences(world) == [
        (days[0], student(world, 0), "morning", False),
        (days[1], student(world, 1), "morning", True),
    ]


def test_without_a_month_it_is_asked_for_and_one_may_be_chosen(world, first):
    content = attendance(world, [str(first.day)], ["K"])
    job = bring(world, content)
    assert (job.state, job.refusal) == (JobState.REFUSED, "month_not_said")
    job = bring(world, content, month=str(first.month))
    assert counts(job)["new"] == 1


def test_two_numbers_in_a_title_are_no_day(world, first):
    month = [[f"Tháng {first.month}"]]
    content = attendance(world, [str(first.day), "3 1"], ["K", "K"], above=month)
    job = bring(world, content)
    assert job.unread == ["3 1"]
    assert counts(job)["new"] == 1


@pytest.mark.parametrize(
    ("answer", "excused"), [("P", [True]), ("K", [False]), ("there", []), ("none", [])]
)
def test_a_mark_that_may_mean_anything_is_asked_about_once(world, first, answer, excused):
    titles = [f"{day:%d/%m}" for day in days_from(first, 2)]
    content = attendance(world, titles, ["V", ""])
    job = bring(world, content)
    assert found(job, Severity.QUESTION) == [("E3", "what_mark")]
    [question] = job.questions
    services.discard_job(job=job)

    job = bring(world, content, answers={question["key"]: answer})
    if counts(job)["new"]:
        written(job, world.users["homeroom"])

    assert [row[3] for row in absences(world)] == excused


def test_present_takes_an_absence_back_and_an_empty_cell_does_not(world, first):
    titles = [f"{day:%d/%m/%Y}" for day in days_from(first, 2)]
    written(bring(world, attendance(world, titles, ["P", "P"])), world.users["homeroom"])

    content = attendance(world, titles, ["x", ""])
    job = bring(world, content, answers={"what_mark-x": "there"})
    assert counts(job)["changed"] == 1
    written(job, world.users["homeroom"])

    assert [row[0] for row in absences(world)] == [first + datetime.timedelta(days=1)]


def test_the_half_day_is_asked_for_where_the_class_has_both(world, first):
    ClassGroup.objects.filter(pk=world.class_group.pk).update(session="")
    content = attendance(world, [f"{first:%d/%m/%Y}"], ["K"])
    assert [rule for _cell, rule in found(bring(world, content))] == ["half_day_not_said"]
    job = bring(world, content, session="afternoon")
    written(job, world.users["homeroom"])
    assert absences(world)[0][2] == "afternoon"


def test_days_without_school_and_to_come_are_left_out_and_said(world, first):
    titles = [f"{first:%d/%m/%Y}", f"{world.next_term.ends_on:%d/%m/%Y}"]
    job = bring(world, attendance(world, titles, ["K", "K"]))
    assert ("", "day_outside") in found(job, Severity.WARNING)
    assert len(job.rows.get().values["days"]) == 1


def test_only_who_leads_the_class_and_no_sealed_class(world, first):
    content = attendance(world, [f"{first:%d/%m/%Y}"], ["K"])
    assert found(bring(world, content, "teacher")) == [("", "not_homeroom")]
    for subject in world.subjects:
        set_state(world.sheets[world.class_group, subject], SheetState.SEALED)
    assert found(bring(world, content)) == [("", "class_sealed")]
    assert not Absence.objects.exists()


def test_what_another_has_changed_meanwhile_stops_the_file(world, first):
    job = bring(world, attendance(world, [f"{first:%d/%m/%Y}"], ["K"]))
    stay = world.enrolments[world.class_group][0]
    Absence.objects.create(
        school=world.school, enrolment=stay, on=first, session="morning", excused=True
    )
    written(job, world.users["homeroom"])
    assert job.state == JobState.RECEIVED and job.overtaken
    assert absences(world)[0][3] is True


def test_it_is_taken_back_as_far_as_nobody_has_changed_it(world, first):
    head = world.users["head"]
    titles = [f"{day:%d/%m/%Y}" for day in days_from(first)]
    content = attendance(world, titles, ["P", "", "K"], ["", "K", ""])
    job = written(bring(world, content, "head"), head)
    changed = Absence.objects.get(on=first + datetime.timedelta(days=2))
    Absence.objects.filter(pk=changed.pk).update(excused=True)

    undo = taken_back(job, head)

    assert absences(world) == [(changed.on, student(world, 0), "morning", True)]
    assert list(undo.back.values()) == [2]
    [(who, why)] = kept(undo)
    assert who.endswith(f"{changed.on:%d/%m/%Y}")
    assert why == "It has been changed since."


def test_a_command_without_an_account_takes_no_roll(world, first):
    content = attendance(world, [f"{first:%d/%m/%Y}"], ["K"])
    job = checked(content, ATTENDANCE, world.school, year=world.year.code)
    assert job.refusal == "needs_person"


def test_the_own_file_is_read_back_as_it_is(world, first, client_of):
    titles = [f"{day:%d/%m/%Y}" for day in days_from(first)]
    content = attendance(world, titles, ["P", "", "K"], ["", "K", ""])
    written(bring(world, content), world.users["homeroom"])
    place = [world.class_group.public_id, world.term.code]
    file = client_of("homeroom").get(reverse("grades:roll-file", args=place))

    job = bring(world, file.getvalue())

    assert (found(job), job.unread) == ([], [])
    assert counts(job)["same"] == counts(job)["total"] > 2


def test_the_roll_goes_back_but_for_what_others_changed_since(world, first):
    days = days_from(first, 2)
    titles = [f"{day:%d/%m/%Y}" for day in days]
    job = written(
        bring(world, attendance(world, titles, ["P", "K"], ["", "P"])), world.users["homeroom"]
    )
    Absence.objects.filter(on=days[1], enrolment__student=student(world, 0)).update(excused=True)

    undo = taken_back(job, world.users["homeroom"])

    name = world.enrolments[world.class_group][0].student.full_name
    [(label, why)] = kept(undo)
    assert label.startswith(name) and label.endswith(f"{days[1]:%d/%m/%Y}")
    assert why == "It has been changed since."
    assert absences(world) == [(days[1], student(world, 0), "morning", True)]
    assert not RollCall.objects.exists()
