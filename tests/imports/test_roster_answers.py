"""What a list of students is told of children of other schools, and how often."""

import datetime

import pytest
from django.utils import timezone

from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, ImportProblem
from eduportal.privacy.models import Alert
from tests.imports.jobs import ROSTER, checked, found, sentences
from tests.imports.rosters import new_row, roster, row_of

pytestmark = pytest.mark.usefixtures("db_everywhere")


def bring(world, *rows, by="clerk"):
    user = world.users[by] if by else None
    return checked(roster(*rows), ROSTER, world.school, user=user, year=world.year.code)


def strangers(world):
    return [seat.student for seat in world.enrolments[world.foreign_class]]


def guesses(world, number):
    """Rows that know a number of another school's child, and nothing else."""
    return [
        new_row(full_name=f"Lê Thị Đoán {student.pk}", personal_number=student.personal_number)
        for student in strangers(world)[:number]
    ]


@pytest.mark.parametrize("known", ["ministry_code", "personal_number"])
@pytest.mark.parametrize("wrong", ["full_name", "birth_date"])
def test_only_who_knows_name_and_birth_date_is_told_of_the_other_school(world, known, wrong):
    stranger = strangers(world)[0]
    other = {"full_name": "Lê Thị Đoán", "birth_date": "06/03/2014"}[wrong]
    codes = {"ministry_code": None, "personal_number": None} | {known: getattr(stranger, known)}

    right = bring(world, row_of(stranger, **codes))
    guess = bring(world, row_of(stranger, **codes | {wrong: other}))

    assert [rule for _cell, rule in found(right)] == ["code_elsewhere"]
    assert [rule for _cell, rule in found(guess)] == ["code_unusable"]
    [sentence] = sentences(guess)
    assert "school" not in sentence
    assert stranger.full_name not in sentence


def test_an_account_is_given_so_many_answers_a_day_and_then_no_list_is_read(world, settings):
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 3

    first = bring(world, *guesses(world, 2))
    # One more answer that day, two in this file: it is told of neither.
    second = bring(world, *guesses(world, 3)[1:], new_row(full_name="Trần Thị Mới"))
    third = bring(world, new_row(full_name="Phạm Thị Mới"))

    assert (first.state, len(found(first))) == (JobState.CHECKED, 2)
    assert (second.state, second.refusal) == (JobState.REFUSED, "too_many_answers")
    assert [rule for _cell, rule in found(second)] == ["too_many_answers"]
    assert not second.rows.exists()
    assert (third.state, third.refusal) == (JobState.REFUSED, "answers_stopped")
    [alert] = Alert.objects.all()
    assert (alert.kind, alert.user, alert.count, alert.limit) == (
        "codes_elsewhere",
        world.users["clerk"],
        4,
        3,
    )


def test_what_was_told_counts_although_the_file_is_given_up(world, settings):
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 3
    first = bring(world, *guesses(world, 2))
    services.discard_job(job=first)

    second = bring(world, *guesses(world, 4)[2:], new_row(full_name="Trần Thị Mới"))

    assert not first.problems.exists()
    assert (second.state, second.refusal) == (JobState.REFUSED, "too_many_answers")


def test_a_colleague_goes_on_and_so_does_the_account_the_next_day(world, settings):
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 1
    bring(world, *guesses(world, 2))
    assert bring(world, new_row(), by="head").state == JobState.CHECKED
    assert bring(world, new_row(full_name="Lê Thị Mới")).state == JobState.REFUSED

    yesterday = timezone.now() - datetime.timedelta(days=1)
    ImportJob.objects.update(created_at=yesterday, checked_at=yesterday)

    assert bring(world, *guesses(world, 1)).state == JobState.CHECKED


def test_answers_are_counted_at_every_school_of_the_account(world, settings):
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 2
    clerk = world.users["clerk"]
    bring(world, *guesses(world, 2))
    own = world.enrolments[world.class_group][0].student
    world.users["clerk"].memberships.create(
        role="clerk", school=world.neighbour_school, starts_on=world.year.starts_on
    )

    row = new_row(personal_number=own.personal_number)
    job = checked(roster(row), ROSTER, world.neighbour_school, user=clerk, year=world.year.code)

    assert job.refusal == "too_many_answers"


def test_a_command_on_the_server_has_no_limit(world, settings):
    settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY = 0

    job = bring(world, *guesses(world, 3), by=None)

    assert job.state == JobState.CHECKED
    assert ImportProblem.objects.filter(job=job, rule="code_unusable").count() == 3
