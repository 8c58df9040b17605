"""Who leads a class."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember


def homeroom_of(class_group: ClassGroup, day: datetime.date) -> list[StaffMember]:
    """The class's homeroom teachers on the day, in general one: one query."""
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group=class_group)
    return [row.staff for row in rows.select_related("staff").order_by("starts_on", "pk")]


def leaders_of_classes(
    class_ids: Collection[int], day: datetime.date
) -> dict[int, set[int | None]]:
    """The accounts of the homeroom teachers of these classes on the day: one query."""
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group__in=class_ids)
    found: defaultdict[int, set[int | None]] = defaultdict(set)
    for class_id, user_id in rows.values_list("class_group", "staff__user"):
        found[class_id].add(user_id)
    return dict(found)
