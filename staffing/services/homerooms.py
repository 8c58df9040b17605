"""The only writer of homerooms."""

import datetime

from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember
from staffing.services.spans import ONE_DAY, cut, free_until


def lead_class(group: ClassGroup, staff: StaffMember | None, on: datetime.date) -> None:
    """Make a person the class's homeroom teacher from the day on; None leaves it without one.

    Somebody who stands in on that day stands in no longer. The caller holds the class's lock and
    has checked that the person may.
    """
    rows = HomeroomAssignment.objects.filter(class_group=group)
    in_force = list(rows.in_force(on).select_related("absent"))
    for row in in_force:
        if later := _coming_back(row):
            later.delete()
    until = free_until(rows, on)
    for row in in_force:
        cut(row, on)
    if staff is not None:
        HomeroomAssignment.objects.create(
            school_id=group.school_id, staff=staff, class_group=group, starts_on=on, ends_on=until
        )


def lead_meanwhile(
    row: HomeroomAssignment, substitute: StaffMember, first: datetime.date, last: datetime.date
) -> HomeroomAssignment:
    """Let a substitute lead the class from a day to a day; then its teacher leads it again.

    The row is in force on all these days. The caller holds the class's lock.
    """
    until = row.ends_on
    here = {"school_id": row.school_id, "class_group_id": row.class_group_id}
    cut(row, first)
    made = HomeroomAssignment.objects.create(
        **here, staff=substitute, absent=row.staff, starts_on=first, ends_on=last
    )
    if until is None or until > last:
        HomeroomAssignment.objects.create(
            **here, staff=row.staff, starts_on=last + ONE_DAY, ends_on=until
        )
    return made


def lead_again(row: HomeroomAssignment, on: datetime.date) -> None:
    """End a substitute's homeroom on the day before; its teacher leads the class from `on`.

    A substitute who has not begun never leads it. The caller holds the class's lock.
    """
    if row.absent_id is None:
        raise ValueError(row)
    later, first = _coming_back(row), max(on, row.starts_on)
    until = later.ends_on if later else row.ends_on
    if later:
        later.delete()
    cut(row, on)
    before = HomeroomAssignment.objects.filter(
        class_group=row.class_group_id, staff=row.absent_id, ends_on=first - ONE_DAY, absent=None
    ).first()
    if before is not None:
        before.ends_on = until
        before.save(update_fields=["ends_on"])
    else:
        HomeroomAssignment.objects.create(
            school_id=row.school_id,
            class_group_id=row.class_group_id,
            staff_id=row.absent_id,
            starts_on=first,
            ends_on=until,
        )


def _coming_back(row: HomeroomAssignment) -> HomeroomAssignment | None:
    """The row with which the teacher a substitute stands in for leads the class again."""
    if row.absent_id is None or row.ends_on is None:
        return None
    rows = HomeroomAssignment.objects.filter(class_group=row.class_group_id, staff=row.absent_id)
    return rows.filter(starts_on=row.ends_on + ONE_DAY, absent=None).first()
