"""The best a head can do with the people of one school: exact, in whole units.

What counts most is covered first. Covering one more need never uncovers another, because whoever
is asked first hands on to a colleague (augmenting paths), so that this order is the best one.
"""

from __future__ import annotations

from collections.abc import Mapping

from staffing.rebalance.facts import SHARED, Group

Taught = dict[tuple[Group, str], int]


def can_give(subjects: Group, subject: str) -> bool:
    """Whether people with these subjects may take a need: their own, and what belongs to none."""
    return subject == SHARED or subject in subjects


def best_inside(
    capacity: Mapping[Group, int], needs: Mapping[str, int], weights: Mapping[str, int]
) -> Taught:
    """Units each group of people with the same subjects gives to each need."""
    room = {group: units for group, units in sorted(capacity.items()) if units > 0}
    taught: Taught = {}
    for subject in sorted(needs, key=lambda each: (-weights[each], each)):
        left = needs[subject]
        while left > 0 and (path := _path(subject, room, taught)):
            left -= _hand_on(path, left, room, taught)
    return {pair: units for pair, units in taught.items() if units}


def open_after(taught: Taught, needs: Mapping[str, int]) -> dict[str, int]:
    """Units of each need that nobody gives."""
    left = dict(needs)
    for (_group, subject), units in taught.items():
        left[subject] -= units
    return left


Path = list[tuple[Group, str]]


def _path(subject: str, room: Mapping[Group, int], taught: Taught) -> Path:
    """Who takes the need, from whom the next takes over, to one who has room; empty if nobody."""
    came: dict[Group, tuple[str, Group | None]] = {}
    queue: list[tuple[str, Group | None]] = [(subject, None)]
    seen = {subject}
    for wanted, before in queue:
        for group in room:
            if group in came or not can_give(group, wanted):
                continue
            came[group] = (wanted, before)
            if room[group] > 0:
                return _back(group, came)
            for (other, given), units in taught.items():
                if other == group and units and given not in seen:
                    seen.add(given)
                    queue.append((given, group))
    return []


def _back(group: Group, came: Mapping[Group, tuple[str, Group | None]]) -> Path:
    path: Path = []
    at: Group | None = group
    while at is not None:
        wanted, before = came[at]
        path.append((at, wanted))
        at = before
    return path


def _hand_on(path: Path, most: int, room: dict[Group, int], taught: Taught) -> int:
    """Along the path each group takes its need and gives up the one before it; units moved."""
    last = path[0][0]
    given_up = [(path[i + 1][0], path[i][1]) for i in range(len(path) - 1)]
    units = min([most, room[last], *(taught[pair] for pair in given_up)])
    room[last] -= units
    for pair in path:
        taught[pair] = taught.get(pair, 0) + units
    for pair in given_up:
        taught[pair] -= units
    return units
