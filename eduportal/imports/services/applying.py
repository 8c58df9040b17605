"""Writing a confirmed file."""

from django.utils import timezone

from eduportal.imports.importer import FileRefused
from eduportal.imports.models import Action, ImportJob, JobState, RememberedAnswer
from eduportal.imports.services.identity import importer_of, school_of
from eduportal.imports.services.moving import move_job
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.working import plain_problem, work_on
from eduportal.scoping import Actor, acting_as

WRITTEN = [Action.NEW, Action.CHANGED]


def apply_job(job_id: int) -> bool:
    """Write a confirmed file: everything in one transaction, or nothing and the job is refused.

    Safe to run twice, also at once; False if there was nothing to do.
    """
    return work_on(job_id, JobState.CONFIRMED, _apply)


def _apply(job: ImportJob, progress: Progress) -> None:
    user_id = job.options.get("confirmed_by")
    importer = importer_of(job, user_id)
    context = importer.context
    if not importer.permission(context.scope, user_id, context.school_id, context.options):
        raise FileRefused([plain_problem("not_permitted")])
    rows = job.rows.filter(action__in=WRITTEN).order_by("pk")
    progress.total = job.new + job.changed
    actor = Actor(user_id=user_id, door="import", operation=str(job.public_id))
    with acting_as(actor):
        for done in importer.apply(rows.iterator(chunk_size=500)):
            progress.report(done)
    _remember_answers(job)
    # While writing, the page counted only the rows to be written.
    move_job(job, JobState.APPLIED, applied_at=timezone.now(), total=job.total, done=job.total)


def _remember_answers(job: ImportJob) -> None:
    """Keep what the school has now confirmed, so that its next file asks nothing again."""
    RememberedAnswer.objects.bulk_create(
        [
            RememberedAnswer(
                school_id=school_of(job),
                importer=job.importer,
                question=question["key"],
                answer=question["answer"],
            )
            for question in job.options.get("questions", [])
            if question["remembered"] and question["answer"]
        ],
        update_conflicts=True,
        unique_fields=["school", "importer", "question"],
        update_fields=["answer"],
    )
