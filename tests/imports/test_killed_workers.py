"""Workers as processes of their own that die by kill -9: each stage happens whole, or not yet."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.imports import services, tasks
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, ImportRow
from students.models import Enrolment, Student
from tests.exchange.second_node import unmeasured
from tests.exchange.traps import trap
from tests.imports.jobs import ROSTER, receive
from tests.imports.rosters import new_row, roster
from tests.owner import address_of
from tests.world import build_world

pytestmark = [pytest.mark.trial("programs"), pytest.mark.django_db(transaction=True)]
EVERYWHERE = "a test looks at what the workers did"
LETS_GO_WITHIN_SECONDS = 60
WORKER = """
import sys, django
django.setup()
from eduportal.imports import tasks
getattr(tasks, sys.argv[1])(job_id=int(sys.argv[2]), school_id=int(sys.argv[3]))
"""
BEFORE = ["check_job", "apply_job", "weigh_undo", "undo_job"]


@pytest.fixture
def job() -> ImportJob:
    """A committed job of three newcomers and a new class."""
    world = build_world()
    rows = [new_row(ministry_code=f"79{number}", class_name="6A9") for number in range(3)]
    clerk = world.users["clerk"]
    with scoping.everywhere(EVERYWHERE):
        return receive(
            roster(*rows),
            ROSTER,
            world.school,
            user=clerk,
            year=world.year.code,
            create_classes=True,
        )


def brought_to(job: ImportJob, task: str) -> None:
    """The job is in the state in which a worker takes it."""
    for each in BEFORE[: BEFORE.index(task)]:
        assert getattr(tasks, each)(job_id=job.pk, school_id=job.school_id)
        with scoping.everywhere(EVERYWHERE):
            decide(ImportJob.objects.get(pk=job.pk), each)


def decide(job: ImportJob, done: str) -> None:
    """What the clerk decides after a stage."""
    user_id = job.created_by_id
    if done == "check_job":
        services.confirm_job(job=job, user_id=user_id)
    elif done == "apply_job":
        services.ask_undo(job=job, user_id=user_id)
    else:
        services.confirm_undo(job=job, shown=job.undo.revision, reason="Nhầm", user_id=user_id)


def stored(job: ImportJob) -> tuple[object, ...]:
    """The job's state, and how much there is of what a stage writes."""
    with scoping.everywhere(EVERYWHERE):
        job.refresh_from_db()
        counted = [model.objects.count() for model in (ImportRow, Student, Enrolment)]
    return job.state, *counted


def worker(job: ImportJob, task: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = unmeasured() | {
        "DATABASE_URL": address_of(str(connection.settings_dict["NAME"])),
        "EDUPORTAL_PRIVATE_DIR": str(folder),
    }
    command = [sys.executable, "-c", WORKER, task, str(job.pk), str(job.school_id)]
    return subprocess.Popen(command, env=environment)


def run_again(job: ImportJob, task: str) -> None:
    """As the sweep does, until the database has noticed that the first worker is gone."""
    until = time.monotonic() + LETS_GO_WITHIN_SECONDS
    while not getattr(tasks, task)(job_id=job.pk, school_id=job.school_id):
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("task", "when", "table", "ends"),
    [
        ("check_job", "before insert", "imports_importrow", JobState.CHECKED),
        ("apply_job", "before insert", "students_enrolment", JobState.APPLIED),
        ("weigh_undo", "before delete", "students_student", JobState.APPLIED),
        ("undo_job", "before delete", "students_student", JobState.UNDONE),
    ],
)
def test_a_killed_worker_leaves_nothing_and_the_next_one_ends_it(
    job: ImportJob, private_folder: Path, task: str, when: str, table: str, ends: str
) -> None:
    brought_to(job, task)
    before = stored(job)

    with trap(when, table) as caught:
        process = worker(job, task, private_folder)
        caught.wait()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    assert stored(job) == before
    run_again(job, task)
    assert stored(job)[0] == ends


def test_what_is_given_up_while_it_is_written_leaves_nothing(
    job: ImportJob, private_folder: Path
) -> None:
    brought_to(job, "apply_job")
    before = stored(job)

    with trap("before insert", "students_enrolment") as caught:
        process = worker(job, "apply_job", private_folder)
        caught.wait()
        with scoping.everywhere(EVERYWHERE):
            services.discard_job(job=ImportJob.objects.get(pk=job.pk))
    process.wait()

    state, rows, *register = stored(job)
    assert (state, rows) == (JobState.DISCARDED, 0)
    assert register == list(before[2:])
