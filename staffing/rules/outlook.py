"""The years after the one that is counted: classes that move up, and teachers who leave.

Nothing is forecast that nobody has said: today's classes move up a grade each year, an entry grade
has as many classes as last year changed by the percentage assumed, and a plan of the school stands
above both. `classes_next` is the one place where classes of a later year come from; projections of
children are put in there, as planned classes.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from staffing.rules.counted import NONE, Counted, read, stored

YEARS = 5
PRESCHOOL, CONTINUING = "01", "05"
# (level of education, grade) to a number of classes.
Classes = Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Assumed:
    """Percent by which the entry classes of a level change each year; a level not named keeps its
    classes. Preschool groups are by age and change as a whole."""

    change: Mapping[str, int] = field(default_factory=dict)

    def next(self, stage: str, classes: int) -> int:
        """Rounded half up."""
        return (classes * (100 + self.change.get(stage, 0)) * 2 + 100) // 200


def classes_next(
    classes: Classes, assumed: Assumed, planned: Mapping[int, int]
) -> dict[tuple[str, int], int]:
    """The classes of the year after. `planned` by grade.

    A grade whose lower neighbour the school does not have is an entry grade: 1, 6 and 10, and in a
    school that grows grade by grade the next one comes by itself.
    """
    found: defaultdict[tuple[str, int], int] = defaultdict(int)
    for (stage, grade), count in classes.items():
        if stage == PRESCHOOL:
            found[stage, grade] += assumed.next(stage, count)
            continue
        if (stage, grade - 1) not in classes:
            found[stage, grade] += assumed.next(stage, count)
        if grade < LAST_GRADE.get(stage, LAST_GRADE["04"]):
            found[stage, grade + 1] += count
    stages = {grade: stage for stage, grade in (*classes, *found)}
    for grade, count in planned.items():
        found[stages.get(grade) or _stage(grade, classes), grade] = count
    return {key: count for key, count in found.items() if count}


LAST_GRADE = {"02": 5, "03": 9, "04": 12}


def _stage(grade: int, classes: Classes) -> str:
    """The level a grade is planned at that the school has not had: a centre's is its own."""
    if {stage for stage, _grade in classes} == {CONTINUING}:
        return CONTINUING
    if grade > LAST_GRADE["04"]:
        return PRESCHOOL
    return next(stage for stage, last in LAST_GRADE.items() if grade <= last)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A teacher who retires by age: whose post, of which subject, on which last day."""

    key: int
    subject: str
    share: Fraction
    last_day: datetime.date


def retired(leaving: Iterable[Leaving], day: datetime.date) -> frozenset[int]:
    """The keys of those who have retired before the day."""
    return frozenset(each.key for each in leaving if each.last_day < day)


@dataclass(frozen=True, slots=True)
class YearAhead:
    """One school in one year to come: its balance, its classes, and posts by what moves them.

    `leaving` are posts of those who retire before the year begins and after the one before, by
    subject; `back` posts that come back from leave or training, `ends` those that a contract, a
    leave or training takes away, `coming` those of people recorded from a later day.
    """

    code: str
    day: datetime.date
    counted: Counted
    classes: int
    leaving: Mapping[str, Fraction]
    back: Fraction = NONE
    ends: Fraction = NONE
    coming: Fraction = NONE


def kept(year: YearAhead) -> dict[str, Any]:
    """As JSON."""
    return {
        "code": year.code,
        "day": year.day.isoformat(),
        "counted": stored(year.counted),
        "classes": year.classes,
        "leaving": {subject: str(posts) for subject, posts in year.leaving.items()},
        "back": str(year.back),
        "ends": str(year.ends),
        "coming": str(year.coming),
    }


def read_year(row: Mapping[str, Any]) -> YearAhead:
    """What `kept` has written."""
    return YearAhead(
        row["code"],
        datetime.date.fromisoformat(row["day"]),
        read(row["counted"]),
        row["classes"],
        {subject: Fraction(posts) for subject, posts in row["leaving"].items()},
        Fraction(row["back"]),
        Fraction(row["ends"]),
        Fraction(row["coming"]),
    )


def year_code(code: str, ahead: int) -> str:
    """The code of the school year so many years after that of `code`."""
    first = int(code[:4]) + ahead
    return f"{first}-{first + 1}"


def year_later(day: datetime.date, years: int) -> datetime.date:
    """The same day so many years later; the last of February has a neighbour."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
