"""A column of days, judged as a whole: are day and month exchanged, are days plain numbers?

A machine with American settings takes 05/09/2014 for 9 May and leaves 25/03/2014 as a text, so that
of one column some days are right, and some have day and month exchanged.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from eduportal.workbooks.cells import display_text
from eduportal.workbooks.problems import Place, Problem, problem
from eduportal.workbooks.values import OpenDate, ShownDate, Value, shown_date

STORED, EXCHANGED = "stored", "exchanged"
_MONTHS = 12
_TEXT = re.compile(r"^\s*(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})\s*$", re.ASCII)
_SERIAL = re.compile(r"^\s*\d{4,5}\s*$", re.ASCII)
_ORIGIN, _FROM_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
# From 1910 to 2099: a smaller number is a bare year.
_SERIALS = range(3654, 73051)


@dataclass(frozen=True, slots=True)
class DayDoubt:
    """A question about one column: `first` is the day as stored, `second` the other reading."""

    letters: str
    column: str
    cell: str
    shown: str
    first: str
    second: str


class DayColumn:
    """What the cells of one column hold; `add` each of them, then ask."""

    def __init__(self, from_1904: bool) -> None:
        self._origin = _FROM_1904 if from_1904 else _ORIGIN
        # Days that may be exchanged, and those that cannot, as dates and as texts.
        self._open_days = self._sure_days = self._month_first = 0
        self._open_texts = self._day_first_texts = self._month_first_texts = 0
        self._partial = self._serials = 0
        self._examples: dict[str, tuple[int, Value]] = {}

    def add(self, number: int, value: Value) -> None:
        """One more cell, in the row of that number."""
        if isinstance(value, datetime.date):
            self._add_day(number, value)
        elif isinstance(value, str) and (parts := _written(value)):
            self._add_text(number, value, *parts)
        elif self._of_serial(value) is not None:
            self._serials += 1
            self._examples.setdefault("serial", (number, value))

    def _add_day(self, number: int, value: datetime.date) -> None:
        if isinstance(value, ShownDate):
            is_month_first = _shows_month_first(value)
            self._month_first += is_month_first
            self._partial += not is_month_first
            kind = "month_first" if is_month_first else "partial"
            if value.day > _MONTHS or kind == "partial":
                self._examples.setdefault(kind, (number, value))
        if value.day > _MONTHS:
            self._sure_days += 1
        elif value.day != value.month:
            self._open_days += 1
            self._examples.setdefault("day", (number, value))

    def _add_text(self, number: int, value: str, first: int, second: int) -> None:
        if first > _MONTHS:
            self._day_first_texts += 1
        elif second > _MONTHS:
            self._month_first_texts += 1
            self._examples.setdefault("text", (number, value))
        elif first != second:
            self._open_texts += 1
            self._examples["text"] = (number, value)

    @property
    def _asks_days(self) -> bool:
        """Only days up to 12 became dates, or the month is shown first and no day says so."""
        only_low = self._open_days > 0 and self._sure_days == 0
        return only_low and (
            self._month_first > 0 or (self._day_first_texts > 0 and self._open_texts == 0)
        )

    @property
    def _asks_texts(self) -> bool:
        return self._month_first_texts > 0

    def doubt(self, place: Place, letters: str) -> DayDoubt | None:
        """What a person has to say of the column; None where it is plain."""
        if not self._asks_days and not self._asks_texts:
            return None
        number, value = self._examples["day" if self._asks_days else "text"]
        first, second = _readings(value)
        return DayDoubt(
            letters, place.column, f"{letters}{number}", display_text(value), first, second
        )

    def remarks(self, place: Place, letters: str) -> Iterator[Problem]:
        """What was read otherwise than it stands there."""
        if self._serials:
            number, value = self._examples["serial"]
            day = self._of_serial(value)
            yield self._remark("serials_read", place, letters, number, value, day, self._serials)
        if self._month_first and self._sure_days and "month_first" in self._examples:
            number, value = self._examples["month_first"]
            yield self._remark("month_first", place, letters, number, value, value)
        if self._partial:
            number, value = self._examples["partial"]
            yield self._remark("day_partly_shown", place, letters, number, value, value)

    def _remark(
        self,
        rule: str,
        place: Place,
        letters: str,
        number: int,
        value: Value,
        day: Value | None,
        count: int = 0,
    ) -> Problem:
        shown = display_text(value)
        there = Place(place.sheet, number, f"{letters}{number}", place.column, shown)
        known = f"{day:%d/%m/%Y}" if isinstance(day, datetime.date) else ""
        return problem(rule, there, severity="warning", value=shown, day=known, count=count)

    def is_plain(self, value: Value) -> bool:
        """Whether the cell is meant as it stands, whatever is answered: most of them are."""
        return type(value) is str and not self._asks_texts and not value.strip().isdigit()

    def meant(self, value: Value, answer: str | None) -> Value:
        """The cell as it is to be read, after the answer; OpenDate where it is missing."""
        if isinstance(value, datetime.date):
            is_open = self._asks_days and value.day <= _MONTHS and value.day != value.month
            if is_open and answer is None:
                return _open(value)
            if is_open and answer == EXCHANGED:
                return shown_date(value.year, value.day, value.month, display_text(value))
            return value if isinstance(value, ShownDate) else _plain(value)
        if self._asks_texts and isinstance(value, str) and (match := _TEXT.match(value)):
            first, second = int(match[1]), int(match[2])
            if answer is None and first <= _MONTHS and first != second:
                return _open(value)
            return _exchanged(value) if answer == EXCHANGED else value
        day = self._of_serial(value)
        return value if day is None else shown_date(*day.timetuple()[:3], display_text(value))

    def _of_serial(self, value: Value) -> datetime.date | None:
        """The day of a plain number in the file's own calendar."""
        if isinstance(value, str):
            number = int(value) if _SERIAL.match(value) else 0
        elif isinstance(value, int | float) and not isinstance(value, bool):
            number = int(value) if 0 <= value < _SERIALS.stop else 0
        else:
            return None
        return self._origin + datetime.timedelta(days=number) if number in _SERIALS else None


# A province's students share some seven thousand birthdays.
@lru_cache(maxsize=20_000)
def _written(text: str) -> tuple[int, int] | None:
    """The first two numbers of a day that is written out."""
    match = _TEXT.match(text)
    return (int(match[1]), int(match[2])) if match else None


def _shows_month_first(value: ShownDate) -> bool:
    numbers = [int(number) for number in re.findall(r"\d+", value.shown)]
    return len(numbers) > 2 and numbers[:2] == [value.month, value.day]


def _readings(value: Value) -> tuple[str, str]:
    """The day as it stands, and with day and month exchanged."""
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}", f"{value:%m/%d/%Y}"
    match = _TEXT.match(str(value))
    day, month, year = (int(part) for part in match.groups()) if match else (0, 0, 0)
    return f"{day:02}/{month:02}/{year}", f"{month:02}/{day:02}/{year}"


def _open(value: datetime.date | str) -> OpenDate:
    return OpenDate(" / ".join(_readings(value)), display_text(value))


def _exchanged(value: str) -> Value:
    """A day that is written month first; a text that is none, where there is no such day."""
    month, day, year = re.findall(r"\d+", value)
    try:
        return shown_date(int(year), int(month), int(day), value)
    except ValueError:
        return f"{day}/{month}/{year}"


def _plain(value: datetime.date) -> datetime.date:
    return datetime.date(value.year, value.month, value.day)
