"""Which schools are of the national standard on a day."""

import datetime
from collections.abc import Collection

from django.db.models import Q

from schools.models import NationalStandard, School


def standards_on(schools: Collection[School], day: datetime.date) -> dict[int, NationalStandard]:
    """By the id of each of these schools that is recognised on the day: one query."""
    found = NationalStandard.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day), school__in=schools, valid_from__lte=day
    )
    return {row.school_id: row for row in found.order_by("valid_from")}
