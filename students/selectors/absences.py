"""Which half-days students missed, and which were called."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from students.models import Absence, RollCall


@dataclass(frozen=True)
class AbsenceCount:
    """The half-days one student missed between two days: excused (P) and not (K)."""

    excused: int = 0
    unexcused: int = 0
    a_day: tuple[int, ...] = ()
    """How many on each day with one, as promotion counts them (TT 22/2021 Art. 12)."""

    @property
    def total(self) -> int:
        return self.excused + self.unexcused


NONE_MISSED = AbsenceCount()


def absences_of(
    enrolments: Collection[int], first: datetime.date, last: datetime.date
) -> list[Absence]:
    """The absences of these stays between the days, both among them, by day: one query."""
    found = Absence.objects.filter(enrolment__in=enrolments, on__gte=first, on__lte=last)
    return list(found.order_by("on", "-session", "pk"))


def absences_counted(
    students: Collection[int], first: datetime.date, last: datetime.date
) -> dict[int, AbsenceCount]:
    """The absences of these students at the school, in whichever class, by student: one query.

    Students who missed nothing are left out.
    """
    found = Absence.objects.filter(enrolment__student__in=students, on__gte=first, on__lte=last)
    rows = found.order_by("on").values_list("enrolment__student", "on", "excused")
    by_student: defaultdict[int, list[tuple[datetime.date, bool]]] = defaultdict(list)
    for student, day, is_excused in rows:
        by_student[student].append((day, is_excused))
    return {student: _counted(missed) for student, missed in by_student.items()}


def _counted(missed: Iterable[tuple[datetime.date, bool]]) -> AbsenceCount:
    each = list(missed)
    excused = sum(is_excused for _day, is_excused in each)
    a_day = Counter(day for day, _is_excused in each)
    return AbsenceCount(excused, len(each) - excused, tuple(a_day.values()))


def roll_calls_of(
    class_group: int, first: datetime.date, last: datetime.date
) -> dict[tuple[datetime.date, str], RollCall]:
    """The roll calls of a class between the days, by day and half-day: one query."""
    found = RollCall.objects.filter(class_group=class_group, on__gte=first, on__lte=last)
    return {(each.on, each.session): each for each in found.select_related("taken_by")}
