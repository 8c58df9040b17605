"""Who leads a class."""

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet

from schools.models import ClassGroup
from staffing.models import HomeroomAssignment, StaffMember


def homeroom_of(class_group: ClassGroup, day: datetime.date) -> list[StaffMember]:
    """The class's homeroom teachers on the day, in general one: one query."""
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group=class_group)
    return [row.staff for row in rows.select_related("staff").order_by("starts_on", "pk")]


def leads(user_id: int | None, class_group_id: int) -> bool:
    """Whether the user is the class's homeroom teacher today, as a substitute as well."""
    return homerooms_of(user_id).filter(class_group=class_group_id).exists()


def classes_led(user_id: int | None) -> list[ClassGroup]:
    """The classes the user leads today, with school and year, by name: one query."""
    led = ClassGroup.objects.filter(pk__in=homerooms_of(user_id).values("class_group"))
    return list(led.select_related("school", "school_year", "grade_level").order_by("name", "pk"))


def homerooms_of(user_id: int | None) -> "QuerySet[HomeroomAssignment]":
    """The user's homeroom assignments in force today; none for None."""
    in_force = HomeroomAssignment.objects.in_force()
    # Compared with None, Django would find the staff who have no account.
    return in_force.none() if user_id is None else in_force.filter(staff__user=user_id)


def leaders_of_classes(
    class_ids: Collection[int], day: datetime.date
) -> dict[int, set[int | None]]:
    """The accounts of the homeroom teachers of these classes on the day: one query."""
    rows = HomeroomAssignment.objects.in_force(day).filter(class_group__in=class_ids)
    found: defaultdict[int, set[int | None]] = defaultdict(set)
    for class_id, user_id in rows.values_list("class_group", "staff__user"):
        found[class_id].add(user_id)
    return dict(found)
