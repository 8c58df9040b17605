"""The only writer of declared in-migration: a line with who said so, and why."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.core.revisions import revision_of
from eduportal.planning.models import InMigration
from eduportal.planning.services.errors import PlanningRefused, refuse_if
from schools.models import AdminUnit


@dataclass(frozen=True)
class Stated:
    """Students a year of these grades together, from a school year to a school year."""

    from_year: int
    to_year: int
    from_grade: int
    to_grade: int
    low: int
    middle: int
    high: int
    reason: str
    source: str


def state_migration(
    *, unit: AdminUnit, stated: Stated, user: User, line: InMigration | None = None, shown: str = ""
) -> InMigration:
    """State a line, or state it anew: it is then known from today. Raises PlanningRefused."""
    with transaction.atomic():
        refuse_if(stated_problems(stated))
        row = _locked(line, shown) if line else InMigration(unit=unit)
        for name, value in vars(stated).items():
            setattr(row, name, value)
        row.stated_by, row.stated_on = user, timezone.localdate()
        row.save()
        offer("planning.forecast")
        return row


def remove_stated(*, line: InMigration, shown: str) -> None:
    """Take a line back. Raises PlanningRefused."""
    with transaction.atomic():
        InMigration.objects.filter(pk=_locked(line, shown).pk).delete()
        offer("planning.forecast")


def stated_problems(stated: Stated) -> list[str]:
    """A sentence for each reason why it cannot be stated so."""
    problems = []
    if stated.to_year < stated.from_year:
        problems.append(_("The last school year comes before the first."))
    if stated.to_grade < stated.from_grade:
        problems.append(_("The last grade comes before the first."))
    if not stated.low <= stated.middle <= stated.high:
        problems.append(_("Give the numbers from low over middle to high."))
    return problems


def _locked(line: InMigration, shown: str) -> InMigration:
    stored = InMigration.objects.select_for_update().filter(pk=line.pk).first()
    if stored is None or revision_of(stored) != shown:
        raise PlanningRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    return stored
