"""Taking back the newest change of a stay: a change of class, or that the student left."""

from django.db import transaction
from django.utils.translation import gettext as _

from schools.services import lock_classes
from students.choices import Ended
from students.models import Enrolment
from students.services.stays import (
    ONE_DAY,
    StayChange,
    StayRefused,
    announce,
    follow_status,
    locked_stay,
    not_here,
    predecessor_of,
    require_none,
    sealed_sentences,
)


def undo_class_change(*, enrolment_id: int, shown: str) -> Enrolment:
    """Take a change of class back; returns the stay that goes on. Raises StayRefused.

    Possible until a term it touches is sealed. Marks entered in the meantime go back as well.
    """
    with transaction.atomic():
        new = locked_stay(enrolment_id, shown)
        old = predecessor_of(new)
        if old is None or old.ended != Ended.CLASS_CHANGE or new.ends_on is not None:
            raise StayRefused([_("There is no change of class to take back.")])
        lock_classes({old.class_group_id, new.class_group_id})
        require_none(undo_refusals(new))
        on = new.starts_on
        announce([StayChange(new, old, on, undone=True)])
        new.delete()
        old.ends_on, old.ended, old.succeeded_on = None, "", None
        old.save(update_fields=["ends_on", "ended", "succeeded_on"])
        announce([StayChange(None, old, on)])
        return old


def undo_end(*, enrolment_id: int, shown: str) -> Enrolment:
    """Take back that a student left: the stay goes on without a break. Raises StayRefused."""
    with transaction.atomic():
        stay = locked_stay(enrolment_id, shown)
        if stay.ends_on is None or stay.succeeded_on is not None:
            raise StayRefused([_("There is no leaving to take back.")])
        lock_classes({stay.class_group_id})
        require_none(undo_refusals(stay))
        on = stay.ends_on + ONE_DAY
        stay.ends_on, stay.ended = None, ""
        stay.save(update_fields=["ends_on", "ended"])
        follow_status(stay)
        announce([StayChange(None, stay, on)])
        return stay


def undo_refusals(stay: Enrolment) -> list[str]:
    """Why the newest change of this stay cannot be taken back now; empty where it can.

    Marks that have no place in the old class are found only when the step is taken.
    """
    if stay.ends_on is not None:
        return not_here(stay) or sealed_sentences({stay.class_group_id}, stay.ends_on + ONE_DAY)
    old = predecessor_of(stay)
    classes = {stay.class_group_id} | ({old.class_group_id} if old else set())
    return sealed_sentences(classes, stay.starts_on)
