"""The teachers of schools on a day, as the balance counts them, and who comes from elsewhere."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from staffing.choices import Contract, PostKind, StaffStatus
from staffing.models import Duty, Elsewhere, Leave, Post, StaffSubject, Training
from staffing.models import Guest as GuestRow
from staffing.rules.balance_facts import Guest, Teacher

DAYS = ("starts_on", "ends_on")
# First day, last day or None, and the facts of a row.
Dated = tuple[datetime.date, datetime.date | None, tuple[Any, ...]]


class Supply:
    """What schools have by way of teachers on any day from `first` to `last`: eight queries,
    however many schools are asked about and however many days."""

    def __init__(self, ids: Sequence[int], first: datetime.date, last: datetime.date) -> None:
        def rows(manager: Any, *columns: str) -> list[Dated]:
            found = manager.filter(school__in=ids).touching(first, last)
            values = found.values_list(*DAYS, *columns)
            return [(begins, ends, tuple(facts)) for begins, ends, *facts in values]

        held = Post.objects.filter(kind=PostKind.TEACHER).exclude(staff__status=StaffStatus.LEFT)
        self._posts = rows(
            held.order_by("staff__sort_key", "pk"),
            *("school_id", "staff_id", "staff__main_subject__code", "contract", "fte"),
        )
        self._absences = rows(Leave.objects, "staff_id", "share")
        self._absences += rows(Training.objects, "staff_id", "share")
        self._duties = rows(Duty.objects, "staff_id", "weekly_periods")
        self._elsewhere = rows(Elsewhere.objects, "staff_id", "weekly_periods")
        self._also = rows(StaffSubject.objects, "staff_id", "subject__code")
        self._guests = rows(
            GuestRow.objects.order_by("pk"), "school_id", "subject__code", "weekly_periods"
        )

    def teachers(self, day: datetime.date) -> defaultdict[int, list[Teacher]]:
        """Holders of teaching posts in force on the day, by school.

        Who has posts on the payroll and on contract is two teachers. Homerooms lower nothing here:
        they are a need of the school.
        """
        posts = _shares(self._posts, day)
        held: defaultdict[int, Fraction] = defaultdict(Fraction)
        for (_school, person, _main, _bound), share in posts.items():
            held[person] += share
        absent = _sums(self._absences, day)
        reduced, elsewhere = _sums(self._duties, day), _sums(self._elsewhere, day)
        also: defaultdict[int, set[str]] = defaultdict(set)
        for person, code in _in_force(self._also, day):
            also[person].add(code)
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

    def guests(self, day: datetime.date) -> defaultdict[int, list[Guest]]:
        """Teachers of other schools on the day, by the school they come to."""
        found: defaultdict[int, list[Guest]] = defaultdict(list)
        for school_id, code, periods in _in_force(self._guests, day):
            found[school_id].append(Guest(code or "", Fraction(periods)))
        return found


def teachers_at(ids: Sequence[int], day: datetime.date) -> defaultdict[int, list[Teacher]]:
    """The teachers of one day."""
    return Supply(ids, day, day).teachers(day)


def _in_force(rows: Sequence[Dated], day: datetime.date) -> Iterator[tuple[Any, ...]]:
    return (facts for first, last, facts in rows if first <= day and (last is None or last >= day))


def _shares(
    rows: Sequence[Dated], day: datetime.date
) -> dict[tuple[int, int, str, bool], Fraction]:
    """Shares of posts by school, person, main subject, and whether on the payroll."""
    found: defaultdict[tuple[int, int, str, bool], Fraction] = defaultdict(Fraction)
    for school_id, person, main, contract, share in _in_force(rows, day):
        found[school_id, person, main or "", contract == Contract.PAYROLL] += Fraction(share)
    return found


def _sums(rows: Sequence[Dated], day: datetime.date) -> defaultdict[int, Fraction]:
    """The values in force on the day, added up by person."""
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for person, value in _in_force(rows, day):
        found[person] += Fraction(value)
    return found
