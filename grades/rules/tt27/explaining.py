"""How the result of a year of primary school came about (27/2020/TT-BGDĐT Điều 9 khoản 2)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import ClassVar, Protocol

from grades.rules.cells import CellCode
from grades.rules.explaining import (
    Asks,
    Condition,
    Derived,
    Explanation,
    Input,
    Part,
    Step,
    Why,
    YearKey,
)
from grades.rules.levels import YearLevel
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import Bar, bars, short_of
from grades.rules.year_end import YearFacts, YearOutcome


class Explained(Protocol):
    """The part of the scheme that is asked for the result itself."""

    year_clauses: ClassVar[Mapping[str, str]]

    @property
    def readings(self) -> Readings: ...

    def year(self, facts: YearFacts) -> YearOutcome: ...


class ExplainingPrimary:
    """The explanations of one scheme of primary grades."""

    def __init__(self, scheme: Explained) -> None:
        self._scheme = scheme

    def year_level(self, facts: YearFacts) -> Explanation:
        """The table from the best result down; what a person decided is left out."""
        undecided = YearFacts(**{**vars(facts), "decided": {}})
        found = self._scheme.year(undecided).learning
        result = found if isinstance(found, YearLevel) else None
        inputs = _inputs(facts)
        clause = self._scheme.year_clauses["learning"]
        clauses = {"table": clause}
        if result is None:
            missing = any(each.part is Part.MISSING for each in inputs)
            why = Why.WAITING if missing or facts.own_list is not None else Why.CHOICE_OPEN
            return Explanation(Derived.YEAR_LEVEL, None, inputs, clauses, why)
        steps = tuple(_step(bar, facts, clause) for bar in bars(self._scheme.readings))
        return Explanation(Derived.YEAR_LEVEL, result, inputs, clauses, steps=steps)


def _inputs(facts: YearFacts) -> tuple[Input, ...]:
    """The subjects, the tests, the qualities and competences."""
    levels = {each.subject: each.term2 for each in facts.terms}
    levels |= dict.fromkeys(sorted(_ids(facts.own_list) - set(levels)))
    of_subjects = (_input(Asks.LEVELS, subject, level) for subject, level in levels.items())
    of_tests = (_input(Asks.TESTS, subject, mark) for subject, mark in facts.tests)
    of_traits = (_input(Asks.TRAITS, place, level) for place, level in enumerate(facts.traits))
    return (*of_subjects, *of_tests, *of_traits)


def _ids(own_list: Iterable[object] | None) -> set[int]:
    return {each for each in own_list or () if isinstance(each, int)}


def _input(asks: Asks, of: int, value: int | None) -> Input:
    key = YearKey(asks, of)
    if value == CellCode.EXEMPT:
        return Input(key, value, None, Part.LEFT_OUT)
    if value is None or value == CellCode.ABSENT:
        return Input(key, value, None, Part.MISSING)
    return Input(key, value, value, Part.COUNTED)


def _step(bar: Bar, facts: YearFacts, clause: str) -> Step:
    levels: dict[Hashable, int | None] = {each.subject: each.term2 for each in facts.terms}
    below = short_of(bar, levels, facts.traits, dict(facts.tests))
    found = (
        (Asks.LEVELS, bar.level, below.subjects),
        (Asks.TRAITS, bar.trait, below.traits),
        (Asks.TESTS, bar.test, below.tests),
    )
    return Step(
        bar.result,
        tuple(
            Condition(asks, not keys, clause, bar=least, keys=tuple((asks, key) for key in keys))
            for asks, least, keys in found
            if asks is not Asks.TESTS or facts.tests
        ),
    )
