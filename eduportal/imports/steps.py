"""The steps of an import as its page shows them."""

from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from eduportal.imports.choices import WRITTEN_STATES, JobState
from eduportal.imports.models import ImportJob, ImportProblem, ImportRow
from eduportal.imports.sentences import sentence, word

STEPS = [
    gettext_noop("Choose the file"),
    gettext_noop("Check"),
    gettext_noop("Confirm"),
    gettext_noop("Write"),
    gettext_noop("Result"),
]
# Of a job that is written every step is done.
STEP_OF = {
    JobState.RECEIVED: 2,
    JobState.CHECKED: 3,
    JobState.CONFIRMED: 4,
    **dict.fromkeys(WRITTEN_STATES, len(STEPS) + 1),
}


# Before that nobody can say how quick the rows are.
SEEN_FOR_SECONDS = 2


def told_so_far(job: ImportJob) -> tuple[list[ImportRow], list[ImportProblem]]:
    """The first problems of a check that goes on, with their rows; none are stored yet."""
    told = job.so_far if job.state == JobState.RECEIVED else []
    rows = [ImportRow(job=job, values=each["values"]) for each in told if each["values"]]
    return rows, [ImportProblem(job=job, **each["problem"]) for each in told]


def progress_of(job: ImportJob) -> dict[str, object]:
    """For _job_progress.html: the time left, and the first problems as place and sentence."""
    _rows, problems = told_so_far(job)
    return {
        "time_left": time_left(job),
        "so_far": [
            (f"{each.sheet} {each.cell or each.row or ''}", sentence(each.message, each.params))
            for each in problems
        ],
    }


def time_left(job: ImportJob) -> str:
    """How long the rows will take at the rate so far, rounded up to minutes; "" if unknown."""
    if job.working_since is None or not job.done:
        return ""
    seconds = (timezone.now() - job.working_since).total_seconds()
    if seconds < SEEN_FOR_SECONDS:
        return ""
    left = seconds * max(job.total - job.done, 0) / job.done
    if left < 60:
        return _("less than a minute left")
    minutes = ceil(left / 60)
    text = ngettext("about %(minutes)d minute left", "about %(minutes)d minutes left", minutes)
    return text % {"minutes": minutes}


def steps_of(job: ImportJob) -> dict[str, object]:
    """For _steps.html: the names, the step at hand, and whether the job has ended there."""
    return {
        "steps": [word(name) for name in STEPS],
        "step": STEP_OF[JobState(job.stopped_in or job.state)],
        "has_stopped": bool(job.stopped_in),
    }
