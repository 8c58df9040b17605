"""What two nodes compare: digests by school, by period, and the heads of the scopes."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple


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
