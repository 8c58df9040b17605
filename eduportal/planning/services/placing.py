"""The only writer of hamlets, and of ways by road to schools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.core.revisions import revision_of
from eduportal.planning.models import Hamlet, RoadDistance
from eduportal.planning.services.errors import PlanningRefused
from schools.models import AdminUnit, School


@dataclass(frozen=True)
class Placed:
    """A hamlet as somebody states it; students of grades 1 to 12, None where nobody counted."""

    name: str
    latitude: Decimal
    longitude: Decimal
    students: Sequence[int | None]
    source: str


def place_hamlet(
    *, unit: AdminUnit, placed: Placed, hamlet: Hamlet | None = None, shown: str = ""
) -> Hamlet:
    """Enter a hamlet, or correct the one that was shown. Raises PlanningRefused."""
    try:
        with transaction.atomic():
            row = _locked(hamlet, shown) if hamlet else Hamlet(unit=unit)
            for name, value in vars(placed).items():
                setattr(row, name, value)
            row.save()
            return row
    except IntegrityError as problem:
        raise PlanningRefused([_("The commune has a hamlet of this name already.")]) from problem


def remove_hamlet(*, hamlet: Hamlet, shown: str) -> None:
    """Take a hamlet out, with its ways by road. Raises PlanningRefused."""
    with transaction.atomic():
        Hamlet.objects.filter(pk=_locked(hamlet, shown).pk).delete()


def record_hamlet(*, unit: AdminUnit, name: str, facts: Mapping[str, Any]) -> None:
    """Keep what a list says of a hamlet; what it does not say stays."""
    Hamlet.objects.update_or_create(unit=unit, name=name, defaults=dict(facts))


def record_road(*, hamlet: Hamlet, school: School, metres: int, source: str) -> None:
    """Keep how far a school is from a hamlet by road."""
    RoadDistance.objects.update_or_create(
        hamlet=hamlet, school=school, defaults={"metres": metres, "source": source}
    )


def _locked(hamlet: Hamlet, shown: str) -> Hamlet:
    stored = Hamlet.objects.select_for_update().filter(pk=hamlet.pk).first()
    if stored is None or revision_of(stored) != shown:
        raise PlanningRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    return stored
