"""What the table of retention is made of."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from eduportal.core.keeping import Aged, AgedMonths, Kept, Unit


@dataclass(frozen=True)
class KindOfData:
    """One kind of data that is deleted after a time.

    How long is a `setting`, by its name, or `number` where nothing but the program depends on it.
    """

    code: str
    title: Promise
    since: Promise
    why: Promise
    rows: Aged
    number: int = 0
    setting: str = ""
    unit: Unit = Unit.DAYS

    @property
    def by_months(self) -> bool:
        """Goes by whole months of the calendar: the oldest may be up to one older than the time."""
        return isinstance(self.rows, AgedMonths)

    @property
    def kept(self) -> Kept:
        number = getattr(settings, self.setting) if self.setting else self.number
        return Kept(number, self.unit)


@dataclass(frozen=True)
class Permanent:
    """One kind of data the portal never deletes."""

    title: Promise
    why: Promise
