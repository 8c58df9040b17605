"""Rows with a first and a last day."""

import datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone


class PeriodQuerySet(models.QuerySet):
    """Rows with dates: which are in force on a day."""

    def in_force(self, day: datetime.date | None = None) -> "PeriodQuerySet":
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def touching(self, first: datetime.date, last: datetime.date | None) -> "PeriodQuerySet":
        """Rows in force on a day from `first` to `last`; None is without end."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gte=first))
        return rows if last is None else rows.filter(starts_on__lte=last)


def once_a_day(name: str, *fields: str, sentence: Any) -> ExclusionConstraint:
    """No two rows that agree in the fields are in force on the same day."""
    days = Func("starts_on", "ends_on", Value("[]"), function="daterange")
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((field, RangeOperators.EQUAL) for field in fields),
            (days, RangeOperators.OVERLAPS),
        ],
        violation_error_message=sentence,
    )
