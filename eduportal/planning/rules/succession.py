"""Counts of schools that went into others: what was counted of the old one is the new one's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# School, grade, year.
Counted = Mapping[tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class Link:
    """An old school going into a new one from the school year `year` on; `grades` empty for all."""

    old: int
    new: int
    year: int
    grades: tuple[int, ...] = ()


def inherited(counted: Counted, links: Iterable[Link]) -> dict[tuple[int, int, int], int]:
    """The same students in all, by the schools that have followed: earlier links first."""
    found = dict(counted)
    for link in sorted(links, key=lambda each: each.year):
        for school, grade, year in list(found):
            if school != link.old or year >= link.year:
                continue
            if link.grades and grade not in link.grades:
                continue
            number = found.pop((school, grade, year))
            found[link.new, grade, year] = found.get((link.new, grade, year), 0) + number
    return found
