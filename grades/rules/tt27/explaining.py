"""How a year of primary school came about (27/2020/TT-BGDĐT, Điều 9, 11 and 13)."""

from __future__ import annotations

from collections.abc import Collection

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
)
from grades.rules.levels import AnyLevel, Award, Promotion, YearLevel
from grades.rules.sheets import SubjectResult
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.year import award, bars, overall, worst
from grades.rules.year_end import YearFacts, YearOutcome

TABLE, COMPLETING, TITLES = "Đ9 k2", "Đ11 k1", "Đ13 k1"
GONE = (None, CellCode.ABSENT)


def explained_year(
    readings: Readings, facts: YearFacts, outcome: YearOutcome
) -> tuple[Explanation, ...]:
    """The level of the year, whether the student moves up, and the title."""
    return (
        _level(readings, facts, list(outcome.results.values())),
        _promotion(outcome.learning),
        _award(outcome.learning),
    )


def _level(
    readings: Readings, facts: YearFacts, subjects: Collection[SubjectResult]
) -> Explanation:
    """Điều 9 khoản 2: the table from the best result down; nothing while anything is missing."""
    cells = [each.result for each in subjects]
    inputs = tuple(map(_input, subjects)) + _absent(facts, subjects)
    has_all = all(each.part is not Part.MISSING for each in inputs)
    result = overall(cells, facts.traits, facts.tests, readings) if has_all else None
    return Explanation(
        Derived.LEVEL,
        result,
        inputs,
        {"table": TABLE},
        Why.WAITING if result is None else None,
        steps=_steps(readings, facts, cells),
    )


def _input(each: SubjectResult) -> Input:
    if each.result == CellCode.EXEMPT:
        return Input(each.subject, each.result, None, Part.LEFT_OUT)
    part = Part.MISSING if each.result in GONE else Part.COUNTED
    return Input(each.subject, each.result, each.result, part)


def _absent(facts: YearFacts, subjects: Collection[SubjectResult]) -> tuple[Input, ...]:
    """Subjects of the student's own list of which there is nothing at all."""
    missing = set(facts.own_list or ()) - {each.subject for each in subjects}
    return tuple(Input(key, None, None, Part.MISSING) for key in sorted(missing, key=str))


def _steps(readings: Readings, facts: YearFacts, cells: Collection[int | None]) -> tuple[Step, ...]:
    """The lines of the table, each with the lowest of what it asks for; a grade without tests is
    asked for none."""
    tests = [mark for mark in facts.tests if mark != CellCode.EXEMPT]
    lowest = (
        (Asks.COMPLETED, _worst([each for each in cells if each != CellCode.EXEMPT])),
        (Asks.TRAITS, _worst(facts.traits)),
        (Asks.TESTS, _worst(tests)),
    )
    return tuple(
        Step(
            result,
            tuple(
                _at_least(asks, found, bar)
                for (asks, found), bar in zip(lowest, asked, strict=True)
                if tests or asks is not Asks.TESTS
            ),
        )
        for result, *asked in bars(readings)
    )


def _worst(given: Collection[int | None]) -> int | None:
    """None where there is none, or one is missing."""
    return None if not given or any(each in GONE for each in given) else worst(given)


def _at_least(asks: Asks, found: int | None, bar: int) -> Condition:
    return Condition(asks, found is not None and found >= bar, TABLE, bar=bar, found=found)


def _promotion(level: AnyLevel | None) -> Explanation:
    """Who has completed the class moves up; on who has not, the principal decides (khoản 2)."""
    is_met = level is not None and level > YearLevel.NOT_COMPLETED
    bar = YearLevel.COMPLETED
    return Explanation(
        Derived.PROMOTION,
        Promotion.PROMOTED if is_met else None,
        (Input("learning", level, level, Part.MISSING if level is None else Part.COUNTED),),
        {"conditions": COMPLETING},
        None if is_met else Why.UNDECIDED,
        conditions=(Condition(Asks.LEARNING, is_met, COMPLETING, bar=bar, found=level),),
    )


def _award(level: AnyLevel | None) -> Explanation:
    """Học sinh Xuất sắc; Học sinh Tiêu biểu rests on what people say and is not derived."""
    best = YearLevel.EXCELLENT
    given = level if isinstance(level, YearLevel) else None
    condition = Condition(Asks.LEARNING, given == best, TITLES, bar=best, found=given)
    return Explanation(
        Derived.AWARD,
        award(given, outstanding_subject=False, clear_progress=False, class_recognises=False),
        (Input("learning", given, given, Part.MISSING if given is None else Part.COUNTED),),
        {"conditions": TITLES},
        steps=(Step(Award.EXCELLENT_STUDENT, (condition,)),),
    )
