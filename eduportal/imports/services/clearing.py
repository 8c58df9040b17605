"""What the nightly clean-up deletes of imports; eduportal/privacy/retention.py says when.

The job stays: who brought which file, and what became of it. So do remembered answers.
"""

import datetime
from contextlib import suppress
from typing import Any

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.core.keeping import Kept, StrayFiles
from eduportal.imports.choices import ENDED_STATES, UNCONFIRMED_STATES
from eduportal.imports.models import ImportJob, PreparedFile, RowWritten, Undo
from eduportal.imports.services.deciding import discard_job
from eduportal.imports.services.errors import JobMoved
from eduportal.imports.services.states import delete_file, forget_prepared
from eduportal.workbooks.problems import problem

# A job has up to some ten thousand rows, and its deletion is one transaction.
JOBS_AT_ONCE = 10
MESSAGES = {
    "not_confirmed": gettext_noop(
        "Nobody confirmed it within %(days)s days, so it was given up. Upload the file again if it "
        "is still needed."
    )
}


class EndedImports:
    """Imports written, refused or discarded, from their last event on."""

    def clear(self, kept: Kept, most: int) -> int:
        jobs = self._jobs().filter(ended__lt=kept.before()).order_by("ended")
        found = list(jobs[: min(most, JOBS_AT_ONCE)])
        for job in found:
            job.rows.all().delete()
            job.problems.all().delete()
            job.corrections.all().delete()
            undo = Undo.objects.filter(job=job)
            # Taking it back has written as well, under an operation of its own.
            operations = [job.public_id, *undo.values_list("public_id", flat=True)]
            RowWritten.objects.filter(operation__in=operations).delete()
            undo.update(stays=[])
            # Questions name people, and what was taken for titles may be their names.
            emptied: dict[str, Any] = {"questions": [], "layouts": [], "unread": []}
            cleared = ImportJob.objects.filter(pk=job.pk)
            cleared.update(file="", cleared_at=timezone.now(), **emptied)
            delete_file(job.file.name)
            forget_prepared(job)
        return len(found)

    def oldest(self) -> datetime.datetime | None:
        return _oldest(self._jobs(), "ended")

    def _jobs(self) -> QuerySet[Any]:
        """Those with something left to delete."""
        jobs = ImportJob.objects.filter(state__in=ENDED_STATES, cleared_at=None)
        return jobs.annotate(ended=Coalesce("applied_at", "checked_at", "created_at"))


class UnconfirmedImports:
    """Imports that nobody has confirmed, from the day the file came: they end discarded."""

    def clear(self, kept: Kept, most: int) -> int:
        jobs = self._jobs().filter(created_at__lt=kept.before()).order_by("created_at")
        found = list(jobs[: min(most, JOBS_AT_ONCE)])
        reason = problem("not_confirmed", messages=MESSAGES, days=kept.number)
        for job in found:
            # Confirmed at this moment: then it is not ours any more.
            with suppress(JobMoved):
                discard_job(job=job, reason=reason)
        return len(found)

    def oldest(self) -> datetime.datetime | None:
        return _oldest(self._jobs(), "created_at")

    def _jobs(self) -> QuerySet[ImportJob]:
        return ImportJob.objects.filter(state__in=UNCONFIRMED_STATES)


STRAY_FILES = StrayFiles(ImportJob, "file", "imports")
STRAY_PREPARED_FILES = StrayFiles(PreparedFile, "file", "imports-prepared")


def _oldest(jobs: QuerySet[ImportJob], moment: str) -> datetime.datetime | None:
    found: datetime.datetime | None = jobs.aggregate(oldest=Min(moment))["oldest"]
    return found
