"""Received → checked → confirmed → applied: what each stage keeps, and who may move a job."""

import re

import pytest
from django.test import Client, TestCase
from django.utils import timezone

from eduportal.imports import services, tasks
from eduportal.imports.choices import JOB_EDGES, WRITTEN_STATES, JobState
from eduportal.imports.models import ImportJob, ImportProblem, ImportRow
from eduportal.imports.services.states import move_job
from students.models import Student
from tests import factories
from tests.imports.jobs import (
    ROSTER,
    checked,
    counts,
    found,
    in_vietnamese,
    receive,
    sentences,
    written,
)
from tests.imports.rosters import new_row, roster
from tests.offers import offered

pytestmark = pytest.mark.usefixtures("db_everywhere")
ENDS = [JobState.APPLIED, JobState.REFUSED, JobState.DISCARDED]


def bring(world, content=None, **more):
    content = content or roster(new_row(), new_row(full_name="Lê An", birth_date="?"))
    return receive(content, ROSTER, world.school, year=world.year.code, **more)


def test_the_file_is_kept_under_a_name_nobody_can_guess(world, private_folder):
    job = bring(world, name="../../Danh sách lớp 6A1.xlsx")

    stored = [path for path in private_folder.rglob("*") if path.is_file()]
    assert [path.relative_to(private_folder).as_posix() for path in stored] == [job.file.name]
    assert re.fullmatch(r"imports/\d{4}/\d{2}/[0-9a-f]{32}", job.file.name)
    assert job.file_name == "Danh sách lớp 6A1.xlsx"
    assert len(job.sha256) == 64
    assert Client().get(f"/{job.file.name}").status_code == 404


def test_the_same_file_is_not_taken_in_twice_at_a_time(world, private_folder):
    first = bring(world)

    with pytest.raises(services.AlreadyOpen) as refusal:
        bring(world)
    assert refusal.value.job == first
    assert "“tep.xlsx”" in refusal.value.message
    assert sum(path.is_file() for path in private_folder.rglob("*")) == 1

    services.discard_job(job=first)
    assert bring(world).state == JobState.RECEIVED


def test_ones_own_checked_file_gives_way_to_its_second_upload(world):
    first = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)
    ImportJob.objects.update(created_by=world.users["clerk"])
    second = receive(
        roster(new_row()), ROSTER, world.school, user=world.users["clerk"], year=world.year.code
    )
    first.refresh_from_db()
    assert (first.state, second.state) == (JobState.DISCARDED, JobState.RECEIVED)


def test_another_persons_file_is_in_the_way_while_somebody_is_at_it(world, client_of):
    first = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)
    ImportJob.objects.update(created_by=world.users["head"])
    with pytest.raises(services.AlreadyOpen, match=str(world.users["head"])):
        receive(roster(new_row()), ROSTER, world.school, year=world.year.code)

    ImportJob.objects.filter(pk=first.pk).update(new=0, changed=0, answers={"M": "exempt"})
    with pytest.raises(services.AlreadyOpen):
        receive(roster(new_row()), ROSTER, world.school, year=world.year.code)

    ImportJob.objects.filter(pk=first.pk).update(answers={})
    assert receive(roster(new_row()), ROSTER, world.school, year=world.year.code)


def test_two_schools_may_bring_the_same_file(world):
    bring(world)

    content = roster(new_row(), new_row(full_name="Lê An", birth_date="?"))
    receive(content, ROSTER, world.neighbour_school, year=world.year.code)
    assert ImportJob.objects.count() == 2


def test_a_file_beyond_the_limit_is_refused_with_its_size(world, settings, private_folder):
    settings.IMPORT_UPLOAD_LIMIT_BYTES = 1024 * 1024

    with pytest.raises(services.FileTooLarge) as refusal:
        bring(world, b"x" * (3 * 1024 * 1024 + 1))
    assert refusal.value.message == in_vietnamese(
        "“%(filename)s” has %(size)s MB; the largest file accepted has %(limit)s MB.",
        filename="tep.xlsx",
        size=4,
        limit=1,
    )
    assert not private_folder.exists()


def test_a_check_keeps_rows_problems_and_counts_that_add_up(world):
    job = bring(world)
    assert services.check_job(job.pk)
    job.refresh_from_db()

    assert job.state == JobState.CHECKED and job.checked_at is not None
    assert counts(job) == {"total": 2, "new": 1, "changed": 0, "same": 0, "refused": 1}
    assert job.done == job.total == job.rows.count()
    problem = job.problems.get(severity="error")
    assert (problem.sheet, problem.cell, problem.row, problem.column) == (
        "Sheet",
        "D3",
        3,
        "Ngày sinh",
    )
    assert problem.value == "?"
    assert not Student.objects.filter(full_name="Trần Văn Lạ").exists()


def test_checking_again_replaces_what_an_interrupted_check_left(world):
    job = bring(world)
    factories.ImportRowFactory(job=job, label="half-written")
    factories.ImportProblemFactory(job=job)

    services.check_job(job.pk)

    assert not job.rows.filter(label="half-written").exists()
    assert job.rows.count() == 2
    assert found(job) == [("D3", "date_unreadable")]


def test_a_finished_stage_is_not_done_again(world):
    job = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)
    assert not services.check_job(job.pk)
    assert not services.apply_job(job.pk)

    written(job)
    before = Student.objects.count()
    assert not services.apply_job(job.pk)
    assert Student.objects.count() == before


def test_discarding_deletes_the_file_and_what_was_read_of_it(world, private_folder):
    job = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)

    with TestCase.captureOnCommitCallbacks(execute=True):
        services.discard_job(job=job)

    assert not any(path.is_file() for path in private_folder.rglob("*"))
    assert not ImportRow.objects.exists() and not ImportProblem.objects.exists()
    assert ImportJob.objects.get().state == JobState.DISCARDED


def test_a_written_job_cannot_be_discarded(world):
    job = written(checked(roster(new_row()), ROSTER, world.school, year=world.year.code))

    with pytest.raises(services.JobMoved) as refusal:
        services.discard_job(job=job)
    assert in_vietnamese("written") in refusal.value.message


@pytest.mark.parametrize("state", JobState)
def test_a_job_moves_along_its_edges_only(world, state):
    extra = {"state": state} | ({"applied_at": timezone.now()} if state in WRITTEN_STATES else {})
    for to in JobState:
        job = factories.ImportJobFactory(school=world.school, **extra)
        if to in JOB_EDGES.get(state, ()):
            move_job(job, to, **({"applied_at": job.created_at} if to == "applied" else {}))
            assert ImportJob.objects.get(pk=job.pk).state == to
        else:
            with pytest.raises(services.JobMoved):
                move_job(job, to)


def test_of_two_that_move_a_job_the_second_is_told(world):
    job = factories.ImportJobFactory(school=world.school, checked=True)
    seen_by_other = ImportJob.objects.get(pk=job.pk)
    services.discard_job(job=job)

    with pytest.raises(services.JobMoved):
        services.discard_job(job=seen_by_other)


def test_a_failure_of_ours_ends_the_job_with_a_sentence(world, private_folder, caplog):
    job = bring(world)
    job.file.storage.delete(job.file.name)

    services.check_job(job.pk)
    job.refresh_from_db()

    assert (job.state, job.refusal) == (JobState.REFUSED, "unexpected")
    assert "FileNotFoundError" in caplog.text
    assert sentences(job)[0].startswith("The portal failed at this file.")


def test_an_answer_must_be_one_of_the_choices(world):
    job = checked(roster(new_row()), ROSTER, world.school, year=world.year.code)

    with pytest.raises(services.AnswersMissing):
        services.answer_questions(job=job, user_id=None, answers={"M": "exempt"})


def test_the_sweep_offers_every_unfinished_job_once_a_minute(world):
    waiting = [
        factories.ImportJobFactory(school=world.school),
        factories.ImportJobFactory(school=world.school, state=JobState.CONFIRMED),
    ]
    for end in ENDS:
        extra = {"applied": True} if end == JobState.APPLIED else {"state": end}
        factories.ImportJobFactory(school=world.school, **extra)

    with TestCase.captureOnCommitCallbacks() as offers:
        assert tasks.resume_jobs() == len(waiting)
        assert tasks.resume_jobs() == 0
    school = {"school_id": world.school.pk}
    assert offered(offers) == [
        ("imports.check_job", {"job_id": waiting[0].pk, **school}),
        ("imports.apply_job", {"job_id": waiting[1].pk, **school}),
    ]
