"""The result of a year of primary school and what follows from it (Điều 9, 11 and 13)."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import NamedTuple

from grades.rules.cells import HIGHEST_MARK, CellCode
from grades.rules.levels import Award, Completion, TraitLevel, YearLevel
from grades.rules.summer import Again
from grades.rules.tt27.readings import Readings
from grades.rules.year_end import Grounds

TENTHS = 10


def overall(
    subjects: Collection[int | None],
    traits: Collection[int | None],
    year_tests: Collection[int | None],
    readings: Readings,
) -> YearLevel | None:
    """The result of the year (Điều 9 khoản 2 điểm b); None while anything is missing.

    `subjects` are the codes of T, H and C at the end of the year, an exempt one left out of the
    count; `traits` TraitLevels; `year_tests` the marks in tenths of the tests at the end of the
    year, and of no other time. A missed test (CellCode.ABSENT) is one that is missing.
    """
    asked = [level for level in subjects if level != CellCode.EXEMPT]
    tests = [mark for mark in year_tests if mark != CellCode.EXEMPT]
    missing = {None, CellCode.ABSENT}
    if not asked or not traits or not missing.isdisjoint((*asked, *traits, *tests)):
        return None
    level, trait, test = worst(asked), worst(traits), worst(tests)
    for result, least_level, least_trait, bar in bars(readings):
        if level >= least_level and trait >= least_trait and test >= bar:
            return result
    return YearLevel.NOT_COMPLETED


def worst(given: Collection[int | None]) -> int:
    """The lowest of them; one that meets every bar where there is none, as in a grade without
    tests."""
    return min((each for each in given if each is not None), default=HIGHEST_MARK)


class Bar(NamedTuple):
    """A result of the year with the lowest level, trait and test in tenths it asks for."""

    result: YearLevel
    level: CellCode
    trait: TraitLevel
    test: int


def bars(readings: Readings) -> list[Bar]:
    """The table of Điều 9 khoản 2 điểm b, the best first; below the last is Chưa hoàn thành."""
    best, good = CellCode.COMPLETED_WELL, TraitLevel.GOOD
    tests = (readings.excellent_test, readings.well_test, readings.completed_test)
    excellent, well, completed = (bar * TENTHS for bar in tests)
    return [
        Bar(YearLevel.EXCELLENT, best, good, excellent),
        Bar(YearLevel.WELL, best, good, well),
        Bar(YearLevel.COMPLETED, CellCode.COMPLETED, TraitLevel.PASSED, completed),
    ]


def short_of(
    bar: Bar,
    subjects: Mapping[Hashable, int | None],
    traits: Sequence[int | None],
    tests: Mapping[int, int | None],
) -> Again:
    """What is missing or below the bar."""
    return Again(
        tuple(pk for pk, level in subjects.items() if _is_below(level, bar.level)),
        tuple(pk for pk, mark in tests.items() if _is_below(mark, bar.test)),
        tuple(place for place, level in enumerate(traits) if _is_below(level, bar.trait)),
    )


def _is_below(value: int | None, bar: int) -> bool:
    if value == CellCode.EXEMPT:
        return False
    return value is None or value == CellCode.ABSENT or value < bar


def completion(
    level: YearLevel | None, reassessed: YearLevel | None, principal: bool | None
) -> Completion | None:
    """What follows from the year (Điều 11 khoản 1, 2); None while it is not settled.

    `reassessed` is the result after the student was helped and assessed again; `principal` what the
    principal decided on a student who has still not completed the class.
    """
    if level is None:
        return None
    if level > YearLevel.NOT_COMPLETED:
        return Completion.COMPLETED
    if reassessed is not None and reassessed > YearLevel.NOT_COMPLETED:
        return Completion.COMPLETED
    if principal is None:
        return None
    return Completion.PROMOTED_BY_PRINCIPAL if principal else Completion.RETAINED


def grounds(
    subjects: Mapping[Hashable, int | None],
    tests: Mapping[int, int | None],
    traits: Sequence[int | None],
    before: Sequence[Sequence[int | None]],
    readings: Readings,
) -> Grounds:
    """Where the records show an excellent achievement or clear progress (Điều 13 khoản 1 điểm a).

    The circular does not say how either is measured. An achievement is T with a test from the bar
    of the readings on; progress a level that is higher than at an earlier moment of the year.
    """
    bar = readings.outstanding_test * TENTHS
    achieved = (
        pk
        for pk, mark in tests.items()
        if mark is not None
        and bar <= mark <= HIGHEST_MARK
        and subjects.get(pk) == CellCode.COMPLETED_WELL
    )
    return Grounds(
        tuple(achieved), tuple(n for n, now in enumerate(traits) if _rose(n, now, before))
    )


def _rose(place: int, now: int | None, before: Sequence[Sequence[int | None]]) -> bool:
    earlier = [levels[place] for levels in before if place < len(levels)]
    return now is not None and any(level is not None and level < now for level in earlier)


def award(
    level: YearLevel | None,
    *,
    outstanding_subject: bool,
    clear_progress: bool,
    class_recognises: bool,
) -> Award | None:
    """The title a student earns (Điều 13 khoản 1 điểm a).

    An achievement in a subject, progress in a quality or competence and the recognition by the
    class are said by people.
    """
    if level == YearLevel.EXCELLENT:
        return Award.EXCELLENT_STUDENT
    is_exemplary = class_recognises and (outstanding_subject or clear_progress)
    return Award.EXEMPLARY_STUDENT if level == YearLevel.WELL and is_exemplary else None
