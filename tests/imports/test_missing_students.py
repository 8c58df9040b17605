"""Who is missing from a list that is said to be complete becomes a question, never a deletion."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.imports import services
from eduportal.imports.choices import Action, JobState, Severity
from students.choices import Ended, StudentStatus
from students.models import Enrolment, Student
from tests.imports.jobs import ROSTER, checked, counts, found, sentences, written
from tests.imports.rosters import roster, row_of
from tests.imports.undone import taken_back
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")


def child(world, number):
    return world.enrolments[world.class_group][number].student


def bring(world, *more, leave_out=(0,), **options):
    """The class without some of its students, said to be complete."""
    rows = [
        row_of(stay.student)
        for number, stay in enumerate(world.enrolments[world.class_group])
        if number not in leave_out
    ]
    return checked(
        roster(*rows, *more),
        ROSTER,
        world.school,
        user=world.users["clerk"],
        year=world.year.code,
        **{"complete": True, **options},
    )


def answer(job, **said):
    """By the id of the student: the choice, with a day where it asks for one."""
    answers = {f"missing-{pk.removeprefix('s')}": text for pk, text in said.items()}
    services.answer_questions(job=job, user_id=None, answers=answers)
    services.check_job(job.pk)
    job.refresh_from_db()
    return job


def day(world, before=3):
    return world.year.day_in(timezone.localdate()) - datetime.timedelta(days=before)


def test_who_stands_in_a_row_that_is_refused_is_not_missing(world):
    wrong = row_of(child(world, 0), birth_date="31/02/2014")

    job = bring(world, wrong, leave_out=(0,))

    assert [rule for _cell, rule in found(job)] == ["date_impossible"]
    assert (job.questions, found(job, Severity.WARNING)) == ([], [])


def test_each_who_is_missing_is_asked_about_and_nobody_has_to_answer(world):
    job = bring(world, leave_out=(0, 1))

    assert [each["key"] for each in job.questions] == [
        f"missing-{child(world, number).pk}" for number in (0, 1)
    ]
    assert services.open_questions(job) == []
    assert counts(job)["changed"] == 0
    [problem] = job.problems.filter(rule="not_in_file")
    assert (problem.severity, problem.params["count"]) == (Severity.WARNING, 2)


def test_nobody_is_asked_about_where_the_list_is_not_said_to_be_complete(world):
    assert bring(world, complete=False).questions == []


def test_who_stands_in_another_class_of_the_file_is_not_missing(world):
    job = bring(world, row_of(child(world, 0), class_name="6A2"))

    assert f"missing-{child(world, 0).pk}" not in [each["key"] for each in job.questions]
    named = job.problems.filter(rule="not_in_file").values_list("params__student_ids", flat=True)
    assert str(child(world, 0).pk) not in ",".join(named).split(",")


def test_who_left_leaves_on_the_day_when_the_list_is_written(world):
    student, on = child(world, 0), day(world)
    job = answer(bring(world), **{f"s{student.pk}": f"left-left@{on}"})
    row = job.rows.get(sheet="")
    assert (row.label, row.action) == (student.full_name, Action.CHANGED)
    assert counts(job)["changed"] == 1
    assert not job.problems.filter(rule="not_in_file").exists()
    before = list(Enrolment.objects.order_by("pk").values())

    written(job, world.users["clerk"])

    stay = Enrolment.objects.get(student=student)
    assert (stay.ends_on, stay.ended) == (on, Ended.LEFT)
    assert Student.objects.get(pk=student.pk).status == StudentStatus.LEFT

    taken_back(job, world.users["clerk"])

    assert list(Enrolment.objects.order_by("pk").values()) == before


def test_who_moved_is_in_the_other_class_from_the_day(world):
    student, on = child(world, 0), day(world)
    other = next(group for group in world.classes[world.school] if group.name == "6A2")
    job = answer(bring(world), **{f"s{student.pk}": f"to-{other.pk}@{on}"})
    assert job.rows.get(sheet="").changes[0]["new"] == "6A2"

    written(job, world.users["clerk"])

    new = Enrolment.objects.get(student=student, ends_on=None)
    assert (new.class_group, new.starts_on) == (other, on)


def test_who_stays_is_not_named_again(world):
    job = answer(bring(world), **{f"s{child(world, 0).pk}": "stays"})

    assert not job.problems.filter(rule="not_in_file").exists()
    assert not job.rows.filter(sheet="").exists()


def test_a_day_outside_the_year_keeps_the_answer_out_with_a_sentence(world):
    student = child(world, 0)
    job = answer(bring(world), **{f"s{student.pk}": "left-left@2001-01-01"})

    assert job.rows.get(sheet="").action == Action.REFUSED
    assert ("", "missing_day") in found(job)
    assert any(student.full_name in text for text in sentences(job))


@pytest.mark.parametrize("text", ["left-left", "stays@2026-10-10", "left-x@2026-10-10", "to-0@x"])
def test_what_is_no_answer_is_refused(world, text):
    job = bring(world)
    with pytest.raises(services.AnswersMissing):
        services.answer_questions(
            job=job, user_id=None, answers={f"missing-{child(world, 0).pk}": text}
        )


def test_the_page_asks_with_a_day_and_logs_whom_it_names(world, client_of):
    job, clerk, student = bring(world), client_of("clerk"), child(world, 0)
    page = reverse("imports:job-detail", args=[job.public_id])
    address = reverse("imports:job-answer", args=[job.public_id])

    shown = clerk.get(page)

    assert student.full_name in shown.content.decode()
    assert student.pk in logged(shown)[Kind.STUDENT]
    posted = {"revision": job.revision, "answer-0": "left-left"}
    told = clerk.post(address, posted, follow=True).content.decode()
    assert "ngày" in told.lower() and job.state == JobState.CHECKED
    clerk.post(address, posted | {"day-0": day(world).isoformat()})
    job.refresh_from_db()
    assert job.state == JobState.RECEIVED
    assert job.answers == {f"missing-{student.pk}": f"left-left@{day(world)}"}


def test_only_who_may_write_the_file_answers_its_questions(world):
    job = bring(world)
    answers = {f"missing-{child(world, 0).pk}": "stays"}

    with pytest.raises(services.NotPermitted):
        services.answer_questions(job=job, user_id=world.users["teacher"].pk, answers=answers)

    job.refresh_from_db()
    assert (job.state, job.answers) == (JobState.CHECKED, {})
