"""The two rows of a transfer, one at each school: begun, locked and moved together.

Called where both schools are in scope.
"""

import datetime
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import everywhere
from schools.models import School
from students.choices import OPEN_TRANSFERS, Direction, TransferState
from students.models import Enrolment, Transfer
from students.services.stays import StayRefused, lock_roster

WHY = "a transfer is one student's way between two schools"


def open_way(student_id: int) -> Transfer | None:
    """The old school's row of a transfer under way, locked."""
    ways = Transfer.objects.filter(student_key=student_id, direction=Direction.OUT)
    return ways.filter(state__in=OPEN_TRANSFERS).select_for_update().first()


def begin(stay: Enrolment, to: School, state: TransferState, by: User) -> dict[Direction, Transfer]:
    """Write both rows of a new transfer."""
    uid = uuid.uuid4()
    here = School.objects.get(pk=stay.school_id)
    sides = {Direction.OUT: (here, to), Direction.IN: (to, here)}
    rows = {
        direction: Transfer(
            uid=uid,
            school=school,
            other_school=other,
            other_name=other.name,
            direction=direction,
            person_uid=stay.student.person_uid,
            student_key=stay.student_id,
            full_name=stay.student.full_name,
            birth_date=stay.student.birth_date,
            class_name=stay.class_group.name,
            grade_level_id=stay.class_group.grade_level_id,
            school_year_id=stay.school_year_id,
            state=state,
            moved_by=str(by),
        )
        for direction, (school, other) in sides.items()
    }
    for row in rows.values():
        row.save()
    return rows


def both_sides(row: Transfer) -> dict[Direction, Transfer]:
    """The rows of both schools, locked in the order of their keys."""
    rows = Transfer.objects.filter(uid=row.uid).select_related("school", "school_year")
    rows = rows.select_for_update(of=("self",)).order_by("pk")
    return {Direction(each.direction): each for each in rows}


def move(
    rows: dict[Direction, Transfer],
    state: TransferState,
    by: User,
    *,
    last_day: datetime.date | None = None,
    reason: str = "",
) -> None:
    """Put both rows into the state, with who did it."""
    for row in rows.values():
        row.state, row.moved_by = state, str(by)
        if state in (TransferState.WITHDRAWN, TransferState.REFUSED):
            row.given_up_at = timezone.now()
        row.last_day, row.reason = last_day or row.last_day, reason or row.reason
        row.save()


def locked_sides(
    transfer_id: int,
    shown: str,
    states: tuple[TransferState, ...],
    direction: Direction | None = None,
) -> tuple[dict[Direction, Transfer], Transfer]:
    """Both schools' rows and the school's own, with both rosters locked, in the order of keys.

    Raises Transfer.DoesNotExist for a row outside the scope, and StayRefused.
    """
    own = Transfer.objects.get(pk=transfer_id)
    with everywhere(WHY):
        for school_id in sorted({own.school_id, own.other_school_id}):
            lock_roster(school_id)
        rows = both_sides(own)
    found = rows[Direction(own.direction)]
    if found.revision != shown:
        raise StayRefused(
            [_("The transfer has changed since this page was opened. Nothing was done.")]
        )
    if found.state not in states or (direction and found.direction != direction):
        raise StayRefused(
            [_("The transfer is “%(state)s”.") % {"state": found.get_state_display()}]
        )
    return rows, found
