"""The roll of a class: one half-day, and what was called and missed around it."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from grades.models import MarkSheet
from grades.rules.schemes import Scheme
from schools.choices import Session
from schools.models import ClassGroup, SchoolYear, Term
from students.choices import HalfDay
from students.models import Enrolment, RollCall, Student
from students.selectors import (
    NONE_MISSED,
    AbsenceCount,
    absences_counted,
    absences_of,
    in_class_on,
    roll_calls_of,
)

MIDDAY = datetime.time(12)
DAYS_SHOWN = 14


@dataclass(frozen=True)
class RollRow:
    """One student on the day: `state` is P excused, K unexcused, empty present.

    `counted` are the sessions of the year that count, this one among them once it is stored.
    """

    stay: Enrolment
    order: int
    state: str
    counted: int


@dataclass(frozen=True)
class CalledDay:
    """One half-day: its roll call, None where none was taken, and how many were absent."""

    on: datetime.date
    session: HalfDay
    call: RollCall | None
    absent: int


@dataclass(frozen=True)
class Roll:
    """The roll of one half-day; `days` are the half-days before and with it, the newest first."""

    rows: list[RollRow]
    call: RollCall | None
    days: list[CalledDay]
    most: int | None

    @property
    def absent(self) -> int:
        return sum(bool(row.state) for row in self.rows)

    @property
    def student_ids(self) -> list[int]:
        return [row.stay.student_id for row in self.rows]


def half_days_of(class_group: ClassGroup) -> list[HalfDay]:
    """When the class has lessons: both where the school does not say."""
    alone = {
        Session.MORNING.value: [HalfDay.MORNING],
        Session.AFTERNOON.value: [HalfDay.AFTERNOON],
    }
    return alone.get(class_group.session, list(HalfDay))


def session_now(class_group: ClassGroup) -> HalfDay:
    """The half-day it is, among those in which the class has lessons."""
    offered = half_days_of(class_group)
    now = HalfDay.MORNING if timezone.localtime().time() < MIDDAY else HalfDay.AFTERNOON
    return now if now in offered else offered[0]


def scheme_of_class(class_group: ClassGroup, term: Term) -> Scheme | None:
    """The rules the class's sheets stand under; None without a sheet: one query."""
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    sheet = sheets.select_related("regulation").order_by("pk").first()
    return sheet.scheme if sheet else None


def states_on(class_group: ClassGroup, on: datetime.date, session: HalfDay) -> dict[int, str]:
    """P or K of each student who sits in the class on the day, empty where present: two queries."""
    stays = Enrolment.objects.filter(in_class_on(on), class_group=class_group)
    states = dict.fromkeys(stays.values_list("pk", flat=True), "")
    for each in absences_of(list(states), on, on):
        if each.session == session:
            states[each.enrolment_id] = "P" if each.excused else "K"
    return states


def roll_of(class_group: ClassGroup, term: Term, on: datetime.date, session: HalfDay) -> Roll:
    """The roll of one half-day: seven queries."""
    stays = Enrolment.objects.filter(in_class_on(on), class_group=class_group)
    ordered = list(stays.select_related("student").order_by("position", "student__sort_key", "pk"))
    states = states_on(class_group, on, session)
    scheme = scheme_of_class(class_group, term)
    counted = counted_sessions(
        [stay.student_id for stay in ordered], class_group.school_year, scheme
    )
    calls = roll_calls_of(class_group.pk, term.starts_on, term.ends_on)
    rows = [
        RollRow(stay, order, states.get(stay.pk, ""), counted.get(stay.student_id, 0))
        for order, stay in enumerate(ordered, start=1)
    ]
    days = _days(class_group, term, on, calls)
    return Roll(rows, calls.get((on, session)), days, scheme.most_absences if scheme else None)


def _days(
    class_group: ClassGroup,
    term: Term,
    on: datetime.date,
    calls: dict[tuple[datetime.date, str], RollCall],
) -> list[CalledDay]:
    """The half-days of two weeks up to today or the day looked at, without Sundays."""
    last = max(on, term.day_in(timezone.localdate()))
    first = max(term.starts_on, min(on, last) - datetime.timedelta(days=DAYS_SHOWN))
    stays = Enrolment.objects.filter(class_group=class_group).values_list("pk", flat=True)
    missed = Counter((each.on, each.session) for each in absences_of(list(stays), first, last))
    dates = [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        CalledDay(day, session, calls.get((day, session)), missed[day, session])
        for day in reversed(dates)
        if day.weekday() < 6
        for session in half_days_of(class_group)
    ]


def counted_sessions(
    students: list[int], year: SchoolYear, scheme: Scheme | None
) -> dict[int, int]:
    """The sessions missed in the year as the regulation set counts them, by student: one query.

    Without a set every half-day counts. Who missed none is left out.
    """
    missed = absences_counted(students, year.starts_on, year.ends_on)
    if scheme is None:
        return {student: each.total for student, each in missed.items()}
    return {student: scheme.countable_absences(each.a_day) for student, each in missed.items()}


@dataclass(frozen=True)
class YearOfAbsences:
    """One student's absences: of the term, and of the year as promotion counts them."""

    term: AbsenceCount
    year: AbsenceCount
    counted: int
    most: int | None


def absences_of_student(student: Student, class_group: ClassGroup, term: Term) -> YearOfAbsences:
    """What one student missed in the class's year: three queries."""
    year = term.school_year
    scheme = scheme_of_class(class_group, term)
    of_term = absences_counted([student.pk], term.starts_on, term.ends_on)
    of_year = absences_counted([student.pk], year.starts_on, year.ends_on)
    whole = of_year.get(student.pk, NONE_MISSED)
    counted = scheme.countable_absences(whole.a_day) if scheme else whole.total
    most = scheme.most_absences if scheme else None
    return YearOfAbsences(of_term.get(student.pk, NONE_MISSED), whole, counted, most)
