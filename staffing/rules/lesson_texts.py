"""Cells that list lessons: "12AV2(2), 12VAN(3)", "Toán: 6A1(4), 6A2; Tin 7A1", "Nguyễn Hà (2)"."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

_ITEMS = re.compile(r"[,;+\n]")
_COUNT = r"(?P<count>\d{1,2}(?:[.,]\d{1,2})?)\s*t?(?:iết)?\.?"
_PERIODS = re.compile(rf"^(?P<text>.*?)\s*\(\s*{_COUNT}\s*\)$")
_COUNTED = re.compile(rf"^(?P<text>.*?)\s*[-–x×:]\s*{_COUNT}$")
# The first place where the name of a class may begin: a grade.
_CLASS = re.compile(r"(?<![\w.])\d{1,2}[\w./]*")
_ENDS = " :-–(."
_PARTS = re.compile(r"[\s()–:,;]+|(?<!\d)-|-(?!\d)")
_LINES = re.compile(r"\s*(?:\n|\s[-–]\s|[-–](?=\D))\s*")


class Lesson(NamedTuple):
    """One class of a cell: the subject written before it, or "", and periods a week, or None.

    `class_name` is "" where the text names no class.
    """

    subject: str
    class_name: str
    periods: Decimal | None
    text: str


class Part(NamedTuple):
    """One name of a cell with the periods in brackets behind it."""

    text: str
    periods: Decimal | None


def lessons_in(text: str, is_class: Callable[[str], bool]) -> Iterator[Lesson]:
    """The classes that a cell lists; a subject counts until the next one is named.

    `is_class` knows the school's classes: "10-1" is one of them or class 10 with one period.
    """
    subject = ""
    for item in _ITEMS.split(text):
        written = item.strip().rstrip(".")
        if not written.strip(" )("):
            continue
        starts = [found.start() for found in _CLASS.finditer(written)]
        if not starts:
            yield Lesson("", "", None, written)
            continue
        read = [(start, *_counted(written[start:], is_class)) for start in starts]
        # “Ngoại ngữ 1: 6A1” has a number before its class.
        start, name, periods = next((each for each in read if is_class(each[1])), read[0])
        subject = written[:start].strip(_ENDS) or subject
        yield Lesson(subject, name, periods, written)


def _counted(text: str, is_class: Callable[[str], bool]) -> tuple[str, Decimal | None]:
    """The name of a class, and the periods behind it."""
    text = text.strip()
    # The bracket of “Toán (6A1, 6A2)” ends behind its last class.
    plain = text.rstrip(")").strip() if text.count(")") > text.count("(") else text
    if is_class(plain):
        return plain, None
    for pattern in (_PERIODS, _COUNTED):
        if (found := pattern.match(plain)) and found["text"]:
            return found["text"].strip(), _number(found["count"])
    return plain.strip("( "), None


def lesson_of(text: str, is_class: Callable[[str], bool]) -> Lesson:
    """The one lesson of a teacher's timetable: "6A1", "Toán - 6A1", "6A1 (Toán)", on two lines.

    Subject and class stand in any order; what looks like a class and is none is taken for one, so
    that it can be said.
    """
    parts = [part for part in _PARTS.split(text.strip()) if part]
    for count in range(len(parts), 0, -1):
        for start in range(len(parts) - count + 1):
            name = " ".join(parts[start : start + count])
            if is_class(name):
                subject = " ".join([*parts[:start], *parts[start + count :]])
                return Lesson(subject, name, None, text)
    found = _CLASS.search(text)
    return Lesson("", found[0] if found else "", None, text)


def names_in(text: str) -> list[Part]:
    """The people a cell names: "Nguyễn Hà (2), Lê Ơn"."""
    parts = (part.strip() for part in re.split(r"[,;+/\n]", text))
    return [_part(part) for part in parts if part]


def _part(text: str) -> Part:
    found = _PERIODS.match(text)
    if found and found["text"]:
        return Part(found["text"].strip(), _number(found["count"]))
    return Part(text, None)


def halves(text: str) -> tuple[str, str]:
    """Subject and teacher of a cell of a timetable: "Toán - Hà", or on two lines."""
    first, *rest = _LINES.split(text.strip(), maxsplit=1)
    return first.strip(), rest[0].strip() if rest else ""


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
