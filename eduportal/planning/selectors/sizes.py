"""How large schools may be on a day: what is entered, and the portal's own lines."""

import datetime
from collections.abc import Collection

from django.db.models import Count, Q
from django.utils import timezone

from eduportal.planning.models import SizeRule
from eduportal.planning.rules.network import PRESCHOOL
from eduportal.planning.rules.sizes import Size, Sizes, in_force
from schools.models import AdminUnit, School
from schools.selectors import years_under_way
from schools.selectors.sites import rooms_of


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


def preschools_now(units: Collection[AdminUnit]) -> list[tuple[School, int, int]]:
    """Preschools of these communes with their classes of the year under way and their sites, by
    name: three queries. No forecast has them; without classes in the register they are left out."""
    years = years_under_way()[:1]
    counted = Count("classes", filter=Q(classes__school_year__in=years))
    found = School.objects.filter(stages=[PRESCHOOL], unit__in=units, closed_on=None)
    schools = [each for each in found.annotate(class_count=counted).order_by("search_key", "pk")
               if each.class_count]  # fmt: skip
    rooms = rooms_of(schools)
    return [(each, each.class_count, rooms[each.pk].sites) for each in schools]
