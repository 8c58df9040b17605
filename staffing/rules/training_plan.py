"""A plan by year of who studies up to the standard, chosen so that no class loses cover.

The rule is one that can be told: those who retire last come first, and of those who have as long,
those who have waited longest. Each goes in the first year in which (a) the money of the year holds
out, and (b) the school can spare the lessons: what the subject's other teachers are worth, with
overtime up to the share that is allowed, still covers what the subject needs. Who goes in no year
is named with the reason. Cover is a necessary figure of posts, not a timetable.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

NONE = Fraction(0)
# A school and a group of subjects there.
Cell = tuple[int, str]


class Why(StrEnum):
    """Why somebody goes in a year, or in none."""

    SPARE = "spare"
    OVERTIME = "overtime"
    NOT_CHECKED = "not_checked"
    NO_COVER = "no_cover"
    NO_MONEY = "no_money"
    RETIRES = "retires"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A teacher who has to study and for whom nothing is planned; `cell`: where the lessons are."""

    key: int
    cell: Cell
    stage: str
    posts: Fraction
    waiting_since: datetime.date
    retires_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """Posts there and needed of one subject at one school."""

    there: Fraction
    needed: Fraction


@dataclass(frozen=True, slots=True)
class Terms:
    """What the plan may use: years, money a year and for a person of each level, the share of the
    post a student is away, years the training takes, and overtime as a share of a norm."""

    years: tuple[int, ...]
    money: int
    price: Mapping[str, int]
    away: Fraction
    takes: int
    overtime: Fraction


@dataclass(frozen=True, slots=True)
class Place:
    """One person in the plan: the year it begins (None is none), why, the money, and the posts that
    are there today, are left while the person is away, and are needed."""

    key: int
    year: int | None
    why: Why
    money: int = 0
    left: Fraction = NONE
    needed: Fraction = NONE
    there: Fraction = NONE


def plan_of(
    candidates: Iterable[Candidate], cover: Mapping[Cell, Cover], terms: Terms
) -> list[Place]:
    """The plan, in the order in which people were placed."""
    spent: defaultdict[int, int] = defaultdict(int)
    away: defaultdict[tuple[Cell, int], Fraction] = defaultdict(Fraction)
    latest = datetime.date.max
    order = sorted(
        candidates,
        key=lambda each: (
            -(each.retires_on or latest).toordinal(), each.waiting_since, each.key
        ),
    )  # fmt: skip
    return [_placed(each, cover.get(each.cell), terms, spent, away) for each in order]


def _placed(
    person: Candidate,
    cover: Cover | None,
    terms: Terms,
    spent: defaultdict[int, int],
    away: defaultdict[tuple[Cell, int], Fraction],
) -> Place:
    price = terms.price.get(person.stage, 0)
    reason: Why | None = None
    left = NONE
    there, needed = (cover.there, cover.needed) if cover else (NONE, NONE)
    for year in terms.years:
        during = range(year, year + terms.takes)
        if person.retires_on and person.retires_on.year < year + terms.takes:
            reason = reason or Why.RETIRES
            break
        gone = max(away[person.cell, each] for each in during) + terms.away * person.posts
        why, left = _covered(cover, gone, terms.overtime)
        if why is Why.NO_COVER:
            reason = why
            continue
        if spent[year] + price > terms.money:
            reason = Why.NO_MONEY
            continue
        spent[year] += price
        for each in during:
            away[person.cell, each] += terms.away * person.posts
        return Place(person.key, year, why, price, left, needed, there)
    return Place(person.key, None, reason or Why.NO_COVER, price, left, needed, there)


def _covered(cover: Cover | None, gone: Fraction, overtime: Fraction) -> tuple[Why, Fraction]:
    """Whether the lessons are given without those who are away, and the posts that are left."""
    if cover is None:
        return Why.NOT_CHECKED, NONE
    left = max(NONE, cover.there - gone)
    if left >= cover.needed:
        return Why.SPARE, left
    if left * (1 + overtime) >= cover.needed:
        return Why.OVERTIME, left
    return Why.NO_COVER, left
