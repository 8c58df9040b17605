"""What two nodes compare: digests by school, by period, and the heads of the scopes."""

import hashlib
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard

# No longer than any column it is kept in; without NUL, which PostgreSQL holds in no text, and
# without halves of a pair, of which no bytes can be made.
_TEXT = re.compile("[^\0\ud800-\udfff]{0,64}")
_LARGEST = 2**53


def is_text(value: Any) -> TypeGuard[str]:
    """Whether another node's value is a text that can be kept and asked for."""
    return isinstance(value, str) and _TEXT.fullmatch(value) is not None


def is_number(value: Any) -> bool:
    """Whether another node's value is a number of things."""
    return type(value) is int and 0 <= value < _LARGEST


def is_row(kind: type[tuple[Any, ...]], row: Any) -> bool:
    """Whether it has the length of the named tuple, and its texts and numbers in their places."""
    wanted = list(kind.__annotations__.values())
    if not isinstance(row, list) or len(row) != len(wanted):
        return False
    fits = {str: is_text, int: is_number}
    return all(fits[each](value) for each, value in zip(wanted, row, strict=True))


class SchoolDigest(NamedTuple):
    """All of one school that counts: a digest, and totals for a person to compare."""

    school: str
    digest: str
    packages: int
    records: int


def digest_of(schools: Iterable[SchoolDigest]) -> str:
    """All that a node holds in one digest: those of the schools, by code."""
    lines = sorted(f"{each.school} {each.digest}" for each in schools)
    return hashlib.sha256(",".join(lines).encode()).hexdigest()[:32]


class Leaf(NamedTuple):
    """All of one school's period that counts."""

    school: str
    year: str
    period: str
    digest: str
    packages: int
    records: int


class Head(NamedTuple):
    """What counts, or is parked, in one scope of a feed."""

    school: str
    year: str
    period: str
    feed: str
    unit: str
    version: int
    hash: str
    state: str

    @property
    def place(self) -> tuple[str, str, str, str, str]:
        """The scope and the feed."""
        return self[:5]
