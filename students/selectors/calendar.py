"""What stands against closing a school or moving the days of a school year: its stays."""

import datetime
from collections.abc import Mapping

from django.db.models import Count, Max, Min, Q
from django.utils.translation import ngettext

from schools.models import School, SchoolYear
from students.models import Enrolment
from students.selectors.stays import in_class_on


def students_at(school: School, day: datetime.date) -> int:
    """How many students sit in a class of the school on the day."""
    of_day = Q(school_year__starts_on__lte=day, school_year__ends_on__gte=day)
    return Enrolment.objects.filter(of_day, in_class_on(day), school=school).count()


def stays_cut(year: SchoolYear, days: Mapping[str, datetime.date | None]) -> list[str]:
    """A sentence when stays of the year would reach beyond its new first or last day."""
    first, last = days.get("starts_on"), days.get("ends_on")
    if first is None or last is None:
        return []
    outside = Q(starts_on__lt=first) | Q(starts_on__gt=last) | Q(ends_on__gt=last)
    stays = Enrolment.objects.filter(outside, school_year=year)
    found = stays.aggregate(count=Count("pk"), begin=Min("starts_on"), end=Max("ends_on"))
    if not found["count"]:
        return []
    text = ngettext(
        "%(count)d stay of a student in a class would be cut off. The first begins on %(begin)s,"
        " the last that has ended ends on %(end)s.",
        "%(count)d stays of students in classes would be cut off. The first begins on %(begin)s,"
        " the last that has ended ends on %(end)s.",
        found["count"],
    )
    shown = {name: f"{day:%d/%m/%Y}" if (day := found[name]) else "–" for name in ("begin", "end")}
    return [text % (found | shown)]
