"""The only writer of absences and roll calls."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from schools.models import ClassGroup
from students.choices import HalfDay
from students.models import Absence, RollCall

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

    The caller holds the class, and has asked who may.
    """
    place = {"school_id": class_group.school_id, "on": on, "session": session}
    _write_absences(class_group, changes, place)
    RollCall.objects.update_or_create(
        class_group=class_group,
        on=on,
        session=session,
        defaults={"school_id": class_group.school_id, "taken_by_id": user_id},
    )


def forget_rolls(call_ids: Collection[int]) -> None:
    """These half-days were never called: who wrote it takes it back."""
    RollCall.objects.filter(pk__in=call_ids).delete()


def _write_absences(
    class_group: ClassGroup, changes: Mapping[int, Missed], place: Mapping[str, Any]
) -> None:
    """Rows go, change and come as the students say; `place` is the half-day."""
    there = Absence.objects.filter(enrolment__class_group=class_group, **place)
    known = set(there.values_list("enrolment", flat=True))
    there.filter(enrolment__in=[pk for pk in known if changes.get(pk, "same") is None]).delete()
    for excused in (True, False):
        now = [pk for pk in known if changes.get(pk, "same") is excused]
        there.filter(enrolment__in=now).update(excused=excused)
    Absence.objects.bulk_create(
        Absence(enrolment_id=pk, excused=missed, **place)
        for pk, missed in changes.items()
        if missed is not None and pk not in known
    )
