"""The only writer of sets of staffing norms: draft, put into force, discard."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from schools.models import SchoolYear
from staffing.choices import NormState
from staffing.models import StaffingNorms
from staffing.rules.norm_settings import bad_settings
from staffing.services.errors import StaffRefused, require_none


@dataclass(frozen=True)
class NormDecision:
    """Who decided a set, under which number, on which day, from which school year on."""

    name: str
    from_year: str
    decided_by: str
    decision_number: str
    decided_on: datetime.date


def draft_norms(
    *, decision: NormDecision, settings: Mapping[str, str], user: User
) -> StaffingNorms:
    """Draft a set with these complete settings; it changes nothing yet. Raises StaffRefused."""
    require_none([*_bad_values(settings), *_is_over(decision.from_year)])
    return StaffingNorms.objects.create(settings=dict(settings), created_by=user, **vars(decision))


def move_norms(*, norms_id: int, to: NormState) -> StaffingNorms:
    """Put a draft into force, or discard it. Raises StaffRefused unless it is a draft."""
    with transaction.atomic():
        found = StaffingNorms.objects.select_for_update().filter(pk=norms_id).first()
        if found is None or found.state != NormState.DRAFT or to == NormState.DRAFT:
            raise StaffRefused([_("This set is no draft any more. Nothing was done.")])
        if to == NormState.IN_FORCE:
            require_none(_is_over(found.from_year))
        found.state, found.moved_at = to, timezone.now()
        found.save(update_fields=["state", "moved_at"])
        if to == NormState.IN_FORCE:
            offer("staffing.count_balances")
        return found


def _bad_values(settings: Mapping[str, object]) -> list[str]:
    sentence = _("The setting “%(key)s” cannot have this value.")
    return [sentence % {"key": key} for key in bad_settings(settings)]


def _is_over(year: str) -> list[str]:
    found = SchoolYear.objects.filter(code=year).first()
    if found is not None and found.ends_on < timezone.localdate():
        return [_("The school year is over: its balance keeps the norms it had.")]
    return []
