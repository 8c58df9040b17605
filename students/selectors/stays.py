"""Who sits in which class on a day, and which class reports a student for a term.

The one answer for every door, in Python and in SQL; a test compares the two.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from schools.models import ClassGroup, SchoolYear, Term
from students.models import Enrolment, Student

# Over an enrolment `e`, a term `t` and the parameter `today`: in_class_for.
_DAY = "least(greatest(%(today)s, t.starts_on), t.ends_on)"
IN_CLASS = f"e.starts_on <= {_DAY} and (e.ends_on is null or e.ends_on >= {_DAY})"


def in_class_on(day: Any, prefix: str = "") -> Q:
    """A condition on enrolments: the student sits in the class on the day.

    `prefix` leads to the enrolment: "enrolment__" for a condition on mark records. A stay without
    an end lasts to the end of its year, and the day is one of that year.
    """
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def in_class_for(term: Term | str, prefix: str = "") -> Q:
    """A condition on enrolments: the student counts in the class of the term.

    That is who sits there today while the term runs, on its first day before, and on its last day
    once it is over. `term` is a term or the path to each row's own: "sheet__term".
    """
    today = timezone.localdate()
    if isinstance(term, Term):
        return in_class_on(term.day_in(today), prefix)
    day = Least(Greatest(Value(today), F(f"{term}__starts_on")), F(f"{term}__ends_on"))
    return in_class_on(day, prefix)


def sits_in_class(stay: Enrolment, term: Term) -> bool:
    """in_class_for, of one stay."""
    return sits_on(stay, term.day_in(timezone.localdate()))


def sits_on(stay: Enrolment, day: datetime.date) -> bool:
    """Whether the student sits in the class on a day."""
    return stay.starts_on <= day and (stay.ends_on is None or stay.ends_on >= day)


def in_class_during(term: Term | str, prefix: str = "") -> Q:
    """A condition on enrolments: the student sits in the class on a day of the term.

    `term` is a term or the path to each row's own, as for in_class_for.
    """
    first, last = _days_of(term)
    return Q(**{f"{prefix}starts_on__lte": last}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": first})
    )


def _days_of(term: Term | str) -> tuple[Any, Any]:
    if isinstance(term, Term):
        return term.starts_on, term.ends_on
    return F(f"{term}__starts_on"), F(f"{term}__ends_on")


def reported_for(term: Term | str, prefix: str = "") -> Q:
    """A condition on enrolments: the class of this stay reports the student for the term.

    It is the class where the student sits on the term's last day, or sat last before leaving
    school: a stay of the term that no other stay of the term came after. `term` as above.
    """
    _first, last = _days_of(term)
    return in_class_during(term, prefix) & (
        Q(**{f"{prefix}succeeded_on": None}) | Q(**{f"{prefix}succeeded_on__gt": last})
    )


def last_stays(**which: Any) -> dict[int, Enrolment]:
    """The newest stay of each student among those that meet the conditions, by the student."""
    stays = Enrolment.objects.filter(**which)
    return _newest(stays.select_related("student", "class_group", "school_year"))


def last_stays_of(students: Collection[Student], school_year: SchoolYear) -> dict[int, Enrolment]:
    """The same of these students in one year, of many at once: only the class comes along."""
    stays = Enrolment.objects.filter(
        student__in=[student.pk for student in students], school_year=school_year
    )
    return _newest(stays.select_related("class_group"))


def _newest(stays: "QuerySet[Enrolment]") -> dict[int, Enrolment]:
    return {stay.student_id: stay for stay in stays.order_by("starts_on", "pk")}


def students_in(class_group: ClassGroup) -> list[Enrolment]:
    """The stays of the students who sit in the class today, with the students, in its order.

    In a year that is over, on its last day. One query where the class has its year.
    """
    day: datetime.date = class_group.school_year.day_in(timezone.localdate())
    present = Enrolment.objects.filter(in_class_on(day), class_group=class_group)
    return list(present.select_related("student").order_by("position", "student__sort_key"))


def absent_students(class_group: ClassGroup, seen: set[int]) -> dict[int, str]:
    """Who sits in the class and is not among those seen, the name by the id: one query."""
    return {
        each.student_id: each.student.full_name
        for each in students_in(class_group)
        if each.student_id not in seen
    }
