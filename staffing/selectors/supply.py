"""The teachers of schools on a day, as the balance counts them."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from staffing.choices import Contract, PostKind, StaffStatus
from staffing.models import Duty, Elsewhere, Leave, Post, StaffSubject, Training
from staffing.rules.balance_facts import Teacher


def teachers_at(ids: Sequence[int], day: datetime.date) -> defaultdict[int, list[Teacher]]:
    """Holders of teaching posts in force on the day, by school: six queries.

    Who has posts on the payroll and on contract is two teachers. Homerooms lower nothing here:
    they are a need of the school.
    """
    posts = _posts(ids, day)
    held: defaultdict[int, Fraction] = defaultdict(Fraction)
    for (_school, person, _main, _bound), share in posts.items():
        held[person] += share
    absent = _absent(ids, day)
    reduced = _sums(Duty.objects, ids, day, "weekly_periods")
    elsewhere = _sums(Elsewhere.objects, ids, day, "weekly_periods")
    also = _second_subjects(ids, day)
    found: defaultdict[int, list[Teacher]] = defaultdict(list)
    for (school_id, person, main, on_payroll), share in posts.items():
        part = share / held[person]
        found[school_id].append(
            Teacher(
                key=person,
                subject=main,
                share=share,
                absent=min(Fraction(1), absent[person]),
                reduced=reduced[person] * part,
                elsewhere=elsewhere[person] * part,
                is_on_payroll=on_payroll,
                also=frozenset(also[person]),
            )
        )
    return found


def _posts(ids: Sequence[int], day: datetime.date) -> dict[tuple[int, int, str, bool], Fraction]:
    """Shares of posts by school, person, main subject, and whether on the payroll."""
    rows = Post.objects.in_force(day).filter(school__in=ids, kind=PostKind.TEACHER)
    found: defaultdict[tuple[int, int, str, bool], Fraction] = defaultdict(Fraction)
    values = ("school_id", "staff_id", "staff__main_subject__code", "contract", "fte")
    shown = rows.exclude(staff__status=StaffStatus.LEFT).order_by("staff__sort_key", "pk")
    for school_id, person, main, contract, share in shown.values_list(*values):
        found[school_id, person, main or "", contract == Contract.PAYROLL] += Fraction(share)
    return found


def _absent(ids: Sequence[int], day: datetime.date) -> defaultdict[int, Fraction]:
    """Shares of the post in which a person is on leave or studies."""
    found = _sums(Leave.objects, ids, day, "share")
    for person, share in _sums(Training.objects, ids, day, "share").items():
        found[person] += share
    return found


def _sums(
    rows: Any, ids: Sequence[int], day: datetime.date, column: str
) -> defaultdict[int, Fraction]:
    """The column's values of rows in force on the day, added up by person."""
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for person, value in rows.in_force(day).filter(school__in=ids).values_list("staff_id", column):
        found[person] += Fraction(value)
    return found


def _second_subjects(ids: Sequence[int], day: datetime.date) -> defaultdict[int, set[str]]:
    rows = StaffSubject.objects.in_force(day).filter(school__in=ids)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for person, code in rows.values_list("staff_id", "subject__code"):
        found[person].add(code)
    return found
