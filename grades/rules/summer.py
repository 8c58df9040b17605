"""What the summer after a year brings, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from grades.rules.levels import AnyLevel, Level, Promotion
from grades.rules.sheets import SubjectResult
from grades.rules.year_scheme import YearScheme


@dataclass(frozen=True)
class SealedYear:
    """What was sealed of a student's year, for the summer after it. `tests` and `traits` as in
    YearFacts, the tests by subject."""

    results: tuple[SubjectResult, ...]
    learning: AnyLevel | None
    conduct: Level | None
    absences: int
    tests: Mapping[int, int | None] = field(default_factory=dict)
    traits: tuple[int | None, ...] = ()


class Again(NamedTuple):
    """In what a student may be assessed again: subjects, tests by their subjects, places among the
    qualities and competences."""

    subjects: tuple[Hashable, ...]
    tests: tuple[int, ...] = ()
    traits: tuple[int, ...] = ()


@dataclass(frozen=True)
class Summer:
    """What the summer has brought: new results by subject, and the level of conduct; in primary
    school new marks of tests by subject, new levels of qualities and competences by their places,
    and what the principal decided in the end: whether the student moves up or, between readings of
    Điều 9 khoản 3 of TT 22/2021, the `level`."""

    sat: Mapping[int, int | None] = field(default_factory=dict)
    conduct: Level | None = None
    is_over: bool = False
    tests: Mapping[int, int] = field(default_factory=dict)
    traits: Mapping[int, int] = field(default_factory=dict)
    decided: Promotion | None = None
    level: Level | None = None


class SummerOutcome(NamedTuple):
    """The level with the new results in place of the first ones, and what follows; None for what
    waits for a decision. `choices` are the levels between which the principal decides."""

    learning: AnyLevel | None
    promotion: Promotion | None
    choices: tuple[Level, ...] = ()


def summer_outcome(
    scheme: YearScheme, year: SealedYear, summer: Summer, *, optional: Collection[Hashable]
) -> SummerOutcome:
    """What follows once the summer's results stand in place of the first ones; nothing before a
    person has decided between readings that differ."""
    again: Level | None = None
    choices: tuple[Level, ...] = ()
    if summer.sat and None not in summer.sat.values():
        found = scheme.reassessed(year.results, summer.sat, optional=optional)
        again, choices = (found.final, found.choices) if found else (None, ())
    if choices:
        again = summer.level if summer.level in choices else None
        if again is None:
            return SummerOutcome(None, None, choices)
    promotion = scheme.promotion(
        year.learning if isinstance(year.learning, Level) else None,
        year.conduct,
        year.absences,
        reassessed_learning=again,
        retrained_conduct=summer.conduct,
        summer_over=summer.is_over,
    )
    return SummerOutcome(again, promotion, choices)
