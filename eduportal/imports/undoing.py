"""What taking a written file back does: said by the importer, before and after."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eduportal.workbooks.problems import Param


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
