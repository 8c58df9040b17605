"""Refusals of the staff services."""

from collections.abc import Sequence

from django.utils.translation import gettext as _


class StaffRefused(ValueError):
    """A change of staff, posts or assignments that cannot be; `problems` holds every reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


def require_none(problems: Sequence[str]) -> None:
    """Raise StaffRefused with the problems, if there are any."""
    if problems:
        raise StaffRefused(problems)


def changed_since() -> StaffRefused:
    """What the page showed is not stored any more."""
    return StaffRefused(
        [_("This person's record has changed since this page was opened. Nothing was done.")]
    )
