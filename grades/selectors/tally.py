"""How many students of a class have each level."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grades.choices import LEVEL_NAMES


@dataclass(frozen=True)
class Part:
    """One level: how many students have it, how many a better one, and its share in percent."""

    name: str
    count: int
    better: int
    share: float


@dataclass(frozen=True)
class Tally:
    """The students of a class by level, best first; `none` of them have no level."""

    parts: list[Part]
    none: int
    total: int

    @property
    def given(self) -> int:
        """How many students have a level."""
        return self.total - self.none

    @property
    def share_of_none(self) -> float:
        return _share(self.none, self.total)


def tally_of(levels: Iterable[int | None]) -> Tally:
    """Count them; one value a student."""
    counts = Counter(levels)
    total, better = counts.total(), 0
    parts = []
    for level, name in LEVEL_NAMES:
        parts.append(Part(str(name), counts[level], better, _share(counts[level], total)))
        better += counts[level]
    return Tally(parts, counts[None], total)


def _share(count: int, total: int) -> float:
    return 100 * count / total if total else 0.0
