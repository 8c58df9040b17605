"""Lines of named elements: what each may hold, and how a person reads it."""

import re
import uuid
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.functional import Promise

from eduportal.exchange.feeds import Feed, Row
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem

Fits = Callable[[Any], bool]
CODE = re.compile("[A-Za-z0-9._-]{1,20}")


class Column(NamedTuple):
    """One element of a line: its name in problems, its title for people, what it may hold."""

    name: str
    title: str | Promise
    fits: Fits


class RowFeed(Feed):
    """A feed whose lines are lists of named elements, sorted by the first one, each once."""

    @abstractmethod
    def columns(self, schema: str) -> Sequence[Column]:
        """The elements of a line in this schema, in their order."""

    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        columns = self.columns(header.schema)
        problems = [
            problem
            for number, line in enumerate(lines, start=1)
            for problem in row_problems(number, line, columns)
        ]
        return problems or order_problems(lines, "line_twice", columns[0].name)

    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        return {"lines": len(lines)}

    def records(self, totals: Mapping[str, Any]) -> int:
        return int(totals["lines"])

    def named(self, header: Header, line: Row) -> dict[str, Any]:
        """The elements of an accepted line by their names."""
        names = [column.name for column in self.columns(header.schema)]
        return dict(zip(names, line, strict=True))

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        titles = [str(column.title) for column in self.columns(header.schema)]
        return lambda line: dict(zip(titles, map(in_short, line), strict=False))


def row_problems(number: int, line: Row, columns: Sequence[Column]) -> list[Problem]:
    """Everything wrong with one line."""
    if len(line) != len(columns):
        message = f"The line does not have {len(columns)} elements."
        return [Problem("bad_line", message, number)]
    return [
        bad_element(number, column.name, value)
        for column, value in zip(columns, line, strict=True)
        if not column.fits(value)
    ]


def bad_element(number: int, name: str, value: Any) -> Problem:
    """The problem of one element that holds what it may not."""
    return Problem("bad_element", f"The {name} is not valid.", number, name, str(value)[:50])


def order_problems(lines: Sequence[Row], twice: str, name: str) -> list[Problem]:
    """Lines are sorted by their first element, each once: the same content has the same bytes.

    `twice` is the code of a line that comes again, `name` what the element is called.
    """
    return [
        Problem(twice, f"There are several lines of this {name}.", number, name, later[0])
        if earlier[0] == later[0]
        else Problem("not_sorted", f"The lines are not sorted by {name}.", number, name, later[0])
        for number, (earlier, later) in enumerate(zip(lines, lines[1:], strict=False), start=2)
        if earlier[0] >= later[0]
    ]


def in_short(value: Any) -> str:
    """An element as a text: a list by its parts, nothing as a dash."""
    if isinstance(value, list):
        return "; ".join(map(in_short, value)) or "–"
    return "–" if value in (None, "") else str(value)


def is_uid(value: Any) -> bool:
    """Whether the value is a person's identity, written as all nodes write it."""
    try:
        return bool(str(uuid.UUID(value)) == value)
    except (ValueError, AttributeError, TypeError):
        return False


def is_day(value: Any) -> bool:
    """Whether the value is a day, as 2026-09-05."""
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (ValueError, TypeError):
        return False


def is_code(value: Any) -> bool:
    """Whether the value is a code of the agreed alphabet."""
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def text(longest: int, least: int = 0) -> Fits:
    """A text of at most so many letters."""
    return lambda value: isinstance(value, str) and least <= len(value) <= longest


def matching(pattern: str) -> Fits:
    """A text of this form."""
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def one_of(values: Iterable[Any]) -> Fits:
    """One of a list of texts or numbers."""
    known = list(values)
    return lambda value: type(value) in (str, int) and value in known


def whole(least: int, most: int) -> Fits:
    """A whole number."""
    return lambda value: type(value) is int and least <= value <= most


def maybe(fits: Fits, *absent: Any) -> Fits:
    """The same, or one of the values that stand for nothing; null where none is given."""
    nothing: Collection[Any] = absent or (None,)
    return lambda value: any(value is each or value == each for each in nothing) or fits(value)


def list_of(*fits: Fits) -> Fits:
    """A list of lists with these elements."""
    return lambda value: (
        isinstance(value, list)
        and all(
            isinstance(each, list)
            and len(each) == len(fits)
            and all(fit(part) for fit, part in zip(fits, each, strict=True))
            for each in value
        )
    )


def group_of(*fits: Fits) -> Fits:
    """One list with these elements."""
    return lambda value: list_of(*fits)([value])
