"""The only writer of absences and roll calls."""

import datetime
from collections.abc import Mapping

from django.db.models import Q

from schools.models import ClassGroup
from students.choices import HalfDay
from students.models import Absence, Enrolment, RollCall

# Of one student: True excused, False unexcused, None present.
Missed = bool | None


def write_roll(
    *,
    class_group: ClassGroup,
    on: datetime.date,
    session: HalfDay,
    changes: Mapping[int, Missed],
    user_id: int,
) -> None:
    """Store the changed students of one half-day, by their stays, and that the roll was taken.

    The caller holds the class, and has asked who may and whether the stays are the class's.
    """
    there = Q(enrolment__class_group=class_group, on=on, session=session)
    gone = [pk for pk, missed in changes.items() if missed is None]
    Absence.objects.filter(there, enrolment__in=gone).delete()
    for excused in (True, False):
        now = [pk for pk, missed in changes.items() if missed is excused]
        known = set(
            Absence.objects.filter(there, enrolment__in=now).values_list("enrolment", flat=True)
        )
        Absence.objects.filter(there, enrolment__in=known).update(excused=excused)
        Absence.objects.bulk_create(
            Absence(
                school_id=class_group.school_id,
                enrolment=stay,
                on=on,
                session=session,
                excused=excused,
            )
            for stay in Enrolment.objects.filter(pk__in=set(now) - known)
        )
    RollCall.objects.update_or_create(
        class_group=class_group,
        on=on,
        session=session,
        defaults={"school_id": class_group.school_id, "taken_by_id": user_id},
    )
