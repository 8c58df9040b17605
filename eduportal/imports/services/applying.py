"""Writing a confirmed file."""

from django.utils import timezone

from eduportal.imports.choices import Action, JobState
from eduportal.imports.models import ImportJob, RememberedAnswer
from eduportal.imports.services.columns import prove_columns
from eduportal.imports.services.context import importer_of
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.stages import Stage, refused, run_stage
from eduportal.imports.services.states import move_job
from eduportal.scoping import Actor, acting_as

WRITTEN = [Action.NEW, Action.CHANGED]


def apply_job(job_id: int) -> bool:
    """Write a confirmed file: everything in one transaction, or nothing and the job is refused.

    Safe to run twice, also at once; False if there was nothing to do.
    """
    return run_stage(job_id, Stage(JobState.CONFIRMED, _apply))


def _apply(job: ImportJob, progress: Progress) -> None:
    importer = importer_of(job, job.confirmed_by_id)
    context = importer.context
    if not importer.permission(context.scope, context.user_id, context.about, context.options):
        raise refused("not_permitted")
    rows = job.rows.filter(action__in=WRITTEN).order_by(*importer.written_by, "pk")
    progress.start(job.new + job.changed)
    actor = Actor(user_id=context.user_id, door="import", operation=str(job.public_id))
    with acting_as(actor):
        for done in importer.apply(rows.iterator(chunk_size=500)):
            progress.report(done)
    _remember_answers(job)
    prove_columns(job)
    # While writing, the page counted only the rows to be written.
    move_job(job, JobState.APPLIED, applied_at=timezone.now(), total=job.total, done=job.total)


def _remember_answers(job: ImportJob) -> None:
    """Keep what the school has now confirmed, so that its next file asks nothing again."""
    RememberedAnswer.objects.bulk_create(
        [
            RememberedAnswer(
                school_id=job.school_id,
                importer=job.importer,
                question=question["key"],
                answer=question["answer"],
            )
            for question in job.questions
            if question["remembered"] and question["answer"]
        ],
        update_conflicts=True,
        unique_fields=["school", "importer", "question"],
        update_fields=["answer"],
    )


def forget_answers(job: ImportJob) -> None:
    """Have what was answered for a file that is taken back asked again."""
    asked = [question["key"] for question in job.questions if question["key"] in job.answers]
    remembered = RememberedAnswer.objects.filter(school=job.school_id, importer=job.importer)
    remembered.filter(question__in=asked).delete()
