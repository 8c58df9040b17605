"""What the nightly clean-up needs of each kind of data that is kept for a time only."""

import datetime
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, cast

from django.core.files.storage import Storage
from django.db import connection
from django.db.models import FileField, Min, Model, TextChoices
from django.utils import timezone
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)
# So far ahead are months made: the nightly task may fail for a year before a page is refused.
MONTHS_AHEAD = 12
# So that a month is never shorter than the one the law means.
DAYS_OF_A_MONTH = 31
FILES_AT_ONCE = 1000
# The name of a stored file, and when it was written.
File = tuple[str, datetime.datetime]


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


@dataclass(frozen=True)
class StrayFiles:
    """Stored files of a folder that no row names: what a crash between file and row leaves behind.

    `field` is the file's in `model`.
    """

    model: type[Model]
    field: str
    folder: str

    def clear(self, kept: Kept, most: int) -> int:
        before = kept.before()
        old = (file for file in self._files(self.folder) if file[1] < before)
        stray = list(islice(self._stray(old), most))
        for name, _changed in stray:
            self._storage.delete(name)
        return len(stray)

    def oldest(self) -> datetime.datetime | None:
        stray = self._stray(self._files(self.folder))
        return min((changed for _name, changed in stray), default=None)

    def _stray(self, files: Iterator[File]) -> Iterator[File]:
        """Those of the files that no row names: one query for many."""
        rows = self.model._default_manager
        while some := dict(islice(files, FILES_AT_ONCE)):
            named = rows.filter(**{f"{self.field}__in": list(some)})
            for name in some.keys() - set(named.values_list(self.field, flat=True)):
                yield name, some[name]

    @property
    def _storage(self) -> Storage:
        storage: Storage = cast(FileField, self.model._meta.get_field(self.field)).storage
        return storage

    def _files(self, folder: str) -> Iterator[File]:
        """Every stored file."""
        if not self._storage.exists(folder):
            return
        folders, files = self._storage.listdir(folder)
        for name in files:
            path = f"{folder}/{name}"
            yield path, self._storage.get_modified_time(path)
        for name in folders:
            yield from self._files(f"{folder}/{name}")
