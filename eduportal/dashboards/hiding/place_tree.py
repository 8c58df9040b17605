"""Counts of a scope, its communes and their schools, hidden alike on every page of it."""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import TypeVar

from eduportal.dashboards.hiding.suppression import (
    Counts,
    Levels,
    everything,
    protect_parts,
    protect_sum,
)

UnitId = int | None
K = TypeVar("K")


class PlaceTree:
    """Rows by school, added up to rows by commune and to one row of the whole scope.

    Built from every school the user may see, also for the page of one of them: what is hidden in a
    school depends on its neighbours. `units` says the commune of each school. With `split`, the
    sums of the two `sides` are the rows of another tree; where that one hides them, nothing of a
    row is shown here.
    """

    def __init__(
        self,
        counts: Mapping[int, Counts],
        units: Mapping[int, UnitId],
        smallest: int,
        split: "PlaceTree | None" = None,
        sides: tuple[range, ...] = (),
    ) -> None:
        self._split, self._smallest, self._sides = split, smallest, sides
        self._rows: dict[UnitId, dict[int, Counts]] = {}
        for pk in sorted(counts):
            if pk in units:
                self._rows.setdefault(units[pk], {})[pk] = counts[pk]
        # Every table of a page asks for its rows; each is worked out once.
        self.schools = cache(self._schools)

    @cached_property
    def whole(self) -> Levels:
        rows = [counts for unit in self._rows.values() for counts in unit.values()]
        if not rows:
            return protect_sum((), self._smallest, ())
        levels = protect_sum(added(rows), self._smallest, self._sides)
        is_closed = self._split is not None and self._split.whole.hidden
        return _closed(levels) if is_closed else levels

    @cached_property
    def communes(self) -> dict[UnitId, Levels]:
        parts = {unit: added(list(rows.values())) for unit, rows in self._rows.items()}
        ordered = {unit: parts[unit] for unit in sorted(parts, key=lambda unit: unit or 0)}
        closed = _hiding(self._split.communes) if self._split else set()
        return protect_parts(self.whole, ordered, closed)

    def _schools(self, unit: UnitId) -> dict[int, Levels]:
        closed = _hiding(self._split.schools(unit)) if self._split else set()
        return protect_parts(self.communes[unit], self._rows[unit], closed)


def added(rows: Sequence[Counts]) -> Counts:
    """Rows of the same columns as one."""
    return tuple(map(sum, zip(*rows, strict=True)))


def _closed(levels: Levels) -> Levels:
    return Levels(levels.counts, everything(levels.counts), levels.smallest, levels.sides)


def _hiding(rows: Mapping[K, Levels]) -> set[K]:
    return {key for key, levels in rows.items() if levels.hidden}
