"""On which days a column of marks is open: of several windows the most specific one counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntryDays:
    """The days on which marks may be entered, both included."""

    opens_on: datetime.date
    closes_on: datetime.date

    def contains(self, day: datetime.date) -> bool:
        return self.opens_on <= day <= self.closes_on

    def meets(self, first: datetime.date, last: datetime.date | None) -> bool:
        """Whether a stay from the first day to the last one, None without an end, has a day here.

        A student who came after the column had closed, or left before it opened, owes nothing.
        """
        return first <= self.closes_on and (last is None or last >= self.opens_on)

    def extended(self, until: datetime.date | None) -> EntryDays:
        """The same days, to the later end if there is one."""
        return EntryDays(self.opens_on, max(self.closes_on, until or self.closes_on))


@dataclass(frozen=True, slots=True)
class Window:
    """Days in place of the term's own, for what they are narrowed to.

    `column` is a kind of column (Scheme.column_kinds), empty for every one; `grade` a grade level,
    None for every one; `of_school` says that they are one school's and not the whole province's.
    """

    days: EntryDays
    of_school: bool
    column: str
    grade: int | None

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The more specific the higher: a school's before the province's, then column, grade."""
        return self.of_school, bool(self.column), self.grade is not None


def days_in_force(windows: Iterable[Window], column: str, usual: EntryDays) -> EntryDays:
    """The days of one kind of column, "" for what is no mark, among the windows of a class.

    `usual` are the term's own days, where no window speaks of the column.
    """
    found = [window for window in windows if window.column in ("", column)]
    return max(found, key=lambda window: window.rank).days if found else usual
