"""Days of rows that follow one another."""

import datetime
from typing import TypeVar

from django.db.models import Min, QuerySet

from staffing.models import HomeroomAssignment, TeachingAssignment

ONE_DAY = datetime.timedelta(days=1)
Dated = TypeVar("Dated", TeachingAssignment, HomeroomAssignment)


def cut(row: Dated, on: datetime.date) -> None:
    """End the row the day before; a row that would begin then or later has never been."""
    if row.starts_on >= on:
        row.delete()
    else:
        row.ends_on = on - ONE_DAY
        row.save(update_fields=["ends_on"])


def free_until(rows: QuerySet[Dated], on: datetime.date) -> datetime.date | None:
    """The last day before the next row that begins after `on`; None when there is none."""
    following = rows.filter(starts_on__gt=on).aggregate(first=Min("starts_on"))["first"]
    return following - ONE_DAY if following else None
