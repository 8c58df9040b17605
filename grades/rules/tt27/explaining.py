"""How a year of primary school came about (27/2020/TT-BGDĐT, Điều 9, 11 and 13)."""

from __future__ import annotations

from collections.abc import Hashable

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
from grades.rules.levels import AnyLevel, Award, Promotion, YearLevel
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import Bar, bars, overall, short_of
from grades.rules.year_end import YearFacts, YearOutcome

TABLE, COMPLETING, COMPLETING_AGAIN, TITLES = "Đ9 k2", "Đ11 k1", "Đ11 k2", "Đ13 k1"


def explained_year(
    readings: Readings, facts: YearFacts, outcome: YearOutcome
) -> tuple[Explanation, ...]:
    """The level of the year, whether the student moves up, and the title."""
    return (
        _level(readings, facts),
        _promotion(outcome.learning),
        _award(outcome),
    )


def _level(readings: Readings, facts: YearFacts) -> Explanation:
    """Điều 9 khoản 2: the table from the best result down; nothing while anything is missing."""
    inputs = _inputs(facts)
    is_whole = all(each.part is not Part.MISSING for each in inputs)
    result = None
    if is_whole and facts.own_list is not None:
        cells = [each.term2 for each in facts.terms]
        result = overall(cells, facts.traits, [mark for _of, mark in facts.tests], readings)
    why = None
    if result is None:
        why = Why.CHOICE_OPEN if is_whole and facts.own_list is None else Why.WAITING
    steps = tuple(_step(bar, facts) for bar in bars(readings)) if result is not None else ()
    return Explanation(Derived.LEVEL, result, inputs, {"table": TABLE}, why, steps=steps)


def _inputs(facts: YearFacts) -> tuple[Input, ...]:
    """The subjects, those of the student's own list of which there is nothing as well; the tests;
    the qualities and competences."""
    levels: dict[Hashable, int | None] = {each.subject: each.term2 for each in facts.terms}
    levels |= dict.fromkeys(sorted(set(facts.own_list or ()) - set(levels), key=str))
    of_subjects = (_input(subject, level) for subject, level in levels.items())
    of_tests = (_input(YearKey(Asks.TESTS, subject), mark) for subject, mark in facts.tests)
    of_traits = (
        _input(YearKey(Asks.TRAITS, place), level) for place, level in enumerate(facts.traits)
    )
    return (*of_subjects, *of_tests, *of_traits)


def _input(key: Hashable, value: int | None) -> Input:
    if value == CellCode.EXEMPT:
        return Input(key, value, None, Part.LEFT_OUT)
    if value is None or value == CellCode.ABSENT:
        return Input(key, value, None, Part.MISSING)
    return Input(key, value, value, Part.COUNTED)


def _step(bar: Bar, facts: YearFacts) -> Step:
    """A line of the table; a grade without tests is asked for none."""
    levels: dict[Hashable, int | None] = {each.subject: each.term2 for each in facts.terms}
    below = short_of(bar, levels, facts.traits, dict(facts.tests))
    found: list[tuple[Asks, int, tuple[Hashable, ...]]] = [
        (Asks.LEVELS, bar.level, below.subjects),
        (Asks.TRAITS, bar.trait, tuple(YearKey(Asks.TRAITS, each) for each in below.traits)),
    ]
    if any(mark != CellCode.EXEMPT for _of, mark in facts.tests):
        keys = tuple(YearKey(Asks.TESTS, each) for each in below.tests)
        found.append((Asks.TESTS, bar.test, keys))
    conditions = (
        Condition(asks, not keys, TABLE, bar=least, keys=keys) for asks, least, keys in found
    )
    return Step(bar.result, tuple(conditions))


def _promotion(level: AnyLevel | None) -> Explanation:
    """Who has completed the class moves up; who has not is helped and assessed again (khoản 2)."""
    is_met = level is not None and level > YearLevel.NOT_COMPLETED
    result = None
    if level is not None:
        result = Promotion.PROMOTED if is_met else Promotion.REASSESSMENT
    condition = Condition(Asks.LEARNING, is_met, COMPLETING, bar=YearLevel.COMPLETED, found=level)
    return Explanation(
        Derived.PROMOTION,
        result,
        (_learning(level),),
        {"conditions": COMPLETING},
        Why.UNDECIDED if result is None else None,
        conditions=(condition,),
    )


def explained_help(level: AnyLevel | None, again: AnyLevel | None) -> Explanation:
    """After help and another assessment: who has completed the class moves up; on who has still
    not, the principal decides (khoản 2)."""
    found = level if again is None else again
    is_met = found is not None and found > YearLevel.NOT_COMPLETED
    learning = _learning(level)
    if again is not None:
        learning = Input("learning", level, again, Part.SETTLED)
    condition = Condition(
        Asks.LEARNING, is_met, COMPLETING_AGAIN, bar=YearLevel.COMPLETED, found=found
    )
    return Explanation(
        Derived.PROMOTION,
        Promotion.PROMOTED if is_met else None,
        (learning,),
        {"conditions": COMPLETING_AGAIN},
        None if is_met else Why.UNDECIDED,
        conditions=(condition,),
    )


def _award(outcome: YearOutcome) -> Explanation:
    """Học sinh Xuất sắc by the level; Học sinh Tiêu biểu rests on what people say as well."""
    found = outcome.learning
    level = found if isinstance(found, YearLevel) else None
    is_given = outcome.award is Award.EXEMPLARY_STUDENT
    steps = (
        Step(Award.EXCELLENT_STUDENT, (_at_least(YearLevel.EXCELLENT, level),)),
        Step(
            Award.EXEMPLARY_STUDENT,
            (
                _at_least(YearLevel.WELL, level),
                Condition(Asks.RECOGNISED, is_given, TITLES),
            ),
        ),
    )
    reached = (step.result for step in steps if step.is_reached)
    title = next((each for each in reached if isinstance(each, Award)), None)
    return Explanation(
        Derived.AWARD, title, (_learning(level),), {"conditions": TITLES}, steps=steps
    )


def _learning(level: AnyLevel | None) -> Input:
    return Input("learning", level, level, Part.MISSING if level is None else Part.COUNTED)


def _at_least(bar: YearLevel, level: YearLevel | None) -> Condition:
    is_met = level is not None and level >= bar
    return Condition(Asks.LEARNING, is_met, TITLES, bar=bar, found=level)
