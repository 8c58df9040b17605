"""What an import, a row and a problem can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """received → checked → confirmed → applied, or a way out before that.

    What is applied may be weighed (what taking it back would do is worked out) and undone.
    """

    RECEIVED = "received", _("received, being checked")
    CHECKED = "checked", _("checked, waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed, being written")
    APPLIED = "applied", _("written")
    WEIGHING = "weighing", _("written; taking it back is being looked at")
    UNDOING = "undoing", _("written, being taken back")
    UNDONE = "undone", _("taken back")
    REFUSED = "refused", _("refused")
    DISCARDED = "discarded", _("discarded")


JOB_EDGES = {
    JobState.RECEIVED: {JobState.CHECKED, JobState.REFUSED, JobState.DISCARDED},
    JobState.CHECKED: {JobState.CONFIRMED, JobState.RECEIVED, JobState.DISCARDED},
    JobState.CONFIRMED: {
        JobState.APPLIED,
        JobState.RECEIVED,
        JobState.REFUSED,
        JobState.DISCARDED,
    },
    JobState.APPLIED: {JobState.WEIGHING, JobState.UNDOING},
    JobState.WEIGHING: {JobState.APPLIED},
    JobState.UNDOING: {JobState.UNDONE, JobState.APPLIED},
}
OPEN_STATES = [JobState.RECEIVED, JobState.CHECKED, JobState.CONFIRMED]
ENDED_STATES = [JobState.APPLIED, JobState.UNDONE, JobState.REFUSED, JobState.DISCARDED]
# Written once, whatever became of it since.
WRITTEN_STATES = [JobState.APPLIED, JobState.WEIGHING, JobState.UNDOING, JobState.UNDONE]
# A worker has it, or is to have it.
RUNNING_STATES = [
    JobState.RECEIVED,
    JobState.CONFIRMED,
    JobState.WEIGHING,
    JobState.UNDOING,
]
# Ended without being written.
STOPPED_STATES = [JobState.REFUSED, JobState.DISCARDED]
# Waiting for the portal's check or for a person: given up after a time.
UNCONFIRMED_STATES = [JobState.RECEIVED, JobState.CHECKED]


class Action(models.TextChoices):
    """What applying a row will do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("unchanged")
    REFUSED = "refused", _("refused")


class Review(models.TextChoices):
    """What a person looks at together before the file is written; each row is in one group."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    CLOSE = "close", _("close matches to decide")
    MOVED = "moved", _("moves between classes or schools")
    REFUSED = "refused", _("refused")
    SAME = "same", _("unchanged")


class Severity(models.TextChoices):
    """An error keeps its cell out; a warning does not; a question waits for an answer.

    What was answered left its row or cell out, as somebody wanted it.
    """

    ERROR = "error", _("error")
    WARNING = "warning", _("warning")
    QUESTION = "question", _("question")
    ANSWERED = "answered", _("left out as answered")


class FileKind(models.TextChoices):
    """A file that a worker prepares from a checked one, to be taken away."""

    MARKED = "marked", _("Your file with the cells marked")
    PROBLEMS = "problems", _("Problems as an Excel file")


class WriteChoice(models.TextChoices):
    """What is written of a file: all of it or nothing, or what is right of it."""

    WHOLE = "whole", _("only if everything is right")
    RIGHT = "right", _("the right rows now")


# What somebody has to do something about: marked in the file that is given back.
MARKED_SEVERITIES = [Severity.ERROR, Severity.QUESTION]
