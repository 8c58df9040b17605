"""Lines of a plan that belong together: people who change places, two or in a ring.

One goes where another leaves, with a subject in common, and so on until the first school has
somebody again. If one of them falls, the schools of the others are short of a person.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One line: its key, the schools, and the subjects of the person."""

    key: int
    from_school: int
    to_school: int
    subjects: frozenset[str]


def exchanges_of(steps: Iterable[Step]) -> dict[int, tuple[int, ...]]:
    """By the key of a line, the other lines of the shortest ring it is in, in their order; lines
    in none are left out."""
    leaving: defaultdict[int, list[Step]] = defaultdict(list)
    ordered = sorted(steps, key=lambda each: each.key)
    for each in ordered:
        leaving[each.from_school].append(each)
    rings = ((each.key, _ring(each, leaving)) for each in ordered)
    return {key: ring for key, ring in rings if ring}


def _ring(first: Step, leaving: Mapping[int, list[Step]]) -> tuple[int, ...]:
    """Who follows whom from the school `first` goes to back to the one it leaves."""
    queue: deque[tuple[Step, tuple[int, ...]]] = deque([(first, (first.key,))])
    seen = {first.key}
    while queue:
        last, way = queue.popleft()
        for each in leaving.get(last.to_school, []):
            if each.key in seen or not each.subjects & last.subjects:
                continue
            seen.add(each.key)
            if each.to_school == first.from_school:
                return (*way[1:], each.key)
            queue.append((each, (*way, each.key)))
    return ()
