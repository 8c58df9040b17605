"""What checking and writing a job have in common."""

import logging
from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from eduportal.imports.importer import FileRefused
from eduportal.imports.models import ImportJob, JobState
from eduportal.imports.services.errors import JobMoved
from eduportal.imports.services.moving import claim, refuse_job
from eduportal.imports.services.progress import Progress
from eduportal.workbooks.problems import Problem

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
MESSAGES = {
    "no_rows": gettext_noop("There is nothing under the column titles."),
    "not_permitted": gettext_noop(
        "Your role does not include importing such a file for this school."
    ),
    "overtaken": gettext_noop(
        "Somebody else has written the same records meanwhile. Nothing was written; upload the "
        "file again to compare it anew."
    ),
    "unexpected": gettext_noop(
        "The portal failed at this file. Nothing was written and the failure has been recorded."
    ),
    "given_up": gettext_noop(
        "The portal tried three times and could not finish this file. Nothing was written. Split "
        "the file into smaller ones."
    ),
}


def plain_problem(rule: str) -> Problem:
    """A problem of the whole file."""
    return Problem(
        sheet="",
        cell="",
        row=None,
        column="",
        rule=rule,
        severity="error",
        message=MESSAGES[rule],
    )


def work_on(job_id: int, state: JobState, work: Callable[[ImportJob, Progress], None]) -> bool:
    """Do one stage of a job, all or nothing, unless somebody else is at it or has done it.

    A refusal and a failure end the job with their sentence; a lost database connection leaves it
    for the next attempt.
    """
    with transaction.atomic():
        job = claim(job_id, state)
        if job is None:
            return False
        with Progress(job) as progress:
            problems = _problems_of(job, progress, work)
        if problems:
            with suppress(JobMoved), transaction.atomic():
                refuse_job(job, problems)
    return True


def _problems_of(
    job: ImportJob, progress: Progress, work: Callable[[ImportJob, Progress], None]
) -> list[Problem]:
    """Do the work within a savepoint; returns why it could not be done."""
    if progress.attempt > MOST_ATTEMPTS:
        return [plain_problem("given_up")]
    seen_state = job.state
    try:
        with transaction.atomic():
            work(job, progress)
    except FileRefused as refusal:
        problems = refusal.problems
    except JobMoved:
        # Discarded while it was being checked: what the check wrote is undone with it.
        logger.info("import %s was moved by somebody else", job.public_id)
        return []
    except IntegrityError:
        logger.exception("import %s met rows written meanwhile", job.public_id)
        problems = [plain_problem("overtaken")]
    except Exception:
        logger.exception("import %s failed", job.public_id)
        problems = [plain_problem("unexpected")]
    else:
        return []
    # The savepoint took the row back; the object in memory must follow.
    job.state = seen_state
    return problems
