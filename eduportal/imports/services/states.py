"""The one way a job gets from one state to another."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from eduportal.imports.choices import JOB_EDGES, STOPPED_STATES, JobState
from eduportal.imports.models import ImportJob, ImportProblem
from eduportal.imports.services.errors import JobMoved
from eduportal.workbooks.problems import Problem

# The table's own number keeps these locks apart from any other use of advisory locks.
HOLD = "select pg_try_advisory_xact_lock(%s::regclass::oid::int, %s)"


def hold(model: type[Model], pk: int) -> bool:
    """Hold the row for this worker until the transaction ends; False if another worker does.

    A worker that dies lets go of it, because its connection ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [model._meta.db_table, pk])
        held: bool = cursor.fetchone()[0]
    return held


def claim(job_id: int, state: JobState) -> ImportJob | None:
    """The job, held for this worker until the transaction ends.

    None if another worker holds it or it has left the state: then there is nothing to do.
    """
    if not hold(ImportJob, job_id):
        return None
    return ImportJob.objects.filter(pk=job_id, state=state).first()


def move_job(job: ImportJob, to: JobState, **fields: Any) -> None:
    """Move the job along JOB_EDGES, setting other fields with it.

    One conditional UPDATE: of two that move a job at once, the second raises JobMoved, and so does
    one that has seen an earlier check of the file.
    """
    is_edge = to in JOB_EDGES.get(JobState(job.state), ())
    # What was told while a stage went on stands in its outcome, or is not so any more.
    fields["so_far"] = []
    if to in STOPPED_STATES:
        fields["stopped_in"] = job.state
    as_seen = _as_seen(job)
    moved = is_edge and as_seen.update(state=to, **fields)
    if not moved:
        raise _moved(job)
    for name, value in {"state": to, **fields}.items():
        setattr(job, name, value)


def require_unmoved(job: ImportJob) -> None:
    """Hold the job in the state it was read in until this transaction ends, or raise JobMoved."""
    if not _as_seen(job).select_for_update().exists():
        raise _moved(job)


def _as_seen(job: ImportJob) -> "QuerySet[ImportJob]":
    return ImportJob.objects.filter(pk=job.pk, state=job.state, checked_at=job.checked_at)


def _moved(job: ImportJob) -> JobMoved:
    current = ImportJob.objects.filter(pk=job.pk).first() or job
    return JobMoved(
        _("This import is meanwhile “%(state)s”.") % {"state": current.get_state_display()}
    )


def require_as_shown(job: ImportJob, revision: str) -> None:
    """Raise JobMoved unless the page that decides showed the job as it is now."""
    if job.revision != revision:
        raise JobMoved(
            _("This import has moved on since this page was opened. Nothing was done; look again.")
        )


def refuse_job(job: ImportJob, problems: Iterable[Problem]) -> None:
    """End a job that cannot be used, keeping the reasons; the file is deleted."""
    found = list(problems)
    name = job.file.name
    # Before the move: the problems of an earlier, interrupted check say nothing any more.
    if job.state == JobState.RECEIVED:
        job.rows.all().delete()
        job.problems.all().delete()
    move_job(job, JobState.REFUSED, refusal=found[0].rule, file="")
    store_problems(job, found)
    delete_file(name)
    forget_prepared(job)


def store_problems(job: ImportJob, problems: Iterable[Problem]) -> None:
    """Keep the problems with the job, in the order given."""
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(
                job=job,
                school_id=job.school_id,
                sheet=problem.sheet,
                cell=problem.cell,
                row=problem.row,
                column=problem.column,
                rule=problem.rule,
                severity=problem.severity,
                message=problem.message,
                params=problem.params,
                value=problem.value,
            )
            for problem in problems
        ],
        batch_size=1000,
    )


def delete_file(name: str | None) -> None:
    """Delete a stored file once this transaction is committed: it holds people's names."""
    if name:
        storage = ImportJob._meta.get_field("file").storage
        transaction.on_commit(partial(storage.delete, name))


def forget_prepared(job: ImportJob) -> None:
    """Delete the marked files of a job whose file is gone or is checked anew."""
    for made in job.prepared_files.all():
        delete_file(made.file.name)
    job.prepared_files.all().delete()
