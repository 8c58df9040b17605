"""The day a person reaches the age of retirement: Labour Code 2019 Điều 169, NĐ 135/2020 Điều 3, 4.

The age rises by some months each year from 2021 on until it stands still: men 60 years and 3
months, 3 more each year, 62 from 2028; women 55 years and 4 months, 4 more each year, 60 from 2035.
Compared with the table of the decree, year by year. Who retires earlier or later than that age by
a decision of their own is not told from it.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

FIRST_YEAR = 2021
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rising:
    """Ages in months: of the first year, the rise a year, and the last."""

    first: int
    rise: int
    last: int

    def in_year(self, year: int) -> int:
        """The age that counts in the year; before 2021 that of 2021."""
        return min(self.last, self.first + self.rise * max(0, year - FIRST_YEAR))


MEN, WOMEN = Rising(723, 3, 744), Rising(664, 4, 720)


def retires_on(born: datetime.date, ages: Rising) -> datetime.date:
    """The last day of the month in which the person reaches the age of that very year."""
    year = born.year + ages.first // MONTHS
    while _month_after(born, ages.in_year(year))[0] > year:
        year += 1
    reached, month = _month_after(born, ages.in_year(year))
    return datetime.date(reached, month, calendar.monthrange(reached, month)[1])


def _month_after(born: datetime.date, months: int) -> tuple[int, int]:
    """Year and month so many months after the month of birth."""
    years, month = divmod(born.month - 1 + months, MONTHS)
    return born.year + years, month + 1
