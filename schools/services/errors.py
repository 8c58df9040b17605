"""Refusals of the register's services."""

from collections.abc import Sequence

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

# Sentences by the field they stand at; those of no field under NON_FIELD_ERRORS.
Problems = dict[str, list[str]]


class RegisterRefused(ValueError):
    """A change of the register that cannot be; `problems` holds every reason."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        super().__init__(" ".join(text for texts in problems.values() for text in texts))


def refuse_if(problems: Problems) -> None:
    """Raise RegisterRefused with the problems, if there are any."""
    if any(problems.values()):
        raise RegisterRefused(problems)


def changed_since() -> RegisterRefused:
    """What the page showed is not stored any more."""
    text = _("This has been changed since this page was opened. Nothing was saved; reload it.")
    return RegisterRefused({NON_FIELD_ERRORS: [text]})


def still_used(hanging: Sequence[str]) -> RegisterRefused:
    """What hangs on a row that was to be removed."""
    text = _("It cannot be removed. On it hang: %(what)s.")
    return RegisterRefused({NON_FIELD_ERRORS: [text % {"what": "; ".join(hanging)}]})
