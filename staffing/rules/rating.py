"""The rating of teachers by the professional standard: by which circular, and how often.

Four levels, chưa đạt to tốt; teachers rate themselves every year, the head in turn. TT 20/2018
(Điều 9 to 11) said every two years; TT 30/2026 stands in its place since 14 April 2026, and whether
it keeps the two years was not seen: both are settings of a set of norms.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Circular(StrEnum):
    """By which circular teachers of general education are rated."""

    OF_2018 = "TT 20/2018/TT-BGDĐT"
    OF_2026 = "TT 30/2026/TT-BGDĐT"


class Turn(StrEnum):
    """How often the head rates a teacher."""

    YEARLY = "yearly"
    TWO_YEARS = "two_years"


YEARS_OF = {Turn.YEARLY: 1, Turn.TWO_YEARS: 2}


@dataclass(frozen=True, slots=True)
class RatingRule:
    """The two open points as they are read."""

    circular: Circular = Circular.OF_2026
    turn: Turn = Turn.TWO_YEARS

    @property
    def years(self) -> int:
        """Years of one turn."""
        return YEARS_OF[self.turn]


def is_due(year: int, rated: Collection[int], rule: RatingRule) -> bool:
    """Whether the head has a result to give in the school year that begins in `year`.

    `rated` are the first calendar years of school years with a result; that of the year itself
    does not count.
    """
    return not any(year - rule.years < each < year for each in rated)
