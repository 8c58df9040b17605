"""What was changed of the records of one person."""

from staffing.choices import RecordTable
from staffing.models import StaffChange, StaffMember

# Changes on the page, the newest first.
MOST = 200


def changes_of(staff: StaffMember, *, with_wishes: bool) -> list[StaffChange]:
    """The newest changes of the person's record, posts, duties and facts: one query.

    What the person asks for is for the head; `with_wishes` says that the reader may know it.
    """
    rows = StaffChange.objects.filter(school_id=staff.school_id, staff=staff)
    if not with_wishes:
        rows = rows.exclude(table=RecordTable.WISH)
    return list(rows.select_related("actor").order_by("-pk")[:MOST])
