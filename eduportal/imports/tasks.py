"""The queue is only another way to the services; a sweep finds the jobs that no worker holds."""

from celery import shared_task
from django.core.cache import cache

from eduportal.core.hints import offer
from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.scoping.tasks import ScopedTask

# The sweep offers a job at most this often, so that a long queue is not made longer.
OFFER_EVERY_SECONDS = 60
# Of a job without a school; the others run within theirs.
OF_PROVINCE = "a file about the whole province"


@shared_task(
    base=ScopedTask,
    name="imports.check_job",
    everywhere_because=OF_PROVINCE,
    soft_time_limit=1500,
    time_limit=1800,
)
def check_job(*, job_id: int, school_id: int | None) -> bool:
    """Check a received file. Safe to run twice, also at once."""
    return services.check_job(job_id)


@shared_task(
    base=ScopedTask,
    name="imports.apply_job",
    everywhere_because=OF_PROVINCE,
    soft_time_limit=1500,
    time_limit=1800,
)
def apply_job(*, job_id: int, school_id: int | None) -> bool:
    """Write a confirmed file. Safe to run twice, also at once."""
    return services.apply_job(job_id)


@shared_task(
    base=ScopedTask,
    name="imports.weigh_undo",
    everywhere_because=OF_PROVINCE,
    soft_time_limit=1500,
    time_limit=1800,
)
def weigh_undo(*, job_id: int, school_id: int | None) -> bool:
    """Work out what taking an import back would do. Safe to run twice, also at once."""
    return services.weigh_undo(job_id)


@shared_task(
    base=ScopedTask,
    name="imports.undo_job",
    everywhere_because=OF_PROVINCE,
    soft_time_limit=1500,
    time_limit=1800,
)
def undo_job(*, job_id: int, school_id: int | None) -> bool:
    """Take an import back. Safe to run twice, also at once."""
    return services.undo_job(job_id)


@shared_task(
    base=ScopedTask,
    name="imports.make_file",
    everywhere_because=OF_PROVINCE,
    soft_time_limit=600,
    time_limit=900,
)
def make_file(*, prepared_id: int, school_id: int | None) -> bool:
    """Mark the bad cells of a file. Safe to run twice, also at once."""
    return services.make_file(prepared_id)


@shared_task(
    base=ScopedTask,
    name="imports.resume_jobs",
    everywhere_because="the unfinished files of every school",
    soft_time_limit=20,
    time_limit=30,
)
def resume_jobs() -> int:
    """Offer every unfinished job and marked file again: its message or its worker may be lost.

    A job that a worker still holds is left alone by the second one. Returns how many were offered.
    """
    waiting = ImportJob.objects.filter(state__in=STAGES).order_by("pk")
    forgotten = [job for job in waiting if not cache.get(_offered(job))]
    for job in forgotten:
        enqueue(job)
    asked = PreparedFile.objects.filter(file="", has_failed=False).order_by("pk")
    unmarked = [made for made in asked if not cache.get(_offered_file(made))]
    for made in unmarked:
        enqueue_file(made)
    return len(forgotten) + len(unmarked)


STAGES = {
    JobState.RECEIVED: check_job,
    JobState.CONFIRMED: apply_job,
    JobState.WEIGHING: weigh_undo,
    JobState.UNDOING: undo_job,
}


def enqueue(job: ImportJob) -> None:
    """Offer the job's next stage to the workers once this transaction is committed."""
    cache.set(_offered(job), True, timeout=OFFER_EVERY_SECONDS)
    task = STAGES[JobState(job.state)]
    named = {"job_id": job.pk, "school_id": job.school_id}
    offer(task.name, **named)


def _offered(job: ImportJob) -> str:
    return f"import-offered:{job.pk}:{job.state}"


def enqueue_file(made: PreparedFile) -> None:
    """Offer a file that is to be marked to the workers once this transaction is committed."""
    cache.set(_offered_file(made), True, timeout=OFFER_EVERY_SECONDS)
    offer(make_file.name, prepared_id=made.pk, school_id=made.school_id)


def _offered_file(made: PreparedFile) -> str:
    return f"marked-file-offered:{made.pk}"
