"""Who leads a class."""

import datetime

from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember


def homeroom_of(class_group: ClassGroup, day: datetime.date) -> list[StaffMember]:
    """The class's homeroom teachers on the day, in general one: one query."""
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group=class_group)
    return [row.staff for row in rows.select_related("staff").order_by("starts_on", "pk")]
