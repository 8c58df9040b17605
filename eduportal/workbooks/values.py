"""What a cell holds, where that is more than a plain text, number or day."""

import datetime
from typing import Any, Self

Value = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta


class FormulaText(str):
    """What a cell holds whose formula gave an error ("#N/A") or was never computed ("=A1")."""


class ShownNumber(float):
    """A number that its cell shows otherwise: 0.8 as "80%", 12.1 as "12.10", 8.25 as "8.3"."""

    shown: str

    def __new__(cls, number: float, shown: str) -> Self:
        """The stored number, and the text that the program showed."""
        made = super().__new__(cls, number)
        made.shown = shown
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return ShownNumber, (float(self), self.shown)


class ShownDate(datetime.date):
    """A day that its cell shows with the month first, or only in part: "05/09/2014", "2014"."""

    shown: str

    def __reduce__(self) -> tuple[Any, ...]:
        return shown_date, (self.year, self.month, self.day, self.shown)


def shown_date(year: int, month: int, day: int, shown: str) -> ShownDate:
    """The stored day, and the text that the program showed."""
    made = ShownDate(year, month, day)
    made.shown = shown
    return made


class ConvertedText(str):
    """A text that was written in another code: `written` is what the file holds.

    `code` is TCVN3, VNI or UTF-8.
    """

    written: str
    code: str

    def __new__(cls, text: str, written: str, code: str) -> Self:
        """The text as its writer saw it."""
        made = super().__new__(cls, text)
        made.written, made.code = written, code
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return ConvertedText, (str(self), self.written, self.code)


class OpenDate(str):
    """A day whose order of day and month a person has to say first; the text names both.

    `shown` is what the cell shows.
    """

    shown: str

    def __new__(cls, readings: str, shown: str) -> Self:
        """Both readings, and the text that the program showed."""
        made = super().__new__(cls, readings)
        made.shown = shown
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return OpenDate, (str(self), self.shown)

    @property
    def year(self) -> int:
        """The year, which is the same either way."""
        return int(self[-4:])
