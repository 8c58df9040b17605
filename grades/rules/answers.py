"""What may be decided on a student who gets no level when the term is over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """One decision. Which of them a circular knows for a student is said by its scheme."""

    MAKE_UP = "make_up"
    """A make-up test is still to come."""
    ZERO = "zero"
    """What was missed is 0, or Chưa đạt in a comment-only subject."""
    LEAVE_OUT = "leave_out"
    """What is missing is left out of the count."""
    LEVEL = "level"
    """The level that was decided on."""
    NONE = "none"
    """No level."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One cell for want of which a subject has no result: its name, its group, and whether it was
    asked of the student (an absence was)."""

    cell: str
    group: str
    is_due: bool
