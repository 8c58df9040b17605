"""The largest flow from people to needs inside one school, as the checker alone computes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from staffing.rebalance.facts import SHARED, Group


def largest_flow(
    people: Mapping[Group, int], needs: Mapping[str, int]
) -> Counter[tuple[Group, str]]:
    """Who gives what where as much as can be is given: where everybody who may take a need is
    busy, one of them hands another need on."""
    room, left = dict(people), dict(needs)
    found: Counter[tuple[Group, str]] = Counter()

    def push(subject: str, units: int, seen: set[Group]) -> int:
        for group in room:
            if group in seen or subject not in (*group, SHARED):
                continue
            seen.add(group)
            taken = min(units, room[group])
            if taken > 0:
                room[group] -= taken
                found[group, subject] += taken
                return taken
            for other in left:
                held = found[group, other]
                if held and other != subject and (freed := push(other, min(units, held), seen)):
                    found[group, other] -= freed
                    found[group, subject] += freed
                    return freed
        return 0

    for subject in left:
        while left[subject] and (pushed := push(subject, left[subject], set())):
            left[subject] -= pushed
    return found
