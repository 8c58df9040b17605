"""The exceptions to the days of entry as their list shows them."""

import datetime
from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.searching import words_in
from grades.models import EntryException
from schools.models import Term

IN_FORCE, OVER = "in_force", "over"
EXCEPTION_STATES = {IN_FORCE: _("in force"), OVER: _("over or ended")}
# How the list can be sorted (eduportal.core.keyset); at first those that last longest.
EXCEPTION_ORDERS = {
    "days": ("is_ended", "-ends_on", "-pk"),
    "school": ("school__search_key", "is_ended", "-ends_on", "-pk"),
    "given": ("given_at", "pk"),
}


def exceptions_listed(
    *,
    term: Term,
    school_ids: Iterable[int] | None,
    named_in: Iterable[int] | None,
    text: str = "",
    state: str = "",
) -> "QuerySet[EntryException]":
    """The exceptions of the term at these schools (None: every one), sorted by days.

    The words of `text` are sought in the name of the teacher, class, school or student: of a
    student only at the schools `named_in` (None: at every one), elsewhere the code alone is known.
    Each has `is_ended`: it was ended before its last day.
    """
    rows = EntryException.objects.filter(term=term).select_related(
        "school", "staff", "class_group", "student", "given_by", "ended_by"
    )
    if school_ids is not None:
        rows = rows.filter(school__in=school_ids)
    if text:
        rows = rows.filter(_called(text, named_in))
    if state:
        in_force = _in_force(timezone.localdate())
        rows = rows.filter(in_force if state == IN_FORCE else ~in_force)
    is_ended = ExpressionWrapper(Q(ended_at__isnull=False), output_field=BooleanField())
    return rows.annotate(is_ended=is_ended).order_by(*EXCEPTION_ORDERS["days"])


def _in_force(day: datetime.date) -> Q:
    return Q(ended_at=None, starts_on__lte=day, ends_on__gte=day)


def _called(text: str, named_in: Iterable[int] | None) -> Q:
    student = words_in(text, "student__search_key")
    if named_in is not None:
        student &= Q(school__in=named_in)
    by_code = Q(class_group__name__iexact=text) | Q(student__ministry_code=text)
    by_name = words_in(text, "staff__search_key") | words_in(text, "school__search_key")
    return by_name | by_code | student
