"""Hiding small counts, and enough around them that no subtraction brings them back.

Free of Django. One figure of a level is shown in many places: in the row of its class, in the sum
of the school, of the commune and of the province. Anyone who sees a sum and all parts but one
can work out the last, so three promises are kept, from the top of the tree downwards:

1. Behind the hidden counts of one row stand at least `smallest` students (or the whole row).
2. What is hidden in a row is hidden in a second row of the table, or in the row that sums it up.
3. What is hidden in a sum is hidden in one of its parts.

With them every hidden count can be raised by one and another lowered without a shown number
changing: within the row by promise 1, in the column by 2, and in the parts below by 3.
tests/dashboards/test_suppression.py looks for counterexamples with linear algebra.
"""

from collections.abc import Container, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Counts = tuple[int, ...]
Positions = frozenset[int]


@dataclass(frozen=True)
class Levels:
    """Students by learning level, best first, of which those at `hidden` positions are secret.

    `smallest` is the smallest number of students that may be shown. `sides` are groups of positions
    whose sums are shown elsewhere: what is hidden on a side stays hidden within it.
    """

    counts: Counts
    hidden: Positions
    smallest: int
    sides: tuple[range, ...] = ()

    @property
    def shown(self) -> list[int | None]:
        """The counts in order; None for a hidden one."""
        return [None if i in self.hidden else count for i, count in enumerate(self.counts)]

    @property
    def students(self) -> int | None:
        """Students with a result; None when there are some, but too few to say how many."""
        total = sum(self.counts)
        return None if 0 < total < self.smallest else total

    @property
    def has_results(self) -> bool:
        return any(self.counts)

    @property
    def shares(self) -> list[float | None]:
        """Percent of the students with a result; None for a hidden level."""
        total = sum(self.counts) or 1
        return [None if count is None else 100 * count / total for count in self.shown]

    @property
    def cells(self) -> list[tuple[int | None, float | None]]:
        """Count and percent of each level, as tables show them."""
        return list(zip(self.shown, self.shares, strict=True))

    @property
    def upper(self) -> int | None:
        """Students at one of the two best levels; None where that would tell a hidden level."""
        is_told = self.hidden in (frozenset(), {0, 1}, {2, 3})
        return sum(self.counts[:2]) if is_told and self.students is not None else None

    @property
    def upper_share(self) -> float | None:
        """Percent at one of the two best levels; None without results, too."""
        return (
            None
            if self.upper is None or not self.has_results
            else (100 * self.upper / sum(self.counts))
        )

    @property
    def hidden_share(self) -> float:
        """Percent of the students whose level is hidden, all hidden levels together."""
        total = sum(self.counts) or 1
        return 100 * sum(self.counts[i] for i in self.hidden) / total


def protect_sum(counts: Counts, smallest: int, sides: tuple[range, ...] = ()) -> Levels:
    """The row at the top of what a user may see: nothing above it to subtract from."""
    return Levels(counts, _small_in(counts, smallest, sides), smallest, sides)


def protect_parts(
    whole: Levels, parts: Mapping[K, Counts], closed: Container[K] = ()
) -> dict[K, Levels]:
    """The rows that add up to `whole`, each with what must be hidden.

    The answer depends on the counts and the order of `parts` only: give them in the same order on
    every page. Rows without a result stay as they are: they can neither show nor hide a student.
    Of `closed` rows nothing is shown: the sums of their sides are hidden elsewhere.
    """
    smallest = whole.smallest
    filled = {key: counts for key, counts in parts.items() if any(counts)}
    hidden = {
        key: everything(counts) if key in closed else _small_in(counts, smallest, whole.sides)
        for key, counts in filled.items()
    }
    _cover(filled, hidden, whole.hidden, list(filled), smallest)
    while True:
        lonely = [key for key in filled if not _has_company(key, filled, hidden, whole.hidden)]
        if not lonely:
            break
        others = [key for key in filled if key != lonely[0]]
        _cover(filled, hidden, hidden[lonely[0]], others, smallest)
    return {
        key: Levels(counts, hidden.get(key, frozenset()), smallest, whole.sides)
        for key, counts in parts.items()
    }


def protect_days(newest: Levels, earlier: Mapping[K, Levels]) -> dict[K, Levels]:
    """The same row on earlier days, the newest first, with what a subtraction would tell.

    A day is wholly hidden whose counts differ from those of the last day shown by a few students:
    between two such days they were given a level, or another one.
    """
    found, shown = {}, newest
    for key, levels in earlier.items():
        steps = [abs(a - b) for a, b in zip(levels.counts, shown.counts, strict=True)]
        if any(0 < step < newest.smallest for step in steps):
            every = frozenset(range(len(levels.counts)))
            found[key] = Levels(levels.counts, every, levels.smallest)
        else:
            found[key] = shown = levels
    return found


def everything(counts: Counts) -> Positions:
    """All positions of a row."""
    return frozenset(range(len(counts)))


def _small_in(counts: Counts, smallest: int, sides: tuple[range, ...]) -> Positions:
    """Promise 1 for each side of a row by itself."""
    if not sides:
        return _small(counts, smallest)
    found = ({side[i] for i in _small(_of(side, counts), smallest)} for side in sides)
    return frozenset().union(*found)


def _of(side: range, counts: Counts) -> Counts:
    return tuple(counts[i] for i in side)


def _small(counts: Counts, smallest: int) -> Positions:
    """Promise 1: the small counts of a row, and the next larger ones until enough are hidden."""
    if sum(counts) < smallest:
        return frozenset(range(len(counts))) if any(counts) else frozenset()
    hidden = {i for i, count in enumerate(counts) if 0 < count < smallest}
    rest = sorted((count, i) for i, count in enumerate(counts) if count and i not in hidden)
    while hidden and sum(counts[i] for i in hidden) < smallest:
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


def _has_company(
    key: K, rows: Mapping[K, Counts], hidden: Mapping[K, Positions], of_whole: Positions
) -> bool:
    """Promise 2, for one row. The only part of a sum is the sum itself, and hides what it hides."""
    mine = hidden[key]
    others = [other for other in rows if other != key]
    return not mine or mine <= of_whole or not others or any(mine <= hidden[k] for k in others)


def _cover(
    rows: Mapping[K, Counts],
    hidden: dict[K, Positions],
    positions: Positions,
    candidates: Sequence[K],
    smallest: int,
) -> None:
    """Hide `positions` in one of the candidates as well, unless one hides them already.

    The one chosen has `smallest` students there, so that the hidden ones could be in it; among
    those, the one that loses the fewest students to it.
    """
    if not positions or not candidates or any(positions <= hidden[key] for key in candidates):
        return

    def cost(key: K) -> tuple[int, int]:
        there = sum(rows[key][i] for i in positions)
        lost = sum(rows[key][i] for i in positions - hidden[key])
        return (0, lost) if there >= smallest else (1, -there)

    chosen = min(candidates, key=cost)
    hidden[chosen] |= positions
