"""The only writer of how large schools may be."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.core.hints import offer
from eduportal.core.revisions import revision_of
from eduportal.planning.models import SizeRule
from eduportal.planning.services.errors import PlanningRefused


def put_size(*, line: SizeRule, shown: str = "") -> SizeRule:
    """Enter a line, or correct one whose stored state is as shown. Raises PlanningRefused."""
    with transaction.atomic():
        if line.pk is not None:
            _locked(line, shown)
        try:
            line.full_clean()
        except ValidationError as refusal:
            raise PlanningRefused(refusal.messages) from refusal
        line.save()
        offer("planning.forecast")
        return line


def remove_size(*, line: SizeRule, shown: str) -> None:
    """Take a line back: the one before it, or the portal's own, counts. Raises PlanningRefused."""
    with transaction.atomic():
        SizeRule.objects.filter(pk=_locked(line, shown).pk).delete()
        offer("planning.forecast")


def _locked(line: SizeRule, shown: str) -> SizeRule:
    stored = SizeRule.objects.select_for_update().filter(pk=line.pk).first()
    if stored is None or revision_of(stored) != shown:
        raise PlanningRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    return stored
