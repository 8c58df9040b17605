"""The only writer of homerooms."""

import datetime

from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember
from staffing.services.spans import cut, free_until


def lead_class(group: ClassGroup, staff: StaffMember | None, on: datetime.date) -> None:
    """Make a person the class's homeroom teacher from the day on; None leaves it without one.

    The caller holds the class's lock and has checked that the person may.
    """
    rows = HomeroomAssignment.objects.filter(class_group=group)
    until = free_until(rows, on)
    for row in rows.in_force(on):
        cut(row, on)
    if staff is not None:
        HomeroomAssignment.objects.create(
            school_id=group.school_id, staff=staff, class_group=group, starts_on=on, ends_on=until
        )
