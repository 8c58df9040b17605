"""Work at two schools: each school's row of it."""

from uuid import UUID

from eduportal.scoping import everywhere
from staffing.models import Elsewhere, Guest, StaffMember

WHY = "two schools share a teacher's periods"
SHARED = ("uid", "kind", "subject_id", "weekly_periods", "starts_on", "ends_on")


def mirror(staff: StaffMember, uids: frozenset[UUID] = frozenset()) -> None:
    """Make what other schools see of the person's work there equal to what is recorded at home.

    `uids`: work that was recorded before and may be recorded no more.
    """
    rows = list(Elsewhere.objects.filter(staff=staff).select_related("school"))
    with everywhere(WHY):
        Guest.objects.filter(uid__in=uids.union(row.uid for row in rows)).delete()
        Guest.objects.bulk_create(
            Guest(
                school_id=row.other_school_id,
                other_school_id=row.school_id,
                other_name=row.school.name,
                **{name: getattr(row, name) for name in SHARED},
            )
            for row in rows
        )
