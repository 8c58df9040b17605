"""The steps of an import as its page shows them."""

from django.utils.translation import gettext_noop

from eduportal.imports.choices import WRITTEN_STATES, JobState
from eduportal.imports.models import ImportJob
from eduportal.imports.sentences import word

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


def steps_of(job: ImportJob) -> dict[str, object]:
    """For _steps.html: the names, the step at hand, and whether the job has ended there."""
    return {
        "steps": [word(name) for name in STEPS],
        "step": STEP_OF[JobState(job.stopped_in or job.state)],
        "has_stopped": bool(job.stopped_in),
    }
