"""How lists of attendance call their days, and what is said of them."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext_noop

from eduportal.imports import people
from eduportal.workbooks.cells import fold
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import column_letters, column_number
from schools.models import SchoolYear

DAY = "day-"
_MOST_DAYS = 31
COLUMNS = {
    **people.COLUMNS,
    **{
        f"{DAY}{n}": [str(n), f"{n:02d}", f"Ngày {n}", f"Ngày {n:02d}"]
        for n in range(1, _MOST_DAYS + 1)
    },
}
_WEEKDAY = r"(?:t[2-7]|cn|thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat)"
_DAY_TITLE = re.compile(
    rf"(?:.*\bngay\b\D*)?(?:{_WEEKDAY}\W*)?(?P<day>\d{{1,2}})"
    rf"(?:\s*[/.-]\s*(?P<month>\d{{1,2}})(?:\s*[/.-]\s*(?P<year>\d{{4}}))?)?(?:\W*{_WEEKDAY})?"
)
_MONTH = re.compile(r"\bthang\s*:?\s*(\d{1,2})\b(?:\s*(?:[/.-]|nam)\s*(\d{4}))?")
_SHEET_MONTH = re.compile(r"^(?:thang|t)\s*(\d{1,2})$")
WEEKDAY = re.compile(_WEEKDAY)

# A mark in small letters without accents -> how the roll has it; others are asked about.
MARKS = {
    **dict.fromkeys(("p", "cp", "phep", "co phep"), "P"),
    **dict.fromkeys(("k", "kp", "ko", "khong phep", "ko phep"), "K"),
}
NO_MARKS = frozenset(("", "-", "–", "—", "_", ".", "...", "…"))
PRESENT = "there"
MEANINGS = (
    ("P", gettext_noop("absent, excused (P)")),
    ("K", gettext_noop("absent, not excused (K)")),
    (PRESENT, gettext_noop("present")),
    ("none", gettext_noop("none of these: leave it out")),
)
MESSAGES = {
    "no_days": gettext_noop(
        "No column of a day was found. Days are titled 1, 2, 3 … with the month above the table or "
        "in the name of the sheet (“Tháng 9”), or by their date (05/09/2026)."
    ),
    "month_not_said": gettext_noop(
        "The file does not say the month of its days: choose it when uploading the file."
    ),
    "day_outside": gettext_noop(
        "There is no school on %(day)s by the terms of %(year)s, or the day is still to come: the "
        "column is left out."
    ),
    "half_day_not_said": gettext_noop(
        "Class %(name)s has lessons in the morning and in the afternoon: choose the half-day when "
        "uploading the file."
    ),
    "no_lessons_then": gettext_noop("Class %(name)s has no lessons in the half-day chosen."),
    "what_mark": gettext_noop("What does “%(value)s” mean in this file?"),
    "mark_unknown": gettext_noop("“%(value)s” is no mark of attendance. Write P or K."),
    "not_that_day": gettext_noop("The student was not in class %(name)s on %(day)s."),
    "needs_person": gettext_noop(
        "A roll is taken in somebody's name: bring the file with an account."
    ),
}


def days_of(
    header: Header, month: tuple[int, int | None] | None, year: SchoolYear
) -> dict[str, datetime.date | None]:
    """The day of each column that is titled by one, by its key or letters; None where the month
    is not known or has no such day.

    A title of two numbers, as of a day above a count, is no day.
    """
    named = {key: header.titles[key] for key in header.columns if key.startswith(DAY)}
    found: dict[str, datetime.date | None] = {}
    for key, title in (named | header.unknown).items():
        match = _DAY_TITLE.fullmatch(fold(title))
        if match is None or (key not in named and not match["month"]):
            continue
        parts = match.groupdict()
        if parts["month"]:
            whole = int(parts["month"]), int(parts["year"]) if parts["year"] else None
            found[key] = _day(int(parts["day"]), whole, year)
        else:
            found[key] = _day(int(parts["day"]), month, year) if month else None
    return found


def month_in(texts: Iterable[str], sheet: str) -> tuple[int, int | None] | None:
    """Month and, where it is said, year, of the texts above a table or of the sheet's name."""
    match = next((found for text in texts if (found := _MONTH.search(fold(text)))), None)
    match = match or _MONTH.search(fold(sheet)) or _SHEET_MONTH.match(fold(sheet))
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    return int(match[1]), int(match[2]) if match.lastindex == 2 else None


def _day(number: int, month: tuple[int, int | None], of: SchoolYear) -> datetime.date | None:
    """The day in the school year; None if there is none."""
    for year in (month[1],) if month[1] else (of.starts_on.year, of.ends_on.year):
        try:
            day = datetime.date(year, month[0], number)
        except ValueError:
            continue
        if of.starts_on <= day <= of.ends_on:
            return day
    return None


def with_days(header: Header, days: Mapping[str, datetime.date]) -> Header:
    """The header with these days as its columns, by their ISO text; other days are unread.

    `days` are by the key of the column, or by its letters.
    """
    left = {key for key in header.columns if key.startswith(DAY) and key not in days}
    columns = {key: at for key, at in header.columns.items() if not key.startswith(DAY)}
    titles = {key: header.titles[key] for key in columns}
    unknown = {key: title for key, title in header.unknown.items() if key not in days}
    for key, day in days.items():
        known = header.columns.get(key) or (column_number(key) - 1,)
        columns[f"{DAY}{day.isoformat()}"] = known
        titles[f"{DAY}{day.isoformat()}"] = header.titles.get(key) or header.unknown[key]
    unread = {column_letters(header.columns[key][0]): header.titles[key] for key in left}
    return replace(header, columns=columns, titles=titles, unknown=unknown | unread)


def are_weekdays(row: TableRow) -> bool:
    """Whether the row names the weekdays under the days."""
    texts = [fold(row.text(key)).strip() for key in row.header.columns if key.startswith(DAY)]
    said = [text for text in texts if text]
    return bool(said) and all(WEEKDAY.fullmatch(text) for text in said)
