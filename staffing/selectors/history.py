"""What was changed of the records of one person."""

from staffing.models import StaffChange, StaffMember

# Changes on the page, the newest first.
MOST = 200


def changes_of(staff: StaffMember) -> list[StaffChange]:
    """The newest changes of the person's record, posts, duties and facts: one query."""
    rows = StaffChange.objects.filter(school_id=staff.school_id, staff=staff)
    return list(rows.select_related("actor").order_by("-pk")[:MOST])
