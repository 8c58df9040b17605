"""How many posts a school may have: TT 20/2023/TT-BGDĐT (general), TT 19/2023/TT-BGDĐT (preschool).

All results are exact fractions of a post: no rounding rule was found, so the Department rounds
when it turns a ceiling into whole posts. What the circulars leave open is a setting of a norm set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType


class ClassCount(StrEnum):
    """Which number of classes the ratio is multiplied by (TT 20/2023 Điều 3; unconfirmed)."""

    NORMATIVE = "normative"
    """Students divided by the zone's students a class; who remains asks for more teachers."""
    ACTUAL = "actual"
    """The classes that are organised."""
    ACTUAL_EXCESS = "actual_excess"
    """The same, and the students beyond the zone's number in each class ask for more teachers."""


class YouthLeader(StrEnum):
    """Where the Tổng phụ trách Đội of primary and lower secondary schools stands (unconfirmed)."""

    ON_TOP = "on_top"
    INSIDE = "inside"
    NONE = "none"


class Remainder(StrEnum):
    """Whether students who remain ask for whole teachers or for parts of one (unconfirmed)."""

    BY_COUNT = "by_count"
    """Whole with the normative count, parts with the excess over actual classes."""
    WHOLE = "whole"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class NormSet:
    """One reading of the norms. Every field is unconfirmed; the defaults are the circular's text
    as summaries give it."""

    class_count: ClassCount = ClassCount.NORMATIVE
    youth_leader: YouthLeader = YouthLeader.ON_TOP
    remainder: Remainder = Remainder.BY_COUNT
    primary_special: Fraction = Fraction(3, 2)
    """Teachers a class in boarding and special primary schools: TT 16/2017, not seen in TT 20."""


PRIMARY, LOWER, UPPER = "TH", "THCS", "THPT"
# Điều 3: students a class by zone, and how many remaining students ask for one more teacher.
CLASS_SIZE = {
    PRIMARY: {1: 25, 2: 30, 3: 35},
    LOWER: {1: 35, 2: 40, 3: 45},
    UPPER: {1: 35, 2: 40, 3: 45},
}
REMAINING = {
    PRIMARY: {1: 12, 2: 15, 3: 17},
    LOWER: {1: 17, 2: 20, 3: 22},
    UPPER: {1: 17, 2: 20, 3: 22},
}
# Điều 7 to 9: teachers a class. Primary classes of one session a day have fewer.
RATIO = {PRIMARY: Fraction(3, 2), LOWER: Fraction(19, 10), UPPER: Fraction(9, 4)}
ONE_SESSION = Fraction(6, 5)
SPECIAL_RATIO = {
    ("PTDTNT", LOWER): Fraction(11, 5),
    ("PTDTBT", LOWER): Fraction(11, 5),
    ("special", LOWER): Fraction(11, 5),
    ("PTDTNT", UPPER): Fraction(12, 5),
    ("chuyen", UPPER): Fraction(31, 10),
}
SPECIAL_PRIMARY = frozenset({"PTDTBT", "special"})


@dataclass(frozen=True, slots=True)
class SchoolSize:
    """What the norm of one level of a school is computed from.

    `kind` is empty for an ordinary school. `two_sessions` is the number of primary classes with
    two sessions a day, None for all. `class_size` replaces the zone's students a class where the
    province set another figure for the school.
    """

    level: str
    zone: int
    students: int
    classes: int | None = None
    kind: str = ""
    two_sessions: int | None = None
    class_size: int | None = None


def teacher_norm(size: SchoolSize, norms: NormSet) -> Fraction:
    """The most teachers a school may have at one level (Điều 7 to 9). Raises ValueError.

    Computed for each school, never for the average of an area (Điều 3 khoản 3).
    """
    _require_known(size)
    classes, extra = _classes_and_extra(size, norms)
    leader = norms.youth_leader is YouthLeader.ON_TOP and size.level != UPPER
    return _teachers_of(size, classes, norms) + extra + leader


def _require_known(size: SchoolSize) -> None:
    if size.level not in RATIO:
        raise ValueError(f"no norm is known for the level {size.level!r}; known: {[*RATIO]}")
    if size.zone not in CLASS_SIZE[size.level]:
        raise ValueError(f"there is no zone {size.zone!r}; the zones are 1, 2 and 3")
    given = [size.students, size.classes, size.two_sessions]
    if any(number is not None and number < 0 for number in given):
        raise ValueError("students and classes cannot be fewer than none")


def _classes_and_extra(size: SchoolSize, norms: NormSet) -> tuple[int, Fraction]:
    """The classes that count, and the teachers for students beyond them."""
    each, divisor = size.class_size or CLASS_SIZE[size.level][size.zone], _remaining(size)
    if norms.class_count is ClassCount.NORMATIVE:
        if size.kind:
            raise ValueError(f"classes of {size.kind} have a size of their own: count actual ones")
        classes, remaining = divmod(size.students, each)
        return classes, _share(remaining, divisor, norms, Remainder.WHOLE)
    if size.classes is None:
        raise ValueError(f"the count {norms.class_count.value!r} needs the number of classes")
    if norms.class_count is ClassCount.ACTUAL:
        return size.classes, Fraction(0)
    beyond = max(0, size.students - size.classes * each)
    return size.classes, _share(beyond, divisor, norms, Remainder.FRACTION)


def _remaining(size: SchoolSize) -> int:
    return REMAINING[size.level][size.zone]


def _share(students: int, divisor: int, norms: NormSet, usual: Remainder) -> Fraction:
    """Teachers for the students that remain."""
    how = usual if norms.remainder is Remainder.BY_COUNT else norms.remainder
    whole = how is Remainder.WHOLE
    return Fraction(students // divisor) if whole else Fraction(students, divisor)


def _teachers_of(size: SchoolSize, classes: int, norms: NormSet) -> Fraction:
    if size.level == PRIMARY and size.kind in SPECIAL_PRIMARY:
        return norms.primary_special * classes
    if size.kind:
        if (size.kind, size.level) not in SPECIAL_RATIO:
            raise ValueError(f"no norm is known for {size.kind} at the level {size.level}")
        return SPECIAL_RATIO[size.kind, size.level] * classes
    if size.level != PRIMARY or size.two_sessions is None:
        return RATIO[size.level] * classes
    two = min(size.two_sessions, classes)
    return RATIO[PRIMARY] * two + ONE_SESSION * (classes - two)


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Preschool children of one age: how many make a group, and how many remaining children ask
    for one more teacher (TT 19/2023 Điều 5; sizes: TT 03/2024)."""

    size: int
    remaining: int
    teachers: Fraction


_NURSERY, _KINDERGARTEN = Fraction(5, 2), Fraction(11, 5)
AGES: Mapping[str, AgeGroup] = MappingProxyType(
    {
        "3-12m": AgeGroup(15, 6, _NURSERY),
        "13-24m": AgeGroup(20, 8, _NURSERY),
        "25-36m": AgeGroup(25, 10, _NURSERY),
        "3-4y": AgeGroup(25, 11, _KINDERGARTEN),
        "4-5y": AgeGroup(30, 14, _KINDERGARTEN),
        "5-6y": AgeGroup(35, 16, _KINDERGARTEN),
    }
)
FEWER_WITH_DISABLED = 5
MOST_DISABLED = 2


def preschool_norm(groups: Iterable[tuple[str, int, int]]) -> Fraction:
    """The most teachers of a preschool, from (age, groups, remaining children). Raises ValueError.

    Remaining children ask for teachers whether or not there is a full group (Điều 5).
    """
    total = Fraction(0)
    for age, count, remaining in groups:
        facts = _age(age)
        total += facts.teachers * count + remaining // facts.remaining
    return total


def group_size(age: str, disabled: int) -> int:
    """The most children of a preschool group: five fewer for each disabled child, for two at most.

    Raises ValueError for an age that is not known."""
    return _age(age).size - FEWER_WITH_DISABLED * min(max(disabled, 0), MOST_DISABLED)


def _age(age: str) -> AgeGroup:
    if age not in AGES:
        raise ValueError(f"no group is known for the age {age!r}; known: {[*AGES]}")
    return AGES[age]
