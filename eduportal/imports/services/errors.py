"""Why a request about an import is refused, in the user's language."""

from eduportal.imports.models import ImportJob


class JobRefused(Exception):
    """A refusal with a sentence for the user; nothing was changed."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class NotPermitted(JobRefused):
    """The user's roles do not include bringing such a file for this school."""


class FileTooLarge(JobRefused):
    """The file is larger than the portal takes."""


class AlreadyOpen(JobRefused):
    """The same file is on its way already; `job` says where."""

    def __init__(self, message: str, job: ImportJob | None) -> None:
        super().__init__(message)
        self.job = job


class JobMoved(JobRefused):
    """The job is no longer in the state the request started from."""


class AnswersMissing(JobRefused):
    """Questions of the file are still open, or an answer is none of the choices."""


class NotAColumn(JobRefused):
    """The file has no such column, or nothing such is read from files of its kind."""


class NotAllRight(JobRefused):
    """The file was to be written only if everything in it is right, and something is not."""


class ReasonMissing(JobRefused):
    """A step that needs a reason has none that can be read."""


class NothingToCorrect(JobRefused):
    """No cell was given another value than it has."""


class NotAValue(JobRefused):
    """A cell was given a text that no cell can hold."""


class NothingToPrepare(JobRefused):
    """There is nothing to put into the file asked for, or what it is made of is gone."""


class NothingToWrite(JobRefused):
    """The file brings nothing new."""
