"""Cells of plain tables: short texts, whole numbers, days. What a word means its importer says.

As in `cells`: "" or None for an empty cell, CellProblem for one that cannot be read.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from eduportal.workbooks.cells import date_value, display_text, number_text, text_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value

_MOST_DIGITS = 9
_SPAN = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})", re.ASCII)
# The years a school year may begin in.
_YEARS = range(1990, 2200)
_MOST_DEGREES = 1000
_MOST_SMALL = 32_767


def text_upto(most: int) -> Callable[[Value], str]:
    """The reader of texts of at most so many characters."""

    def read(value: Value) -> str:
        text = text_value(value)
        if len(text) > most:
            raise CellProblem("text_too_long", most=most, length=len(text))
        return text

    return read


def whole_value(value: Value) -> int | None:
    """A whole number from 0 on: 35, "35", "35.0"; None for an empty cell."""
    text = number_text(value) if isinstance(value, float) else text_value(value)
    if not text:
        return None
    if text.endswith(".0"):
        text = text[:-2]
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise CellProblem("number_not_whole", value=display_text(value)[:100])
    return int(text)


def small_value(value: Value) -> int | None:
    """A whole number that a table keeps in two bytes: rooms, classes, posts, sessions."""
    number = whole_value(value)
    if number is not None and number > _MOST_SMALL:
        raise CellProblem("number_too_large", value=str(number), most=_MOST_SMALL)
    return number


def year_value(value: Value) -> int | None:
    """The year a school year begins in: "2024-2025", "2024–2025", 2024; None for an empty cell."""
    text = text_value(value)
    if found := _SPAN.fullmatch(text):
        first, second = map(int, found.groups())
        year = first if second == first + 1 else None
    else:
        year = whole_value(value)
        if year is None:
            return None
    if year not in _YEARS:
        raise CellProblem("number_unreadable", value=text[:100])
    return year


def day_text(value: Value) -> str:
    """A day as an ISO text, which JSON can hold; "" for an empty cell."""
    day = date_value(value)
    return day.isoformat() if day else ""


def decimal_text(value: Value) -> str:
    """A number with five decimals, as degrees are kept: "10.68515"; "" for an empty cell."""
    text = number_text(value) if isinstance(value, float) else text_value(value)
    if not text:
        return ""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise CellProblem("number_unreadable", value=display_text(value)[:100]) from None
    if not (number.is_finite() and abs(number) < _MOST_DEGREES):
        raise CellProblem("number_unreadable", value=display_text(value)[:100])
    return f"{number:.5f}"
