"""Several workers, and workers that die: every stage happens once, or not yet."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection, transaction

from eduportal import scoping
from eduportal.imports import services, tasks
from eduportal.imports.choices import FileKind, JobState
from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.imports.services import marking
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.states import claim, forget_prepared
from students.models import Enrolment, Student
from tests import factories
from tests.imports.jobs import ROSTER, receive
from tests.imports.rosters import new_row, roster
from tests.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)
EVERYWHERE = "a test looks at what the workers did"


@pytest.fixture
def job():
    """A committed job of three newcomers."""
    world = build_world()
    rows = [new_row(ministry_code=f"79{number}") for number in range(3)]
    with scoping.everywhere(EVERYWHERE):
        return receive(roster(*rows), ROSTER, world.school, year=world.year.code)


def run(job: ImportJob, task: Callable[..., bool]) -> bool:
    return task(job_id=job.pk, school_id=job.school_id)


def confirmed(job: ImportJob) -> ImportJob:
    run(job, tasks.check_job)
    with scoping.everywhere(EVERYWHERE):
        job.refresh_from_db()
        services.confirm_job(job=job, user_id=None)
    return job


def state_of(job: ImportJob) -> str:
    with scoping.everywhere(EVERYWHERE):
        job.refresh_from_db()
    return job.state


def at_once(works: list[Callable[[], bool]]) -> list[bool]:
    """What several workers return who begin at the same moment."""
    start = threading.Barrier(len(works))
    results: list[bool] = []

    def worker(work: Callable[[], bool]) -> None:
        start.wait()
        try:
            results.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return results


@pytest.mark.parametrize("_round", range(3))
def test_writing_twice_at_once_writes_once(job, _round):
    confirmed(job)
    with scoping.everywhere(EVERYWHERE):
        before = Student.objects.count(), Enrolment.objects.count()

    results = at_once([lambda: run(job, tasks.apply_job)] * 4)

    assert sorted(results) == [False, False, False, True]
    assert state_of(job) == JobState.APPLIED
    with scoping.everywhere(EVERYWHERE):
        assert (Student.objects.count(), Enrolment.objects.count()) == (
            before[0] + 3,
            before[1] + 3,
        )


def test_checking_twice_at_once_checks_once(job):
    results = at_once([lambda: run(job, tasks.check_job)] * 3)

    assert sorted(results) == [False, False, True]
    with scoping.everywhere(EVERYWHERE):
        assert job.rows.count() == 3


def test_the_same_file_sent_twice_at_once_is_taken_in_once(job):
    def send() -> bool:
        with scoping.everywhere(EVERYWHERE):
            year = job.options["year"]
            try:
                receive(roster(new_row()), ROSTER, job.school, year=year)
            except services.AlreadyOpen:
                return False
            return True

    assert sorted(at_once([send, send, send])) == [False, False, True]
    with scoping.everywhere(EVERYWHERE):
        assert ImportJob.objects.exclude(pk=job.pk).count() == 1


def test_two_confirmations_at_once_are_one(job):
    run(job, tasks.check_job)

    def confirm() -> bool:
        with scoping.everywhere(EVERYWHERE):
            seen = ImportJob.objects.get(pk=job.pk)
            try:
                services.confirm_job(job=seen, user_id=None)
            except services.JobMoved:
                return False
            return True

    assert sorted(at_once([confirm, confirm])) == [False, True]


def test_a_worker_that_dies_leaves_nothing_and_the_next_one_finishes(job):
    confirmed(job)
    with scoping.everywhere(EVERYWHERE):
        before = Student.objects.count()

    with pytest.raises(SystemExit), scoping.everywhere(EVERYWHERE):
        held = claim(job.pk, JobState.CONFIRMED)
        assert held is not None
        Student.objects.update(ethnicity="half-written")
        raise SystemExit

    with scoping.everywhere(EVERYWHERE):
        assert not Student.objects.filter(ethnicity="half-written").exists()
    assert run(job, tasks.apply_job)
    with scoping.everywhere(EVERYWHERE):
        assert Student.objects.count() == before + 3


def test_progress_is_seen_while_the_work_is_not_yet_committed(job):
    seen: list[tuple[int, int]] = []

    def look() -> bool:
        with scoping.everywhere(EVERYWHERE):
            seen.append(ImportJob.objects.values_list("done", "total").get(pk=job.pk))
        return True

    with scoping.everywhere(EVERYWHERE), Progress(job) as progress:
        progress.start(900)
        progress.report(450)
        at_once([look])
        transaction.set_rollback(True)

    assert seen == [(450, 900)]


def test_a_file_that_ends_its_worker_each_time_is_given_up(job):
    for _attempt in range(3):
        with scoping.everywhere(EVERYWHERE), Progress(job):
            transaction.set_rollback(True)

    assert run(job, tasks.check_job)

    assert state_of(job) == JobState.REFUSED
    assert job.refusal == "given_up"


def test_a_job_discarded_while_it_is_checked_stays_discarded(job):
    with scoping.everywhere(EVERYWHERE):
        claimed = claim(job.pk, JobState.RECEIVED)
        assert claimed is not None

        def discard() -> bool:
            with scoping.everywhere(EVERYWHERE):
                services.discard_job(job=ImportJob.objects.get(pk=job.pk))
            return True

        assert at_once([discard]) == [True]

    assert not run(job, tasks.check_job)
    assert state_of(job) == JobState.DISCARDED


@pytest.fixture
def asked(job):
    """A marked file that somebody waits for."""
    run(job, tasks.check_job)
    with scoping.everywhere(EVERYWHERE):
        job.refresh_from_db()
        factories.ImportProblemFactory(job=job, sheet="Sheet", cell="C2", row=2)
        return services.ask_for_file(job=job, kind=FileKind.MARKED, language="vi")


def mark(asked: PreparedFile) -> bool:
    return tasks.make_file(prepared_id=asked.pk, school_id=asked.school_id)


def as_stored(asked: PreparedFile) -> PreparedFile:
    with scoping.everywhere(EVERYWHERE):
        asked.refresh_from_db()
    return asked


def test_marking_twice_at_once_marks_once(asked):
    assert sorted(at_once([lambda: mark(asked)] * 2)) == [False, True]
    assert as_stored(asked).file


def test_a_worker_that_dies_while_marking_leaves_it_to_the_next_one_three_times(asked):
    def die() -> None:
        with scoping.everywhere(EVERYWHERE), Progress(asked):
            transaction.set_rollback(True)

    for _attempt in range(2):
        die()
    assert mark(asked) and as_stored(asked).file

    with scoping.everywhere(EVERYWHERE):
        PreparedFile.objects.filter(pk=asked.pk).update(file="")
    die()
    assert mark(asked)
    assert as_stored(asked).has_failed and not asked.file


def test_a_file_checked_again_while_it_is_marked_is_not_given_back(asked, monkeypatch):
    """What was marked by an earlier check is not kept."""

    def check_again(job: ImportJob) -> bytes:
        at_once([delete])
        return original(job)

    def delete() -> bool:
        with scoping.everywhere(EVERYWHERE):
            forget_prepared(ImportJob.objects.get(pk=asked.job_id))
        return True

    original = marking.stored_file
    monkeypatch.setattr(marking, "stored_file", check_again)

    assert mark(asked)

    with scoping.everywhere(EVERYWHERE):
        assert not PreparedFile.objects.exists()
