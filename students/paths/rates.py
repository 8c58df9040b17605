"""Rates of leavers, with bounds for those of whom nothing is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from students.paths.vocabulary import (
    HIGHER,
    LEARNING,
    UPPER,
    VOCATIONAL,
    VOCATIONAL_OF_TWELVE,
    Destination,
    Group,
    tags_of,
)

# Luật sửa đổi Luật Giáo dục (10/12/2025): no diploma of lower secondary school from 2026 on.
COMPLETED_SINCE = 2026
TOP_OF_LOWER = 9


class Rule(StrEnum):
    """Who is of a cohort. Two rules never stand in one line of a chart."""

    GRADUATED = "graduated"
    COMPLETED = "completed"
    LEFT = "left"


def rule_for(year: int) -> Rule:
    """The rule for those who completed in this calendar year."""
    return Rule.COMPLETED if year >= COMPLETED_SINCE else Rule.GRADUATED


def group_of(grade: int, rule: str) -> Group:
    """Whose paths a cohort shows."""
    if rule == Rule.LEFT:
        return Group.LEFT
    return Group.TWELVE if grade > TOP_OF_LOWER else Group.NINE


class Measure(StrEnum):
    """What is counted. Some learners are in two of them: the parts do not add up."""

    UPPER = "upper"
    HIGHER = "higher"
    VOCATIONAL = "vocational"
    RETURNED = "returned"
    LEARNING = "learning"
    LABOUR = "labour"
    UNKNOWN = "unknown"


_OF_ALL = {
    Measure.LEARNING: LEARNING,
    Measure.LABOUR: frozenset({Destination.LABOUR}),
    Measure.UNKNOWN: frozenset({Destination.UNKNOWN}),
}
MEASURES: dict[Group, dict[Measure, frozenset[Destination]]] = {
    Group.NINE: {Measure.UPPER: UPPER, Measure.VOCATIONAL: VOCATIONAL, **_OF_ALL},
    Group.TWELVE: {
        Measure.HIGHER: HIGHER,
        Measure.VOCATIONAL: VOCATIONAL_OF_TWELVE,
        **_OF_ALL,
    },
    Group.LEFT: {Measure.RETURNED: frozenset({Destination.RETURNED}), **_OF_ALL},
}


def parts_of(group: Group) -> dict[frozenset[Measure], frozenset[Destination]]:
    """Destinations in parts that do not overlap, by the measures each part is counted in.

    Nothing known is the last part, what no measure counts the one before it.
    """
    parts: dict[frozenset[Measure], set[Destination]] = {}
    for each in Destination:
        counted = frozenset(name for name, kinds in MEASURES[group].items() if each in kinds)
        parts.setdefault(counted, set()).add(each)
    rest, unknown = parts.pop(frozenset()), parts.pop(frozenset({Measure.UNKNOWN}))
    parts |= {frozenset(): rest, frozenset({Measure.UNKNOWN}): unknown}
    return {counted: frozenset(kinds) for counted, kinds in parts.items()}


@dataclass(frozen=True)
class Rate:
    """`count` of `whole`, while nothing is known of `unknown` more; shares are exact."""

    count: int
    whole: int
    unknown: int

    @property
    def low(self) -> Fraction | None:
        return Fraction(self.count, self.whole) if self.whole else None

    @property
    def high(self) -> Fraction | None:
        return Fraction(self.count + self.unknown, self.whole) if self.whole else None


def rates(counts: Mapping[Destination, int], group: Group = Group.NINE) -> dict[Measure, Rate]:
    """Each measure of a cohort. The whole is all who are of it, whatever is known of them."""
    whole, unknown = sum(counts.values()), counts.get(Destination.UNKNOWN, 0)
    found = {}
    for measure, kinds in MEASURES[group].items():
        open_ = 0 if measure is Measure.UNKNOWN else unknown
        found[measure] = Rate(sum(counts.get(each, 0) for each in kinds), whole, open_)
    return found


def tagged(counts: Mapping[Destination, int]) -> Counter[Destination]:
    """Learners by statistic: one of 9+ is in both GDTX and trung cấp."""
    found = Counter[Destination]()
    for destination, count in counts.items():
        for tag in tags_of(destination):
            found[tag] += count
    return found
