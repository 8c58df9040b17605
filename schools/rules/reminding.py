"""Which days before a last day people are reminded of it."""

from __future__ import annotations

import datetime

# Days before the last day of a step; a reminder that a night has missed is made up the next.
AHEAD = (7, 1)


def mark_of(last_day: datetime.date, today: datetime.date) -> int | None:
    """Which of the reminders is due: the fewest of AHEAD days that are left, None before the first
    and after the last day."""
    left = (last_day - today).days
    if left < 0:
        return None
    return min((days for days in AHEAD if left <= days), default=None)
