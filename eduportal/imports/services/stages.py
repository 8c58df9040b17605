"""Running one stage of a job: checking or writing."""

import gc
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from eduportal.imports.choices import JobState
from eduportal.imports.importer import ChangedMeanwhile, FileRefused
from eduportal.imports.models import ImportJob
from eduportal.imports.services.errors import JobMoved
from eduportal.imports.services.limiting import STOPPED, TOO_MANY
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.reviewing import review_again
from eduportal.imports.services.states import claim, refuse_job
from eduportal.workbooks.problems import Problem, problem

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
# Objects made since the collector of cycles looked last; 700 by default.
ALLOCATED_AT_ONCE = 200_000
MESSAGES = {
    "no_rows": gettext_noop("There is nothing under the column titles."),
    "not_permitted": gettext_noop(
        "Your role does not include importing such a file for this school."
    ),
    "overtaken": gettext_noop(
        "Another person has written the same records in the meantime. Nothing was written; upload "
        "the file again to check it against the current data."
    ),
    "unexpected": gettext_noop(
        "The portal failed at this file. Nothing was written and the failure has been recorded."
    ),
    "given_up": gettext_noop(
        "The portal tried three times and could not finish this file. Nothing was written. Split "
        "the file into smaller ones."
    ),
}


Work = Callable[[ImportJob, Progress], None]


@dataclass(frozen=True)
class Stage:
    """What a worker does with a job in one state.

    `refuse` ends it where it cannot be done, `messages` are the sentences of reasons that any job
    can meet.
    """

    state: JobState
    work: Work
    refuse: Callable[[ImportJob, list[Problem]], None] = refuse_job
    messages: Mapping[str, str] = field(default_factory=lambda: MESSAGES)


# Whether a file is sent again is then no question of the file.
OF_THE_SENDER = {"not_permitted", TOO_MANY, STOPPED}


def may_be_sent_again(job: ImportJob) -> bool:
    """Whether a refused file may do better another time, corrected or as it is."""
    return job.state == JobState.REFUSED and job.refusal not in OF_THE_SENDER


def refused(rule: str, messages: Mapping[str, str] = MESSAGES) -> FileRefused:
    """The refusal of a whole file for a reason that any kind of file can give."""
    return FileRefused([problem(rule, messages=messages)])


def run_stage(job_id: int, stage: Stage) -> bool:
    """Run one stage in one transaction; do nothing if another worker holds or finished it.

    A refusal and a failure end the job with their sentence; a lost database connection leaves it
    for the next attempt. Returns whether there was anything to do.
    """
    with transaction.atomic():
        job = claim(job_id, stage.state)
        if job is None:
            return False
        with Progress(job) as progress:
            problems = _problems_of(job, progress, stage)
        if problems:
            with suppress(JobMoved), transaction.atomic():
                stage.refuse(job, problems)
    return True


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Hundreds of thousands of rows come and go without cycles: looking for some takes a third."""
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATED_AT_ONCE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _problems_of(job: ImportJob, progress: Progress, stage: Stage) -> list[Problem]:
    """Run the work within a savepoint; returns why it could not be done."""
    if progress.attempt > MOST_ATTEMPTS:
        return refused("given_up", stage.messages).problems
    seen_state = job.state
    try:
        with transaction.atomic(), _collecting_seldom():
            stage.work(job, progress)
    except FileRefused as refusal:
        if isinstance(refusal, ChangedMeanwhile) and seen_state == JobState.CONFIRMED:
            job.state = seen_state
            review_again(job, refusal)
            return []
        problems = refusal.problems
        refusal.afterwards()
    except JobMoved:
        # Discarded while it was being checked: what the check wrote is undone with it.
        logger.info("import %s was moved by another request", job.public_id)
        return []
    except IntegrityError:
        logger.exception("import %s met rows written in the meantime", job.public_id)
        problems = refused("overtaken", stage.messages).problems
    except Exception:
        logger.exception("import %s failed", job.public_id)
        problems = refused("unexpected", stage.messages).problems
    else:
        return []
    # The savepoint took the row back; the object in memory must follow.
    job.state = seen_state
    return problems
