"""Rates of leavers, with bounds for those of whom nothing is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from students.paths.vocabulary import LEARNING, UPPER, VOCATIONAL, Destination, tags_of

# Luật sửa đổi Luật Giáo dục (10/12/2025): no diploma of lower secondary school from 2026 on.
COMPLETED_SINCE = 2026


class Rule(StrEnum):
    """Who is of a cohort. Two rules never stand in one line of a chart."""

    GRADUATED = "graduated"
    COMPLETED = "completed"


def rule_for(year: int) -> Rule:
    """The rule for those who left in this calendar year."""
    return Rule.COMPLETED if year >= COMPLETED_SINCE else Rule.GRADUATED


class Measure(StrEnum):
    """What is counted. Learners of 9+ are in two of them: the parts do not add up."""

    UPPER = "upper"
    VOCATIONAL = "vocational"
    LEARNING = "learning"
    LABOUR = "labour"
    UNKNOWN = "unknown"


MEASURES = {
    Measure.UPPER: UPPER,
    Measure.VOCATIONAL: VOCATIONAL,
    Measure.LEARNING: LEARNING,
    Measure.LABOUR: frozenset({Destination.LABOUR}),
}


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


def rates(counts: Mapping[Destination, int]) -> dict[Measure, Rate]:
    """Each measure of a cohort. The whole is all who completed, whatever is known of them."""
    whole, unknown = sum(counts.values()), counts.get(Destination.UNKNOWN, 0)
    found = {
        measure: Rate(sum(counts.get(each, 0) for each in kinds), whole, unknown)
        for measure, kinds in MEASURES.items()
    }
    return found | {Measure.UNKNOWN: Rate(unknown, whole, 0)}


def tagged(counts: Mapping[Destination, int]) -> Counter[Destination]:
    """Learners by statistic: one of 9+ is in both GDTX and trung cấp."""
    found = Counter[Destination]()
    for destination, count in counts.items():
        for tag in tags_of(destination):
            found[tag] += count
    return found
