"""What the columns of a plan's program stand for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from eduportal.solving import program


class Kind(IntEnum):
    """What a column stands for."""

    TAUGHT = 0
    OPEN = 1
    SHARED = 2
    SENT = 3
    GRANTED = 4
    LOTS = 5
    WORSE = 6


@dataclass(frozen=True, slots=True)
class Column:
    """`to` is the other school, `subject` the need, `person` who wished."""

    kind: Kind
    school: str
    group: tuple[str, ...] = ()
    to: str = ""
    subject: str = ""
    person: str = ""
    metres: int = 0


# Rows are ranges; whole columns are people.
Model = program.Model[Column]
Writing = program.Writing[Column]
