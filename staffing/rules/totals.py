"""Balances of many schools added up: what is short and what is too many, never set off.

No school pays for another, and no subject: a total has both sides of each measure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from staffing.rules.counted import NONE, Counted, Posts


@dataclass(frozen=True, slots=True)
class Sides:
    """Posts short and posts too many of schools, how many schools each, and of how many schools
    the measure is known."""

    short: Fraction = NONE
    spare: Fraction = NONE
    short_at: int = 0
    spare_at: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """The four measures of some schools; `unfilled` is None where no plan is recorded."""

    schools: int
    norm: Sides
    quota: Sides
    subjects: Sides
    unfilled: int | None


@dataclass(frozen=True, slots=True)
class SubjectTotal:
    """One subject, or group, at all schools that need or have it."""

    posts: Posts
    sides: Sides


def totals_of(schools: Sequence[Counted]) -> Totals:
    """The four measures of these schools."""
    unfilled = [each.unfilled for each in schools if each.unfilled is not None]
    return Totals(
        schools=len(schools),
        norm=sides_of(each.norm_gap for each in schools),
        quota=sides_of(each.quota_gap for each in schools),
        subjects=_subjects(schools),
        unfilled=sum(unfilled) if unfilled else None,
    )


def sides_of(gaps: Iterable[Fraction | None]) -> Sides:
    """One measure of schools that are either short or have too many; None is not known."""
    known = [gap for gap in gaps if gap is not None]
    short = [-gap for gap in known if gap < 0]
    spare = [gap for gap in known if gap > 0]
    return Sides(sum(short, NONE), sum(spare, NONE), len(short), len(spare), len(known))


def by_subject(schools: Iterable[Counted]) -> dict[str, SubjectTotal]:
    """Each subject on its own, by its code."""
    found: defaultdict[str, list[Posts]] = defaultdict(list)
    for school in schools:
        for code, posts in school.subjects.items():
            found[code].append(posts)
    return {
        code: SubjectTotal(
            Posts(
                sum((each.there for each in posts), NONE),
                sum((each.needed for each in posts), NONE),
            ),
            sides_of(each.gap for each in posts),
        )
        for code, posts in found.items()
    }


def _subjects(schools: Sequence[Counted]) -> Sides:
    """A school may be short in one subject and have too many in another; of a preschool it is not
    known."""
    known = [each for each in schools if each.has_subjects]
    short = [each.short for each in known]
    spare = [each.surplus for each in known]
    return Sides(
        short=sum(short, NONE),
        spare=sum(spare, NONE),
        short_at=sum(each > 0 for each in short),
        spare_at=sum(each > 0 for each in spare),
        known=len(known),
    )
