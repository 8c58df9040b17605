"""Reviewing a file again, because what it was compared with has changed since its confirmation."""

from django.db import connection

from eduportal.imports.choices import JobState
from eduportal.imports.importer import ChangedMeanwhile
from eduportal.imports.models import ImportJob
from eduportal.imports.services.states import move_job

DROP = "drop table if exists pg_temp.imports_shown"
KEEP = """
create temporary table imports_shown on commit drop as
select sheet, number, action, changes, values from imports_importrow where job_id = %s
"""
MARK = """
update imports_importrow r set differs = true
where r.job_id = %s and not exists (
    select from pg_temp.imports_shown s
    where s.sheet = r.sheet and s.number = r.number and s.action = r.action
    and s.changes = r.changes and s.values = r.values
)
"""


def review_again(job: ImportJob, change: ChangedMeanwhile) -> None:
    """Have a confirmed file checked again; a person confirms it anew."""
    told = change.problems[0]
    overtaken = {"message": told.message, "params": told.params}
    move_job(
        job,
        JobState.RECEIVED,
        overtaken=overtaken,
        confirmed_by=None,
        choice="",
        done=0,
        attempts=0,
    )


def keep_what_was_shown(job: ImportJob) -> None:
    """Before the check replaces the rows: what a person saw of those that were confirmed."""
    if job.overtaken:
        with connection.cursor() as cursor:
            cursor.execute(DROP)
            cursor.execute(KEEP, [job.pk])


def mark_what_differs(job: ImportJob) -> None:
    """After the check: the rows that are not what a person saw."""
    if job.overtaken:
        with connection.cursor() as cursor:
            cursor.execute(MARK, [job.pk])
