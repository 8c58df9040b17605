"""Rows broken down by a second quality: which of them may show it.

Free of Django. The sums by row and the sums by quality are shown already, each with its own hidden
counts, so a breakdown that is left out could be worked out from those beside it. Rows are open as a
whole or not at all, and what the closed ones hold together is told by none:

1. An open row hides nothing itself, and none of its counts of a quality is small.
2. Where a quality hides a count over all rows, no row is open.
3. Of each position, the closed rows that have anybody there are none, or several with `smallest`
   persons of each quality that is there at all.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from eduportal.dashboards.hiding.suppression import Counts, Levels

K = TypeVar("K", bound=Hashable)
# Quality -> counts by position.
Crossed = Mapping[str, Counts]


def open_rows(
    rows: Mapping[K, Levels], crossed: Mapping[K, Crossed], sums: Mapping[str, Levels]
) -> set[K]:
    """The rows whose breakdown may be shown. `sums` are the qualities over all rows."""
    smallest = next((each.smallest for each in sums.values()), 1)
    if any(each.hidden for each in sums.values()):
        return set()
    closed = {
        key
        for key, levels in rows.items()
        if levels.hidden or any(_is_small(counts, smallest) for counts in crossed[key].values())
    }
    while lonely := _lonely(closed, rows, crossed, smallest):
        others = [key for key in rows if key not in closed]
        if not others:
            break
        closed.add(min(others, key=lambda key: _cost(rows[key], lonely)))
    return set(rows) - closed


def _is_small(counts: Counts, smallest: int) -> bool:
    return any(0 < count < smallest for count in counts)


def _lonely(
    closed: set[K], rows: Mapping[K, Levels], crossed: Mapping[K, Crossed], smallest: int
) -> list[int]:
    """Positions of which the closed rows together still tell something."""
    if not closed:
        return []
    found = []
    for at in range(len(rows[next(iter(closed))].counts)):
        there = [key for key in closed if rows[key].counts[at]]
        together: dict[str, int] = {}
        for key in there:
            for quality, counts in crossed[key].items():
                together[quality] = together.get(quality, 0) + counts[at]
        few = any(0 < count < smallest for count in together.values())
        if len(there) == 1 or few:
            found.append(at)
    return found


def _cost(levels: Levels, positions: list[int]) -> tuple[bool, int]:
    """First who has anybody at the positions, of those the smallest."""
    there = sum(levels.counts[at] for at in positions)
    return there == 0, sum(levels.counts)
