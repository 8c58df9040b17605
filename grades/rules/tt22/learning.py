"""Levels of learning and conduct (22/2021/TT-BGDĐT, Điều 8, 9)."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.sheets import SubjectResult
from grades.rules.tt22.averages import given_mark, given_result
from grades.rules.tt22.level_readings import LevelBar, LevelReadings, OneSubjectReading

# By subject, or in any order when the subject does not matter. A subject whose value
# is CellCode.EXEMPT is left out of every count (Điều 11).
Averages: TypeAlias = Mapping[Hashable, int | None] | Sequence[int | None]
Results: TypeAlias = Mapping[Hashable, bool | int | None] | Sequence[bool | int | None]

# Rows: second term; columns: first term (Điều 8 khoản 2 điểm b).
_YEAR_CONDUCT = {
    Level.GOOD: {
        Level.GOOD: Level.GOOD,
        Level.FAIR: Level.GOOD,
        Level.PASSED: Level.FAIR,
        Level.FAILED: Level.FAIR,
    },
    Level.FAIR: {
        Level.GOOD: Level.FAIR,
        Level.FAIR: Level.FAIR,
        Level.PASSED: Level.FAIR,
        Level.FAILED: Level.PASSED,
    },
    Level.PASSED: {
        Level.GOOD: Level.FAIR,
        Level.FAIR: Level.PASSED,
        Level.PASSED: Level.PASSED,
        Level.FAILED: Level.PASSED,
    },
    Level.FAILED: dict.fromkeys(Level, Level.FAILED),
}


class SubjectRef(NamedTuple):
    """One subject of a student: its form, and its key or position in what the caller passed."""

    form: AssessmentForm
    key: Hashable


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """A student's level of learning in one term or year, with what is needed to explain it."""

    before: Level
    """By the table of Điều 9 khoản 2."""
    final: Level
    """After the one-level adjustment of khoản 3."""
    because_of: SubjectRef | None
    """The one subject that triggered the adjustment."""
    readings_differ: bool
    """Whether removing the subject and replacing its result give different levels: a person
    decides."""
    commented_readings_differ: bool
    """Whether it matters that a comment-only subject may be "the one subject"."""

    @property
    def needs_decision(self) -> bool:
        """Whether a person has to decide between readings of khoản 3."""
        return self.readings_differ or self.commented_readings_differ

    @property
    def choices(self) -> tuple[Level, ...]:
        """The levels between which a person decides, the higher one first; none without need.

        The adjustment raises by one level or not at all, whichever reading is taken.
        """
        return (Level(self.before + 1), self.before) if self.needs_decision else ()


def year_conduct(term1: Level, term2: Level) -> Level:
    """Conduct over the year from the conduct of both terms; derived, never typed.

    Vietnamese: kết quả rèn luyện cả năm học (Điều 8 khoản 2 điểm b).
    """
    return _YEAR_CONDUCT[Level(term2)][Level(term1)]


def learning_outcome(
    scored: Averages,
    commented: Results,
    readings: LevelReadings,
    *,
    optional: Collection[Hashable] = (),
    own_list: Collection[Hashable] = (),
) -> LearningOutcome | None:
    """Level of learning before and after adjustment, and why; None if not classifiable yet.

    Not classifiable: any subject without its average or result, a subject of the student's
    `own_list` that is not there at all, or fewer than `readings.classifiable_count` scored
    subjects. `optional` names the freely chosen ones, which the readings may leave out.
    """
    if not readings.optional_subjects_count:
        scored, commented = _without(scored, optional), _without(commented, optional)
        own_list = set(own_list) - set(optional)
    there = _pairs(scored).keys() | _pairs(commented).keys()
    if readings.level_needs_own_list and set(own_list) - there:
        return None
    marks = {key: given_mark(mark) for key, mark in by_subject(scored).items()}
    results = {key: given_result(result) for key, result in by_subject(commented).items()}
    has_gap = None in marks.values() or None in results.values()
    if has_gap or len(marks) < readings.classifiable_count:
        return None
    return _classified(
        {key: mark for key, mark in marks.items() if mark is not None},
        {key: bool(result) for key, result in results.items()},
        readings,
    )


def _pairs(values: Averages | Results) -> dict[Hashable, Any]:
    return dict(values.items() if isinstance(values, Mapping) else enumerate(values))


def _without(values: Averages | Results, keys: Collection[Hashable]) -> dict[Hashable, Any]:
    return {key: value for key, value in _pairs(values).items() if key not in keys}


def by_subject(values: Averages | Results) -> dict[Hashable, bool | int | None]:
    """Values under their subject's key, or their position; exempt subjects left out."""
    return {key: value for key, value in _pairs(values).items() if value != CellCode.EXEMPT}


def _classified(
    marks: Mapping[Hashable, int], results: Mapping[Hashable, bool], readings: LevelReadings
) -> LearningOutcome:
    """The outcome of a complete set of averages and results."""
    reading, commented_may = readings.one_subject_reading, readings.one_subject_may_be_commented
    final, because_of = _adjusted(marks, results, readings, reading, commented_may)
    by_reading = {
        _adjusted(marks, results, readings, each, commented_may)[0] for each in OneSubjectReading
    }
    other, _ = _adjusted(marks, results, readings, reading, not commented_may)
    return LearningOutcome(
        before=table_level(marks.values(), results.values(), readings),
        final=final,
        because_of=because_of,
        readings_differ=len(by_reading) > 1,
        commented_readings_differ=final != other,
    )


def table_level(
    marks: Collection[int], results: Collection[bool], readings: LevelReadings
) -> Level:
    """Điều 9 khoản 2: the highest level whose every condition is met."""
    failed_commented = sum(not result for result in results)
    for bar in readings.bars:
        if (
            failed_commented <= bar.failed_commented
            and all(mark >= bar.every for mark in marks)
            and sum(mark >= bar.enough for mark in marks) >= readings.level_count
        ):
            return bar.level
    return Level.FAILED


def _adjusted(
    marks: Mapping[Hashable, int],
    results: Mapping[Hashable, bool],
    readings: LevelReadings,
    reading: OneSubjectReading,
    commented_may: bool,
) -> tuple[Level, SubjectRef | None]:
    """Điều 9 khoản 3: one level up if one subject alone costs two levels or more.

    Two levels above any other can only be Tốt or Khá, as the clause demands, so the adjusted level
    is Khá or Đạt.
    """
    actual = table_level(marks.values(), results.values(), readings)
    if actual >= Level.FAIR:
        return actual, None
    higher = [bar for bar in readings.bars if bar.level - actual >= 2]
    if not any(_one_subject_costs(bar, marks.values(), results.values()) for bar in higher):
        return actual, None
    levels = levels_but_for_one(marks, results, readings, reading, commented_may)
    reference, subject = max(levels, key=lambda pair: pair[0])
    if reference - actual >= 2:
        return Level(actual + 1), subject
    return actual, None


def _one_subject_costs(bar: LevelBar, marks: Collection[int], results: Collection[bool]) -> bool:
    """Whether no more than one subject can be in the way of the bar: most are spared the rest.

    Counts of marks that are high enough are left to the table: one more may be all they want.
    """
    too_low = sum(mark < bar.every for mark in marks)
    failed = max(0, sum(not result for result in results) - bar.failed_commented)
    return too_low + failed <= 1


def levels_but_for_one(
    marks: Mapping[Hashable, int],
    results: Mapping[Hashable, bool],
    readings: LevelReadings,
    reading: OneSubjectReading,
    commented_may: bool,
) -> Iterator[tuple[Level, SubjectRef]]:
    """For each subject, the level the student would have but for that subject."""
    met = [HIGHEST_MARK] if reading is OneSubjectReading.REPLACE else []
    for key in marks:
        others = [mark for other, mark in marks.items() if other != key]
        level = table_level(others + met, results.values(), readings)
        yield level, SubjectRef(AssessmentForm.SCORED, key)
    for key in results if commented_may else ():
        # A comment-only subject is in no count, so removing it and passing it are the same.
        passed = [result for other, result in results.items() if other != key]
        level = table_level(marks.values(), passed, readings)
        yield level, SubjectRef(AssessmentForm.COMMENTED, key)


def by_form(
    subjects: Iterable[SubjectResult],
) -> tuple[dict[Hashable, int | None], dict[Hashable, int | None]]:
    """Averages of scored subjects and results of comment-only ones, by subject."""
    found: dict[AssessmentForm, dict[Hashable, int | None]] = {
        AssessmentForm.SCORED: {},
        AssessmentForm.COMMENTED: {},
    }
    for each in subjects:
        found[AssessmentForm(each.form)][each.subject] = each.result
    return found[AssessmentForm.SCORED], found[AssessmentForm.COMMENTED]
