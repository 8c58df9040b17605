"""Taking the roll of a class, by exception: who is not named absent was there."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.selectors.attendance import half_days_of, states_on
from grades.services.errors import SheetLocked, ShownOtherwise
from grades.services.homeroom_rights import require_homeroom
from schools.models import ClassGroup, Term
from schools.services import lock_classes
from students.choices import HalfDay
from students.models import Enrolment
from students.services import write_roll

MISSED = {"P": True, "K": False, "": None}


def take_roll(
    *,
    class_group: ClassGroup,
    term: Term,
    on: datetime.date,
    session: HalfDay,
    states: Mapping[int, tuple[str, str]],
    scope: Scope,
    user_id: int,
) -> int:
    """Store who was absent in one half-day, and that the roll was taken; returns how many.

    `states` holds by stay what the page showed and what it should be: P excused, K unexcused, empty
    present. All or nothing: raises NotAllowed, SheetLocked, and ShownOtherwise by name.
    """
    changes = {pk: now for pk, (before, now) in states.items() if before != now}
    with transaction.atomic():
        lock_classes([class_group.pk])
        require_homeroom(scope, user_id, class_group, term)
        _require_day(class_group, term, on, session)
        stored = states_on(class_group, on, session)
        _require_as_shown(class_group, stored, states, changes)
        write_roll(
            class_group=class_group,
            on=on,
            session=session,
            changes={pk: MISSED[now] for pk, now in changes.items() if stored[pk] != now},
            user_id=user_id,
        )
    return sum(bool(state) for state in (stored | changes).values())


def _require_day(class_group: ClassGroup, term: Term, on: datetime.date, session: HalfDay) -> None:
    if not term.starts_on <= on <= term.ends_on:
        raise SheetLocked(_("This day does not lie in the term."))
    if on > timezone.localdate():
        raise SheetLocked(_("This day is still to come."))
    if session not in half_days_of(class_group):
        raise SheetLocked(_("The class has no lessons in this half-day."))


def _require_as_shown(
    class_group: ClassGroup,
    stored: Mapping[int, str],
    states: Mapping[int, tuple[str, str]],
    changes: Mapping[int, str],
) -> None:
    """Each changed student still stands as the page showed, or as it is to be."""
    others = [pk for pk in changes if stored.get(pk) not in states[pk]]
    if others:
        own = Enrolment.objects.filter(class_group=class_group, pk__in=others)
        names = own.values_list("student__full_name", flat=True)
        said = _("Another person has changed this half-day meanwhile: %(names)s. Look again.")
        raise ShownOtherwise(said % {"names": ", ".join(names) or "–"})
