"""What a plan of recruitment asks for: posts by commune and subject, with the order of urgency.

Need of the year that is planned for, less those who are there then and those who come. Schools are
never set off against each other: the demand of a commune is what its schools are short of. Whole
posts are what is short by half a post and more, at the largest remainders of the subject, so that
the lines of a subject add up to its total; a smaller part is no post but lessons to share or to pay
as overtime.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from staffing.rules.balance import SHARED
from staffing.rules.counted import NONE, Posts

HALF = Fraction(1, 2)
# Percent of the need that is open, from which on a line is more urgent.
MOST, HALFWAY, SOME = 50, 25, 10


class Urgency(IntEnum):
    """How urgent a line is. NOBODY: a school has nobody for a subject it must teach."""

    NOBODY = 1
    HALF_OPEN = 2
    QUARTER_OPEN = 3
    TENTH_OPEN = 4
    LESS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One commune and subject: posts needed, there, open, the whole posts to recruit, and at how
    many schools. `there` counts no more than each school needs."""

    commune: str
    subject: str
    needed: Fraction
    there: Fraction
    open_posts: Fraction
    posts: int
    schools: int
    urgency: Urgency


@dataclass(slots=True)
class _Sum:
    needed: Fraction = NONE
    open_posts: Fraction = NONE
    schools: int = 0
    has_nobody: bool = False


def demand_of(schools: Iterable[tuple[str, Mapping[str, Posts]]]) -> list[Line]:
    """The lines, the most urgent first. `schools` are communes with a school's posts by subject;
    what any teacher may give asks for nobody."""
    sums: defaultdict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for commune, subjects in schools:
        for subject, posts in subjects.items():
            if subject == SHARED or not posts.needed:
                continue
            found = sums[commune, subject]
            found.needed += posts.needed
            found.open_posts += max(NONE, -posts.gap)
            found.schools += posts.gap < 0
            found.has_nobody |= not posts.there
    whole = _whole({cell: each.open_posts for cell, each in sums.items()})
    lines = [
        Line(
            *cell,
            each.needed,
            each.needed - each.open_posts,
            each.open_posts,
            whole.get(cell, 0),
            each.schools,
            _urgency(each),
        )
        for cell, each in sums.items()
        if each.open_posts
    ]
    return sorted(
        lines, key=lambda line: (line.urgency, -line.open_posts, line.commune, line.subject)
    )


def _urgency(found: _Sum) -> Urgency:
    if found.has_nobody:
        return Urgency.NOBODY
    steps = (
        (MOST, Urgency.HALF_OPEN),
        (HALFWAY, Urgency.QUARTER_OPEN),
        (SOME, Urgency.TENTH_OPEN),
    )
    for percent, urgency in steps:
        if found.open_posts * 100 >= percent * found.needed:
            return urgency
    return Urgency.LESS


def _whole(open_posts: Mapping[tuple[str, str], Fraction]) -> dict[tuple[str, str], int]:
    """Each subject on its own: the total of its lines of half a post and more, as whole posts."""
    by_subject: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for cell, posts in open_posts.items():
        if posts >= HALF:
            by_subject[cell[1]].append(cell)
    found: dict[tuple[str, str], int] = {}
    for cells in by_subject.values():
        found |= {cell: open_posts[cell].__floor__() for cell in cells}
        total = sum((open_posts[cell] for cell in cells), NONE).__floor__()
        rest = sorted(cells, key=lambda cell: (found[cell] - open_posts[cell], cell))
        for cell in rest[: total - sum(found[cell] for cell in cells)]:
            found[cell] += 1
    return found
