"""What two nodes compare: digests by school, by period, and the heads of the scopes."""

from typing import NamedTuple


class SchoolDigest(NamedTuple):
    """All of one school that counts: a digest, and totals for a person to compare."""

    school: str
    digest: str
    packages: int
    records: int


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
