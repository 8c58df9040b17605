"""How large schools may be on a day: what is entered, and the portal's own lines."""

import datetime

from django.db.models import Q
from django.utils import timezone

from eduportal.planning.models import SizeRule
from eduportal.planning.rules.sizes import Size, Sizes, in_force


def sizes_on(day: datetime.date | None = None) -> Sizes:
    """The lines in force: one query. Of several of one kind and area the one entered for the
    later day counts."""
    day = day or timezone.localdate()
    rows = SizeRule.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
    return in_force(size_of(row) for row in rows.order_by("valid_from"))


def size_of(row: SizeRule) -> Size:
    return Size(
        row.kind,
        row.area,
        row.least_classes,
        row.most_classes,
        row.students,
        row.sites,
        row.legal_doc,
    )
