"""What can be wrong with a request to the mark book, in the user's language."""

from collections.abc import Sequence

from django.utils.functional import Promise

from grades.selectors import Gap


class MarkBookError(Exception):
    """A refusal with a sentence for the user; nothing was written."""

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(str(message))


class NotAllowed(MarkBookError):
    """The user may not do this on this sheet, though it lies within the scope."""


class NotReadable(NotAllowed):
    """The user may not even read the sheet: for a page it does not exist."""


class SheetLocked(MarkBookError):
    """The sheet takes no marks now: handed in, sealed, or outside the days of entry."""


class ShownOtherwise(MarkBookError):
    """What is stored is no longer what the page showed when the user decided."""


class DaysRefused(MarkBookError):
    """Days of entry, or an exception to them, that cannot be."""


class OperationReused(MarkBookError):
    """An operation's identity belongs to another sheet or another user; nothing was saved."""


class StepNotPossible(MarkBookError):
    """The sheet is not in a state from which the step leads on."""


class MarksMissing(MarkBookError):
    """The sheet has empty cells; all of them, so that they can be filled in one go."""

    def __init__(self, message: str | Promise, gaps: Sequence[Gap]) -> None:
        super().__init__(message)
        self.gaps = list(gaps)


class SheetsRefused(MarkBookError):
    """Of several sheets some do not allow the step; `problems` has a sentence for each."""

    def __init__(self, message: str | Promise, problems: Sequence[str]) -> None:
        super().__init__(message)
        self.problems = list(problems)


class OutsideRefused(MarkBookError):
    """Marks from outside the portal cannot be entered; `problems` has every reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class DecisionsRefused(MarkBookError):
    """Some decisions on students cannot be recorded; `problems` has a sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class AmendmentRefused(MarkBookError):
    """An amendment, or a step of one, that cannot be; `problems` has a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


class ClassNotReady(MarkBookError):
    """The class cannot be sealed yet; `sheets` names what it waits for: sheets with their state,
    students, or reasons."""

    def __init__(self, message: str | Promise, sheets: Sequence[str]) -> None:
        super().__init__(message)
        self.sheets = list(sheets)
