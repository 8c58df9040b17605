"""Names of classes: how they are compared, sorted, listed in short, and which grade they say."""

import re
from collections.abc import Collection, Iterator
from itertools import count

from eduportal.core.text import search_key

# "6A1…6A8", "6A1 đến 8", "6A1-6A8". A hyphen alone may belong to a name ("10-1"), so that after it
# the first letters must stand again.
_RANGE = re.compile(
    r"(?P<head>.*?)(?P<first>[0-9]{1,2})\s*(?P<sign>…|\.{2,}|đến|[-–])\s*"
    r"(?P<again>.*?)(?P<last>[0-9]{1,2})"
)
_PARTS = re.compile(r"([0-9]+)")
_HIGHEST_GRADE = 12
# More classes of one row no school has.
LONGEST_RANGE = 40
LONGEST_CODE = 20
_NOT_IN_CODE = re.compile("[^a-z0-9]+")


def class_key(name: str) -> str:
    """What class names are compared by: "6 a1" is "6A1"."""
    return name.replace(" ", "").upper()


def class_code(name: str, taken: Collection[str] = ()) -> str:
    """The code a class of this name keeps for good: letters A to Z, digits and dashes, "6A1".

    Other nodes know the class by it, so that a new name does not make it another class. A code
    among `taken` gets a number behind it.
    """
    plain = _NOT_IN_CODE.sub("-", search_key(name)).strip("-").upper() or "L"
    codes = (f"{plain[: LONGEST_CODE - len(end)]}{end}" for end in _ends())
    return next(code for code in codes if code not in taken)


def _ends() -> Iterator[str]:
    yield ""
    yield from (f"-{number}" for number in count(2))


def sort_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """What class names are sorted by: 6A10 comes after 6A9."""
    parts = filter(None, _PARTS.split(class_key(name)))
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def grade_in(name: str) -> int | None:
    """The grade a name begins with, 1 to 12: 6 of "6A1", 12 of "12.6"; None without one."""
    found = re.match("[0-9]{1,2}", name)
    grade = int(found[0]) if found else 0
    return grade if 1 <= grade <= _HIGHEST_GRADE else None


def names_in(text: str) -> list[str]:
    """The names a text lists, by commas, semicolons or lines; ranges are written out.

    "6A1…6A3, 7A1" is 6A1, 6A2, 6A3, 7A1. Of names that are the same the first is kept.
    """
    items = (" ".join(item.split()) for item in re.split(r"[,;\n]", text))
    names = [name for item in items if item for name in _written_out(item)]
    return list({class_key(name): name for name in reversed(names)}.values())[::-1]


def _written_out(item: str) -> list[str]:
    found = _RANGE.fullmatch(item)
    if found is None:
        return [item]
    head, again = found["head"], found["again"]
    by_hyphen = found["sign"] in ("-", "–")
    if again != head and (again or by_hyphen) or by_hyphen and not head:
        return [item]
    first, last = int(found["first"]), int(found["last"])
    if not first < last < first + LONGEST_RANGE:
        return [item]
    return [f"{head}{number}" for number in range(first, last + 1)]
