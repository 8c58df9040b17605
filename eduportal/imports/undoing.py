"""What taking a written file back does: said by the importer, before and after."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop

from eduportal.workbooks.problems import Param

CHANGED = gettext_noop("It has been changed since.")
USED = gettext_noop("It is used by now: other records hang on it.")
NOT_NOW = gettext_noop("As things are now, it cannot be what it was before.")


@dataclass(frozen=True)
class Stays:
    """One thing that stays as it is now, and why.

    `label` says who or what it is; `message` is an English msgid filled with `params`; `values` say
    whom it is about, as those of a row of the file do (`Importer.persons_of`).
    """

    label: str
    message: str
    params: Mapping[str, Param] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Undone:
    """What goes back, counted by kind, and what does not.

    The kinds are msgids under which a number stands: gettext_noop("Students removed").
    """

    back: Counter[str] = field(default_factory=Counter)
    stays: list[Stays] = field(default_factory=list)


class Working:
    """How far a taking back is. Ends it (JobMoved) where somebody has given it up."""

    def __init__(self, start: Callable[[int], None], report: Callable[[int], None]) -> None:
        self._start, self._report = start, report
        self._done = 0

    def expect(self, count: int) -> None:
        """So many things have to be gone through; said once, before the first."""
        self._start(count)

    def step(self, count: int = 1) -> None:
        """So many more have been."""
        self._done += count
        self._report(self._done)
