"""Removing what a list brought, when the list is taken back."""

from collections.abc import Sequence

from eduportal.accounts.models import User
from eduportal.notices.services import forget
from grades.choices import Removed
from grades.models import MarkRecord, Removal
from grades.selectors.hanging import used_stays, used_students
from grades.services.moving import lock_sheets
from grades.services.removing import RemovalRefused, remove_class, tell_of_gone
from grades.services.sheets import open_lines_for
from schools.models import ClassGroup
from schools.services import lock_classes
from staffing.models import HomeroomAssignment
from students.models import Enrolment
from students.services import delete_stays, delete_students


def remove_entered(*, stays: Sequence[Enrolment], whole: bool, by: User) -> set[int]:
    """Remove these stays with their empty lines, and sheets without any (eduportal.registry).

    `whole`: the students as well, of whom these are the only stays. Returns the ids of the
    students who stay as they are, because something hangs on them. The caller holds the school's
    roster.
    """
    groups = {stay.class_group_id: stay.class_group for stay in stays}
    lock_classes(groups)
    lock_sheets(groups)
    kept = _kept(stays, whole=whole)
    gone = [stay for stay in stays if stay.student_id not in kept]
    MarkRecord.objects.filter(enrolment__in=[stay.pk for stay in gone]).delete()
    if whole:
        _record(gone, by)
        delete_students([stay.student_id for stay in gone])
    else:
        delete_stays([stay.pk for stay in gone])
    open_lines_for(class_group_ids=groups)
    for group in groups.values():
        tell_of_gone(group)
    return kept


def remove_empty_class(*, group: ClassGroup, by: User) -> bool:
    """Remove a class that a list made; False where something hangs on it, or somebody leads it."""
    if HomeroomAssignment.objects.filter(class_group=group).exists():
        return False
    try:
        remove_class(class_id=group.pk, shown=group.revision, by=by)
    except RemovalRefused:
        return False
    return True


def _kept(stays: Sequence[Enrolment], *, whole: bool) -> set[int]:
    """Ids of the students on whom something hangs."""
    if whole:
        return used_students(stays)
    used = used_stays([stay.pk for stay in stays])
    return {stay.student_id for stay in stays if stay.pk in used}


def _record(stays: Sequence[Enrolment], by: User) -> None:
    for stay in stays:
        forget(key=str(stay.student.public_id), student_id=stay.student_id)
    Removal.objects.bulk_create(
        [
            Removal(
                school_id=stay.school_id,
                kind=Removed.STUDENT,
                key=stay.student_id,
                name=stay.student.full_name,
                detail=f"{stay.student.birth_date:%d/%m/%Y}, {stay.class_group.name}",
                actor=by,
            )
            for stay in stays
        ],
        batch_size=1000,
    )
