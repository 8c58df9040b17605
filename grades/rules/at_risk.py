"""Which students may not reach the next grade, by rules everybody can read. No prediction.

What counts as near is a setting; the limit of absences is that of Circular 22/2021/TT-BGDĐT,
Article 12, as the regulation set gives it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Risk(StrEnum):
    """Why a student is at risk."""

    LOW = "low"
    DROP = "drop"
    ABSENT = "absent"


@dataclass(frozen=True)
class Limits:
    """`low` and `drop` in tenths of a mark; `subjects` below `low`, sessions `missed`."""

    low: int
    subjects: int
    drop: int
    missed: int


@dataclass(frozen=True)
class Facts:
    """One student: averages of the term and of the one before in tenths, by name of the subject;
    sessions missed in the year as the regulation set counts them, and the most allowed."""

    averages: Mapping[str, int]
    before: Mapping[str, int]
    missed: int
    most: int | None


@dataclass(frozen=True)
class Reason:
    """One rule that a student meets, with the numbers that say so.

    LOW: `subjects`, each with its average. DROP: the mean of the subjects of both terms, from
    `before` to `now`. ABSENT: `now` sessions of `most`.
    """

    risk: Risk
    subjects: tuple[tuple[str, int], ...] = ()
    before: int = 0
    now: int = 0
    most: int | None = None


def reasons_of(facts: Facts, limits: Limits) -> list[Reason]:
    """Every rule the student meets."""
    found = []
    low = sorted(
        ((name, mark) for name, mark in facts.averages.items() if mark < limits.low),
        key=lambda pair: pair[1],
    )
    if len(low) >= limits.subjects:
        found.append(Reason(Risk.LOW, subjects=tuple(low)))
    both = facts.averages.keys() & facts.before.keys()
    if both:
        now = round(sum(facts.averages[name] for name in both) / len(both))
        before = round(sum(facts.before[name] for name in both) / len(both))
        if before - now >= limits.drop:
            found.append(Reason(Risk.DROP, before=before, now=now))
    if facts.missed >= limits.missed:
        found.append(Reason(Risk.ABSENT, now=facts.missed, most=facts.most))
    return found
