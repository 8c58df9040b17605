"""What the nightly clean-up needs of each kind of data that is kept for a time only."""

import datetime
import logging
from dataclasses import dataclass
from typing import Protocol

from django.db import connection
from django.db.models import Min, Model, TextChoices
from django.utils import timezone
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)
# So far ahead are months made: the nightly task may fail for a year before a page is refused.
MONTHS_AHEAD = 12
# So that a month is never shorter than the one the law means.
DAYS_OF_A_MONTH = 31


class Unit(TextChoices):
    """What a time of keeping is counted in."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True)
class Kept:
    """How long something is kept after the moment that counts for it."""

    number: int
    unit: Unit = Unit.DAYS

    def before(self) -> datetime.datetime:
        """Everything from before this moment goes now."""
        days = self.number * (DAYS_OF_A_MONTH if self.unit == Unit.MONTHS else 1)
        return timezone.now() - datetime.timedelta(days=days)

    def __str__(self) -> str:
        if self.unit == Unit.MONTHS:
            text = ngettext("%(number)d month", "%(number)d months", self.number)
        else:
            text = ngettext("%(number)d day", "%(number)d days", self.number)
        return text % {"number": self.number}


class Aged(Protocol):
    """One kind of data that grows old."""

    def clear(self, kept: Kept, most: int) -> int:
        """Delete the oldest that are past keeping, about `most`; how many, 0 when none are left.

        Called in a transaction of its own, with every school in scope. Safe to run twice.
        """

    def oldest(self) -> datetime.datetime | None:
        """The moment that counts for the oldest one still kept, None where there is none."""


@dataclass(frozen=True)
class AgedRows:
    """Rows that go some time after `moment`, a column of theirs; a row without one stays."""

    model: type[Model]
    moment: str

    def clear(self, kept: Kept, most: int) -> int:
        rows = self.model._default_manager
        old = rows.filter(**{f"{self.moment}__lt": kept.before()}).order_by(self.moment)
        keys = list(old.values_list("pk", flat=True)[:most])
        rows.filter(pk__in=keys).delete()
        return len(keys)

    def oldest(self) -> datetime.datetime | None:
        found: datetime.datetime | None = self.model._default_manager.aggregate(
            oldest=Min(self.moment)
        )["oldest"]
        return found


@dataclass(frozen=True)
class AgedMonths:
    """A table kept by month (scoping/migrations/0002_months.py). Months are dropped whole.

    PostgreSQL refuses to keep less than the owner of the tables wants kept.
    """

    model: type[Model]

    def clear(self, kept: Kept, most: int) -> int:
        """Make the months to come as well."""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("select keep_months(%s, %s, %s)", [table, kept.number, MONTHS_AHEAD])
            (dropped,) = cursor.fetchone()
        if dropped:
            logger.info("%s no longer holds %s.", table, ", ".join(dropped))
        return len(dropped)

    def oldest(self) -> datetime.datetime | None:
        # The key begins with a number that rises with the time.
        rows = self.model._default_manager.order_by("pk")
        found: datetime.datetime | None = rows.values_list("at", flat=True).first()
        return found
