"""The only writer of regulation sets: draft, put into force, discard, withdraw."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SetState
from grades.models import RegulationSet
from grades.models.regulations import LONGEST_REASON
from grades.rules.schemes import scheme_of
from grades.selectors.comparisons import current_comparison
from grades.selectors.regulations import (
    columns_are_taken,
    comparison_year,
    governing_without,
    has_begun,
    holds_sheets,
    is_over,
    is_withdrawable,
    typed_confirmation,
)
from grades.services.errors import MarkBookError, NotAllowed
from grades.services.reasons import read_reason


class SetRefused(MarkBookError):
    """The sentence says why a set is not drafted, put into force, discarded or withdrawn."""


@dataclass(frozen=True)
class Decision:
    """Who decided a set, under which number, on which day, from which school year on."""

    name: str
    decided_by: str
    number: str
    on: datetime.date
    from_year: str

    @property
    def as_fields(self) -> dict[str, Any]:
        """The decision as fields of a set."""
        return {
            "name": self.name,
            "decided_by": self.decided_by,
            "decision_number": self.number,
            "decided_on": self.on,
            "from_year": self.from_year,
        }

    @property
    def as_json(self) -> dict[str, str]:
        """The decision as a set keeps it for each setting."""
        return {"by": self.decided_by, "number": self.number, "on": self.on.isoformat()}


def draft_set(
    *,
    base: RegulationSet,
    digest: str,
    values: Mapping[str, object],
    settled: Collection[str],
    decision: Decision,
    scope: Scope,
    user: User,
) -> RegulationSet:
    """Draft a set: the settings of `base`, changed by `values`.

    `settled` are keys the decision settles without a change. Raises NotAllowed, BadSettings with
    every bad value, and SetRefused for another `digest` than the base's, for a school year that
    is over, or for the base's own year with nothing changed or settled.
    """
    require_administrator(scope)
    require_same(base, digest)
    _require_not_over(decision.from_year)
    contents = _contents(base, values, settled, decision)
    with transaction.atomic():
        return RegulationSet.objects.create(
            code=_next_code(base.circular),
            programme=base.programme,
            circular=base.circular,
            based_on=base,
            created_by=user,
            **contents,
            **decision.as_fields,
        )


def _contents(
    base: RegulationSet,
    values: Mapping[str, object],
    settled: Collection[str],
    decision: Decision,
) -> dict[str, object]:
    """The settings with their digest and decisions; raises BadSettings, SetRefused."""
    scheme = scheme_of(base.circular, {**base.settings, **values})
    settings = scheme.settings()
    changed = {key for key, value in settings.items() if value != base.settings.get(key)}
    decided = changed | (set(settled) & settings.keys())
    if not decided and decision.from_year == base.from_year:
        raise SetRefused(
            _("Change a setting or the school year, or mark a setting that the decision settles.")
        )
    decisions = dict.fromkeys(sorted(decided), decision.as_json)
    return {
        "settings": settings,
        "digest": scheme.digest(),
        "decisions": {**base.decisions, **decisions},
    }


def put_in_force(
    *,
    regulation: RegulationSet,
    digest: str,
    scope: Scope,
    user: User,
    looked_at: str = "",
    confirmation: str = "",
) -> RegulationSet:
    """Let a draft govern from its school year on; sealed results keep their set.

    `looked_at` must be the newest finished comparison (its public id) of this very set with the
    one that would govern without it, unless no school year has sheets to compare. For a year that
    has begun, `confirmation` must be the text that names set and year. Where sheets are open
    already, the set must leave their columns as they are. Sheets that are not sealed follow
    (services/following.py). Raises NotAllowed, SetRefused.
    """
    require_administrator(scope)
    with transaction.atomic():
        locked = _locked_draft(regulation, digest)
        _require_not_over(locked.from_year)
        _require_same_columns(locked)
        _require_looked_at(locked, looked_at)
        if has_begun(locked.from_year):
            _require_typed(locked, confirmation)
        # The sheets say which set they stand under; this only saves the wait for the sweep.
        offer("grades.follow_regulations")
        return _moved(locked, SetState.IN_FORCE, user)


def discard_draft(
    *, regulation: RegulationSet, digest: str, scope: Scope, user: User
) -> RegulationSet:
    """Give a draft up; it stays to be read. Raises NotAllowed, SetRefused."""
    require_administrator(scope)
    with transaction.atomic():
        return _moved(_locked_draft(regulation, digest), SetState.DISCARDED, user)


def withdraw_set(
    *, regulation: RegulationSet, digest: str, reason: str, scope: Scope, user: User
) -> RegulationSet:
    """Take a set back before its first school year begins; the set before it governs again.

    Sheets opened under it follow (services/following.py). The row keeps who withdrew the set, when
    and the reason. Raises NotAllowed, and SetRefused for a set that is not in force, for a year
    that has begun, without a reason, and while the set holds sheets.
    """
    require_administrator(scope)
    with transaction.atomic():
        locked = _locked(regulation, digest)
        _require_withdrawable(locked)
        offer("grades.follow_regulations")
        locked.state, locked.withdrawal_reason = SetState.WITHDRAWN, _reason(reason)
        locked.withdrawn_by, locked.withdrawn_at = user, timezone.now()
        locked.save(update_fields=["state", "withdrawal_reason", "withdrawn_by", "withdrawn_at"])
        return locked


def require_administrator(scope: Scope) -> None:
    """Raise NotAllowed unless a role in force includes administering everywhere."""
    if not scope.can(Action.ADMINISTER):
        raise NotAllowed(_("Your role does not include deciding on regulations."))


def require_same(regulation: RegulationSet, digest: str) -> None:
    """Raise SetRefused unless the page was made with these settings."""
    if regulation.digest != digest:
        raise SetRefused(_("The page shows another version of this set. Load it again."))


def _locked(regulation: RegulationSet, digest: str) -> RegulationSet:
    """The set, locked, along with the circular: two sets of it never move at once."""
    rows = RegulationSet.objects.select_for_update().filter(circular=regulation.circular)
    locked = next(row for row in rows.order_by("pk") if row.pk == regulation.pk)
    require_same(locked, digest)
    return locked


def _locked_draft(regulation: RegulationSet, digest: str) -> RegulationSet:
    locked = _locked(regulation, digest)
    if locked.state != SetState.DRAFT:
        raise SetRefused(
            _("This set is no draft any more: it is “%(state)s”.")
            % {"state": locked.get_state_display()}
        )
    return locked


def _moved(regulation: RegulationSet, to: SetState, user: User) -> RegulationSet:
    regulation.state, regulation.moved_by, regulation.moved_at = to, user, timezone.now()
    regulation.save(update_fields=["state", "moved_by", "moved_at"])
    return regulation


def _next_code(circular: str) -> str:
    """ "tt22-3" after three sets; the lock keeps a second draft waiting for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"regulation sets {circular}"]
        )
    return f"{circular.lower()}-{RegulationSet.objects.filter(circular=circular).count()}"


def _require_not_over(from_year: str) -> None:
    if is_over(from_year):
        raise SetRefused(_("The school year is over; its results keep the set they have."))


def _require_looked_at(regulation: RegulationSet, looked_at: str) -> None:
    year = comparison_year(regulation)
    if year is None:
        return
    newest = current_comparison(regulation)
    if newest is None or str(newest.public_id) != looked_at:
        raise SetRefused(
            _(
                "First compare this set over school year %(year)s with the set that would govern "
                "without it, and look at whose result would change."
            )
            % {"year": year}
        )


def _reason(text: str) -> str:
    """The reason for a withdrawal as it is kept; raises SetRefused."""
    reason = read_reason(text, LONGEST_REASON, SetRefused)
    if not reason:
        raise SetRefused(_("Give the reason for the withdrawal."))
    return reason


def _require_withdrawable(regulation: RegulationSet) -> None:
    if not is_withdrawable(regulation):
        raise SetRefused(
            _("Only a set in force whose first school year has not begun can be withdrawn.")
        )
    governing = governing_without(regulation)
    if governing is None:
        raise SetRefused(_("No other set would govern; without one no sheet could be opened."))
    if holds_sheets(regulation, governing):
        raise SetRefused(
            _(
                "Sheets stand under this set that could not follow the one before it: they are "
                "sealed or have other columns."
            )
        )


def _require_same_columns(regulation: RegulationSet) -> None:
    if columns_are_taken(regulation):
        raise SetRefused(
            _(
                "Sheets of school year %(year)s are open with other columns: this set can only "
                "apply from a later school year."
            )
            % {"year": regulation.from_year}
        )


def _require_typed(regulation: RegulationSet, confirmation: str) -> None:
    expected = typed_confirmation(regulation)
    if confirmation.strip() != expected:
        raise SetRefused(_("Type “%(text)s” to confirm.") % {"text": expected})
