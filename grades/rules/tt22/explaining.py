"""How results over all subjects came about (22/2021/TT-BGDĐT Điều 8 to 15, and 43/2021).

The values themselves come from the scheme; here is only what they were derived from. Tests compare
the two: every sum gives the average, every table the level.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import (
    Adjustment,
    Asks,
    Condition,
    Derived,
    Explanation,
    Input,
    Part,
    Step,
    Why,
)
from grades.rules.levels import AnyLevel, Award, Level, Promotion
from grades.rules.sheets import SubjectResult
from grades.rules.tt22.explaining_marks import ExplainingMarks
from grades.rules.tt22.learning import LearningOutcome, levels_but_for_one
from grades.rules.tt22.level_readings import LevelBar, LevelReadings
from grades.rules.year_end import YearFacts, YearOutcome


class ExplainingSecondary(ExplainingMarks):
    """The explanations of one scheme of secondary grades."""

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> Explanation:
        """Điều 9 khoản 2, 3: the table from the highest level down, then the adjustment."""
        given, readings = list(subjects), self._scheme.readings
        outcome = self._scheme.learning(given, own_list=own_list, optional=optional)
        left_out = () if readings.optional_subjects_count else optional
        inputs = _inputs(given, left_out) + _absent(given, own_list, left_out, readings)
        place = self._scheme.places
        clauses = {"table": place["table"]}
        if outcome is None:
            why = _why_none(inputs, own_list, readings)
            conditions = _enough_subjects(given, inputs, readings, place["table"])
            return Explanation(Derived.LEVEL, None, inputs, clauses, why, conditions=conditions)
        counted = _counted(given, inputs)
        adjustment = _adjustment(outcome, counted, readings)
        if adjustment.because_of is not None or adjustment.readings_differ:
            clauses["adjustment"] = place["adjustment"]
        return Explanation(
            Derived.LEVEL,
            outcome.final,
            inputs,
            clauses,
            steps=tuple(_step(bar, counted, readings, place["table"]) for bar in readings.bars),
            adjustment=adjustment,
        )

    def year_conduct(self, term1: Level | None, term2: Level | None) -> Explanation:
        """Điều 8 khoản 2: read from the levels of both terms."""
        result = None
        if term1 is not None and term2 is not None:
            result = self._scheme.year_conduct(term1, term2)
        return Explanation(
            Derived.YEAR_CONDUCT,
            result,
            tuple(_given(number, level) for number, level in ((1, term1), (2, term2))),
            {"table": self._scheme.places["conduct"]},
            Why.WAITING if result is None else None,
        )

    def promotion(
        self,
        learning: Level | None,
        conduct: Level | None,
        absences: int,
        *,
        reassessed_learning: Level | None = None,
        retrained_conduct: Level | None = None,
        summer_over: bool = False,
    ) -> Explanation:
        """Three conditions; what the summer replaced stands beside the year's own level."""
        result = self._scheme.promotion(
            learning,
            conduct,
            absences,
            reassessed_learning=reassessed_learning,
            retrained_conduct=retrained_conduct,
            summer_over=summer_over,
        )
        counted = _replaced("conduct", conduct, retrained_conduct)
        levels = (counted, _replaced("learning", learning, reassessed_learning))
        return Explanation(
            Derived.PROMOTION,
            result,
            levels,
            self._of_summer(levels, result),
            Why.WAITING if result is None else None,
            conditions=self._for_promotion(levels, absences),
        )

    def _of_summer(self, levels: Sequence[Input], result: Promotion | None) -> dict[str, str]:
        """The clauses of promotion, and those of what the summer is for or has replaced."""
        places = self._scheme.places
        conduct, learning = (each.part is Part.SETTLED for each in levels)
        found = {"conditions": places["promotion"]}
        if conduct or result is Promotion.SUMMER_TRAINING:
            found["training"] = places["training"]
        if learning or result is Promotion.REASSESSMENT:
            found["again"] = places["again"]
        return found

    def _for_promotion(self, levels: Sequence[Input], absences: int) -> tuple[Condition, ...]:
        place, most = self._scheme.places["promotion"], self._scheme.readings.max_absences
        days = Condition(
            Asks.ABSENCES,
            absences <= most,
            self._clauses["max_absences"],
            needed=most,
            found=absences,
        )
        both = zip((Asks.CONDUCT, Asks.LEARNING), levels, strict=True)
        return (
            *(_at_least(asks, Level.PASSED, each.counts_as, place) for asks, each in both),
            days,
        )

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Explanation:
        """The titles from the highest down; learning and conduct are the year's own."""
        found, place = list(subjects), self._scheme.places["award"]
        left_out = () if self._scheme.readings.optional_subjects_count else optional
        scored = [each for each in found if each.form == AssessmentForm.SCORED]
        inputs = _inputs(scored, left_out)
        both = (
            _at_least(Asks.LEARNING, Level.GOOD, learning, place),
            _at_least(Asks.CONDUCT, Level.GOOD, conduct, place),
        )
        enough = _enough_high(inputs, self._scheme.readings, place)
        return Explanation(
            Derived.AWARD,
            self._scheme.award(learning, conduct, found, optional=optional),
            inputs,
            {"conditions": place},
            steps=(Step(Award.EXCELLENT_STUDENT, (*both, enough)), Step(Award.GOOD_STUDENT, both)),
        )


def explained_year(
    explaining: ExplainingSecondary, facts: YearFacts, outcome: YearOutcome
) -> tuple[Explanation, ...]:
    """Learning, conduct, promotion and title; promotion and title rest on the levels that hold."""
    subjects = outcome.results.values()
    levels = (_level(outcome.learning), outcome.conduct)
    return (
        explaining.learning(subjects, own_list=facts.own_list, optional=facts.optional),
        explaining.year_conduct(*facts.conduct),
        explaining.promotion(*levels, outcome.absences),
        explaining.award(*levels, subjects, optional=facts.optional),
    )


def _level(found: AnyLevel | None) -> Level | None:
    return found if isinstance(found, Level) else None


def _enough_high(inputs: Iterable[Input], readings: LevelReadings, clause: str) -> Condition:
    """How many subjects reach the mark of the highest title."""
    bar, needed = readings.award_mark, readings.award_count
    high = tuple(e.key for e in inputs if e.counts_as is not None and e.counts_as >= bar)
    return Condition(Asks.ENOUGH, len(high) >= needed, clause, bar, needed, len(high), high)


def _at_least(asks: Asks, bar: Level, found: int | None, clause: str) -> Condition:
    is_met = found is not None and found >= bar
    return Condition(asks, is_met, clause, bar=bar, found=found)


def _replaced(key: str, level: Level | None, summer: Level | None) -> Input:
    """The year's level, and the summer's where it replaces one that was Chưa đạt."""
    if level == Level.FAILED and summer is not None:
        return Input(key, level, summer, Part.SETTLED)
    return _given(key, level)


def _given(key: Hashable, level: Level | None) -> Input:
    return Input(key, level, level, Part.MISSING if level is None else Part.COUNTED)


def _inputs(subjects: Sequence[SubjectResult], left_out: Collection[Hashable]) -> tuple[Input, ...]:
    return tuple(_input(each, left_out) for each in subjects)


def _input(each: SubjectResult, left_out: Collection[Hashable]) -> Input:
    if each.result == CellCode.EXEMPT or each.subject in left_out:
        return Input(each.subject, each.result, None, Part.LEFT_OUT)
    part = Part.MISSING if each.result in (None, CellCode.ABSENT) else Part.COUNTED
    counts_as = None if part is Part.MISSING else each.result
    return Input(each.subject, each.result, counts_as, part)


def _absent(
    subjects: Sequence[SubjectResult],
    own_list: Collection[Hashable] | None,
    left_out: Collection[Hashable],
    readings: LevelReadings,
) -> tuple[Input, ...]:
    """Subjects of the student's own list of which there is nothing at all."""
    if not readings.level_needs_own_list:
        return ()
    there = {each.subject for each in subjects} | set(left_out)
    missing = sorted(set(own_list or ()) - there, key=str)
    return tuple(Input(key, None, None, Part.MISSING) for key in missing)


def _why_none(
    inputs: Iterable[Input], own_list: Collection[Hashable] | None, readings: LevelReadings
) -> Why:
    if any(each.part is Part.MISSING for each in inputs):
        return Why.WAITING
    is_open = own_list is None and readings.level_needs_own_list
    return Why.CHOICE_OPEN if is_open else Why.TOO_FEW


def _enough_subjects(
    subjects: Sequence[SubjectResult],
    inputs: Iterable[Input],
    readings: LevelReadings,
    clause: str,
) -> tuple[Condition, ...]:
    """How many scored subjects there must be for the table to be applied at all."""
    left_out = {each.key for each in inputs if each.part is Part.LEFT_OUT}
    scored = [each for each in subjects if each.form == AssessmentForm.SCORED]
    found = sum(each.subject not in left_out for each in scored)
    needed = readings.classifiable_count
    return (Condition(Asks.SUBJECTS, found >= needed, clause, needed=needed, found=found),)


Counted = tuple[dict[Hashable, int], dict[Hashable, bool]]


def _counted(subjects: Sequence[SubjectResult], inputs: Iterable[Input]) -> Counted:
    """What enters the table: averages of scored subjects, and whether the others are Đạt."""
    values = {each.key: each.counts_as for each in inputs if each.counts_as is not None}
    scored = {each.subject for each in subjects if each.form == AssessmentForm.SCORED}
    marks = {key: value for key, value in values.items() if key in scored}
    results = {key: value == CellCode.PASSED for key, value in values.items() if key not in scored}
    return marks, results


def _step(bar: LevelBar, counted: Counted, readings: LevelReadings, clause: str) -> Step:
    """One line of the table of Điều 9 khoản 2."""
    marks, results = counted
    low = tuple(key for key, mark in marks.items() if mark < bar.every)
    high = tuple(key for key, mark in marks.items() if mark >= bar.enough)
    failed = tuple(key for key, is_passed in results.items() if not is_passed)
    most, needed = bar.failed_commented, readings.level_count
    return Step(
        bar.level,
        (
            Condition(Asks.EVERY, not low, clause, bar.every, keys=low),
            Condition(
                Asks.ENOUGH, len(high) >= needed, clause, bar.enough, needed, len(high), high
            ),
            Condition(Asks.COMMENTED, len(failed) <= most, clause, None, most, len(failed), failed),
        ),
    )


def _adjustment(outcome: LearningOutcome, counted: Counted, readings: LevelReadings) -> Adjustment:
    because_of, without = None, None
    if outcome.because_of is not None:
        because_of = outcome.because_of.key
        reading, commented_may = readings.one_subject_reading, True
        levels = levels_but_for_one(*counted, readings, reading, commented_may)
        without = {subject: level for level, subject in levels}[outcome.because_of]
    return Adjustment(
        outcome.before,
        outcome.final,
        because_of,
        without,
        readings.one_subject_reading,
        outcome.needs_decision,
    )
