"""Lines about students: who each is, and where the student stands on the closing day.

The first seven elements of a line are frozen when the class is sealed, and nothing of them is read
from a register afterwards.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.exchange.feeds import Feed, LedgerRow, Row
from eduportal.exchange.feeds.enrolment import STUDYING, Contradiction, contradiction
from eduportal.exchange.feeds.references import missing_class
from eduportal.exchange.feeds.rows import (
    Column,
    RowFeed,
    is_day,
    is_uid,
    order_problems,
    row_problems,
)
from eduportal.exchange.models.line import STANDINGS
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from schools.models import School

STANDING_NAMES = {
    "s": gettext_lazy("studying"),
    "m": gettext_lazy("moved to another class"),
    "t": gettext_lazy("transferred out"),
    "d": gettext_lazy("left school"),
    "r": gettext_lazy("studies suspended"),
}
PERSONAL_NUMBER = re.compile("([0-9]{12})?")
CODE = re.compile("[A-Za-z0-9.-]{0,20}")
LONGEST_NAME = 150
IDENTITY = 7
WHOLE_OR_NONE = frozenset([int, type(None)])
# What the header may say of a class beside its scope, which nothing else stands in for.
ABOUT = ("programme", "grade")


class Identity(NamedTuple):
    """The first seven elements: an absent number or code is "", an unknown birth date "".

    `number` is the personal number (số định danh cá nhân), that of the lifelong record (NĐ
    88/2026/NĐ-CP Art. 9); `code` the Ministry's code. `left` is null while the student studies.
    """

    uid: Any
    number: Any
    code: Any
    name: Any
    birth: Any
    standing: Any
    left: Any


def place_of(header: Header) -> dict[str, Any]:
    """Where the lines of a class's package belong, by names."""
    school, year, period, unit = header.scope
    place = {"school": school, "year": year, "period": period, "class": unit}
    said = {name: header.about[name] for name in ABOUT if name in header.about}
    return {**place, "class_name": header.unit_name, **said}


def within_class(header: Header, uid: str) -> dict[str, tuple[str, ...]]:
    """The keys of what a student's line belongs to, as the feeds that tell of them give them."""
    school, year, _period, unit = header.scope
    return {
        "school": (school,),
        "class": (school, year, unit),
        "student": (school, year, uid),
    }


class LineChecker(ABC):
    """Checks the lines of one package; made anew for each."""

    result_width: int
    """How many elements a line's result has."""

    @abstractmethod
    def header_problems(self) -> list[Problem]:
        """What is wrong with the header's `about` and `layout`; nothing is read otherwise."""

    @abstractmethod
    def width(self) -> int:
        """How many cells a line has by the layout."""

    @abstractmethod
    def problems(self, number: int, line: Row) -> list[Problem]:
        """What is wrong with cells and result of a line of the right shape."""


class StudentFeed(Feed):
    """A feed with one line a student: seven elements of identity, cells, result."""

    @abstractmethod
    def checker(self, header: Header) -> LineChecker:
        """What checks the lines of this package."""

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        checker = self.checker(header)
        if problems := checker.header_problems():
            return problems
        width = checker.width()
        problems = [
            problem
            for number, line in enumerate(lines, start=1)
            for problem in line_problems(number, line, width, checker.result_width)
            or checker.problems(number, line)
        ]
        return problems or order_problems(lines, "student_twice", "uid")

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        return missing_class(school, header, lines, needed=False)

    def contradiction(
        self, school: School, header: Header, lines: Sequence[Row]
    ) -> Contradiction | None:
        return contradiction(school, header, lines)

    def ledger_rows(self, header: Header, lines: Sequence[Row]) -> Iterable[LedgerRow]:
        return [LedgerRow(line[0], line[5], line[7], line[8]) for line in lines]

    def name_of(self, line: Row) -> str:
        if len(line) < IDENTITY:
            return super().name_of(line)
        identity = Identity(*line[:IDENTITY])
        known = identity.code or identity.number
        return f"{identity.name} ({known})" if known else str(identity.name)


class IdentifiedFeed(RowFeed):
    """A feed with one line a student: seven elements of identity, then elements of its own."""

    @abstractmethod
    def own_columns(self, schema: str) -> Sequence[Column]:
        """The elements after the identity."""

    def columns(self, schema: str) -> Sequence[Column]:
        return self.own_columns(schema)

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        columns = self.own_columns(header.schema)
        problems = [
            problem
            for number, line in enumerate(lines, start=1)
            for problem in _identified_problems(number, line, columns)
        ]
        return problems or order_problems(lines, "student_twice", "uid")

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        return missing_class(school, header, lines, needed=False)

    def contradiction(
        self, school: School, header: Header, lines: Sequence[Row]
    ) -> Contradiction | None:
        return contradiction(school, header, lines)

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        studying = sum(line[5] == STUDYING for line in lines)
        return {"lines": len(lines), "studying": studying}

    def name_of(self, line: Row) -> str:
        return super().name_of(line[3:])

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        own = super().in_words(header)
        return lambda line: {**identity_in_words(line), **own(line[IDENTITY:])}


def _identified_problems(number: int, line: Row, columns: Sequence[Column]) -> list[Problem]:
    if len(line) != IDENTITY + len(columns):
        message = f"The line does not have {IDENTITY + len(columns)} elements."
        return [Problem("bad_line", message, number)]
    who = Identity(*line[:IDENTITY])
    return [*identity_problems(number, who), *row_problems(number, line[IDENTITY:], columns)]


def identity_in_words(line: Row) -> dict[str, str]:
    """Who a line is about, and where the student stood on the closing day."""
    who = Identity(*line[:IDENTITY])
    return {
        _("Full name"): str(who.name),
        _("Date of birth"): _in_figures(who.birth),
        _("Personal number"): str(who.number),
        _("Ministry code"): str(who.code),
        _("On the closing day"): f"{STANDING_NAMES[who.standing]} {_in_figures(who.left)}".strip(),
    }


def _in_figures(day: str | None) -> str:
    """A day as people write it; empty for none."""
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


def line_problems(number: int, line: Row, width: int, results: int) -> list[Problem]:
    """Everything wrong with the shape of one line."""
    if len(line) != IDENTITY + 2:
        return [Problem("bad_line", "The line does not have nine elements.", number)]
    problems = identity_problems(number, Identity(*line[:IDENTITY]))
    for name, values, wanted in (("cells", line[7], width), ("result", line[8], results)):
        if not isinstance(values, list) or len(values) != wanted:
            message = f"The line does not have {wanted} elements in its {name}."
            problems.append(Problem("bad_line", message, number, name))
        elif not WHOLE_OR_NONE.issuperset(map(type, values)):
            message = f"An element of the line's {name} is no whole number."
            problems.append(Problem("bad_line", message, number, name))
    return problems


def identity_problems(number: int, who: Identity) -> list[Problem]:
    """What is wrong with the first seven elements."""
    wrong = {
        "uid": not is_uid(who.uid),
        "number": not _fits(PERSONAL_NUMBER, who.number),
        "code": not _fits(CODE, who.code),
        "name": not isinstance(who.name, str) or not 1 <= len(who.name) <= LONGEST_NAME,
        "birth": who.birth != "" and not is_day(who.birth),
        "standing": who.standing not in STANDINGS,
        "left": (who.left is None) != (who.standing == STUDYING)
        or (who.left is not None and not is_day(who.left)),
    }
    values = who._asdict()
    return [
        Problem("bad_identity", f"The student's {name} is not valid.", number, name, _short(value))
        for name, value in values.items()
        if wrong[name]
    ]


def _fits(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _short(value: Any) -> str:
    return str(value)[:50]
