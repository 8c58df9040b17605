"""What stands against moving the days of a school year: who gives and leads its classes."""

import datetime
from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import ngettext

from schools.models import SchoolYear
from staffing.models import HomeroomAssignment, TeachingAssignment


def lessons_cut(year: SchoolYear, days: Mapping[str, datetime.date | None]) -> list[str]:
    """A sentence when assignments of the year would reach beyond its new first or last day."""
    first, last = days.get("starts_on"), days.get("ends_on")
    if first is None or last is None:
        return []
    outside = Q(starts_on__lt=first) | Q(starts_on__gt=last) | Q(ends_on__gt=last)
    count = sum(
        model.objects.filter(outside, class_group__school_year=year).count()
        for model in (TeachingAssignment, HomeroomAssignment)
    )
    text = ngettext(
        "%(count)d assignment of a teacher or homeroom would be cut off.",
        "%(count)d assignments of teachers and homerooms would be cut off.",
        count,
    )
    return [text % {"count": count}] if count else []
