"""The numbers and readings a regulation leaves to be chosen, kept apart from the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grades.rules.levels import Level


class Rounding(StrEnum):
    """What happens to an average exactly halfway between two tenths."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class OneSubjectReading(StrEnum):
    """How "solely because of one subject" (Điều 9 khoản 3) is tested."""

    REMOVE = "remove"
    """Would the level be higher if the subject were not there?"""
    REPLACE = "replace"
    """Would the level be higher if the subject had met every bar?"""


@dataclass(frozen=True, slots=True)
class LevelBar:
    """What one level of learning asks for. Marks in tenths."""

    level: Level
    every: int
    """Least average of every scored subject."""
    enough: int
    """Least average of at least `RuleSet.min_subjects` scored subjects."""
    failed_commented: int
    """How many comment-only subjects may be Chưa đạt."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One circular as a school applies it; derive a variant with `dataclasses.replace`.

    The defaults are 22/2021/TT-BGDĐT. Fields marked "open" follow a reading the circular does not
    settle; the Department decides them, nobody's code.
    """

    code: str = "TT22"
    """Stored with every computed result, so that it can be explained years later."""

    # Điều 6: regular assessments by periods a year, (at most so many periods, count).
    regular_tiers: tuple[tuple[int, int], ...] = ((35, 2), (70, 3))
    regular_above_tiers: int = 4
    regular_commented: int = 2
    cluster_is_extra: bool = True
    """Open: the mark of a study-topic cluster (cụm chuyên đề) is added to the regular marks;
    otherwise it is one of them."""

    # Điều 9 khoản 1: weights.
    regular_weight: int = 1
    midterm_weight: int = 2
    final_weight: int = 3
    term1_weight: int = 1
    term2_weight: int = 2
    rounding: Rounding = Rounding.HALF_UP
    """Open: the circular asks for one decimal and is silent on ties."""

    # Điều 7 khoản 4, 5 and their silence on regular marks.
    absence_settles: bool = True
    """Open: a periodic assessment missed without a make-up becomes 0 or Chưa đạt."""
    missing_regular_blocks: bool = True
    """Open: a missing regular mark leaves the subject without an average. A principal's override,
    with its reason, averages what is there; no missing mark ever becomes zero."""

    # Điều 9 khoản 2, 3.
    min_subjects: int = 6
    """Also the least number of scored subjects without which no level is given."""
    bars: tuple[LevelBar, ...] = (
        LevelBar(Level.GOOD, every=65, enough=80, failed_commented=0),
        LevelBar(Level.FAIR, every=50, enough=65, failed_commented=0),
        LevelBar(Level.PASSED, every=35, enough=50, failed_commented=1),
    )
    """From the highest level down; a student who clears none is Chưa đạt."""
    one_subject_reading: OneSubjectReading = OneSubjectReading.REMOVE
    """Open."""
    one_subject_may_be_commented: bool = True
    """Open: khoản 3 says "one subject" and excludes none."""
    optional_subjects_count: bool = True
    """Open: subjects chosen freely (môn học tự chọn) count among "all" and "at least six"."""

    # Điều 12, 14.
    max_absences: int = 45
    """Half-day sessions (buổi) missed in the year; one more bars promotion."""
    max_absences_a_day: int | None = 1
    """Open: where a school runs two sessions, a day counts once. None counts every session."""
    reassess_below: int = 50
    """A scored subject with a year average below this may be assessed again. Tenths."""
    reassess_all: bool = False
    """Open: whether every eligible subject must be sat, or any the school records."""
    reassessment_waits_for_training: bool = False
    """Open: whether subjects are assessed again only after the summer's conduct result."""
    adjust_after_reassessment: bool = True
    """Open: whether Điều 9 khoản 3 applies again to the re-assessed results."""

    # Điều 15.
    award_mark: int = 90
    """Least average of `min_subjects` scored subjects for Học sinh Xuất sắc. Tenths."""


RULES_2021 = RuleSet()
"""22/2021/TT-BGDĐT with the suggested reading of every open point."""
