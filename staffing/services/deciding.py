"""The only writer of decisions about persons: recorded, carried out on their day, withdrawn."""

import datetime
import logging
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from staffing.choices import (
    DecisionKind,
    DecisionState,
    LineGround,
    LineState,
    ScenarioState,
)
from staffing.models import ScenarioLine, StaffDecision
from staffing.services.consenting import sides_missing
from staffing.services.errors import StaffRefused, require_none
from staffing.services.objecting import require_answered
from staffing.services.posting import bring_back, send_over
from staffing.services.telling_plans import tell_of_decisions

logger = logging.getLogger(__name__)
# What may follow from a line. Only an official turns Art. 11(2)e into a secondment (Art. 18).
KINDS: dict[str, tuple[DecisionKind, ...]] = {
    LineGround.SURPLUS: (DecisionKind.SENT,),
    LineGround.LENT: (DecisionKind.SENT, DecisionKind.SECONDMENT),
    LineGround.WISH: (DecisionKind.TRANSFER,),
    LineGround.SHARED: (DecisionKind.SHARED,),
}
FOR_A_TIME = (LineGround.LENT, LineGround.SHARED)


@dataclass(frozen=True)
class DecisionFacts:
    """A decision as it was signed."""

    kind: DecisionKind
    number: str
    decided_on: datetime.date
    decided_by: str
    signer: str
    starts_on: datetime.date
    ends_on: datetime.date | None = None


def record_decision(
    *, line: ScenarioLine, shown: int, facts: DecisionFacts, user: User
) -> StaffDecision:
    """Record the decision an accepted line has led to; it is carried out on its first day.

    Raises StaffRefused with everything that is wrong, also while the word of a school or of the
    teacher is missing (consenting.WANTED).
    """
    with transaction.atomic():
        found = ScenarioLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if found.revision != shown or found.state != LineState.ACCEPTED:
            raise StaffRefused(
                [_("The line has changed since this page was opened. Nothing was done.")]
            )
        require_answered(found)
        require_none(_problems(found, facts))
        names = ("staff_id", "staff_name", "from_school_id", "from_name", "to_school_id", "to_name")
        made = StaffDecision.objects.create(
            line=found,
            recorded_by=user,
            **vars(facts),
            **{name: getattr(found, name) for name in names},
        )
        found.state = LineState.DECIDED
        found.revision += 1
        found.save()
        tell_of_decisions([made])
        if made.starts_on <= timezone.localdate():
            _carry_out(made)
        return made


def _problems(line: ScenarioLine, facts: DecisionFacts) -> list[str]:
    problems = []
    if facts.kind not in KINDS[line.ground]:
        problems.append(_("A line on this ground leads to another kind of decision."))
    if facts.starts_on < facts.decided_on:
        problems.append(_("It may not begin before the day of the decision."))
    if facts.ends_on and facts.ends_on < facts.starts_on:
        problems.append(_("The last day must not be before the first."))
    if line.ground in FOR_A_TIME and facts.ends_on is None:
        problems.append(_("Give the last day: on this ground it is for a time."))
    if line.ground not in FOR_A_TIME and facts.ends_on is not None:
        problems.append(_("Leave the last day empty: on this ground it is for good."))
    if missing := sides_missing(line):
        whose = ", ".join(str(side.label) for side in missing)
        problems.append(_("Before the decision record the word of: %s.") % whose)
    return problems


def carry_out_due(today: datetime.date | None = None) -> int:
    """Carry out every decision whose day has come; how many were. Safe to repeat."""
    due = StaffDecision.objects.filter(
        state=DecisionState.SIGNED, starts_on__lte=today or timezone.localdate()
    )
    return sum(_carried_out(each) for each in due.order_by("starts_on", "pk"))


def _carried_out(decision: StaffDecision) -> bool:
    """One that fails keeps no other waiting; it is tried again with the next run."""
    try:
        return carry_out(decision)
    except Exception:
        logger.exception("decision %s could not be carried out", decision.pk)
        return False


def carry_out(decision: StaffDecision) -> bool:
    """Try again what could not be carried out; whether it is now."""
    with transaction.atomic():
        found = _locked(decision)
        if found.state != DecisionState.SIGNED or found.starts_on > timezone.localdate():
            return False
        return _carry_out(found)


def _carry_out(decision: StaffDecision) -> bool:
    """Write what follows into the records, all or nothing; otherwise say why it cannot be."""
    try:
        with transaction.atomic():
            send_over(decision)
    except StaffRefused as refusal:
        decision.problem = str(refusal)[:500]
    else:
        decision.state, decision.problem = DecisionState.CARRIED_OUT, ""
    decision.revision += 1
    decision.save()
    return decision.state == DecisionState.CARRIED_OUT


def withdraw(
    *, decision: StaffDecision, shown: int, number: str, on: datetime.date
) -> StaffDecision:
    """A later decision withdraws it from a day on; what it changed is changed back from there.

    The line may lead to another decision. Raises StaffRefused.
    """
    with transaction.atomic():
        found = _locked(decision)
        if found.revision != shown or found.state == DecisionState.WITHDRAWN:
            raise StaffRefused(
                [_("The decision has changed since this page was opened. Nothing was done.")]
            )
        problems = []
        if on < found.decided_on:
            problems.append(_("It cannot be withdrawn before the day of the decision."))
        if found.state == DecisionState.CARRIED_OUT and on > timezone.localdate():
            problems.append(_("Record it on its day, or later: the day is to come."))
        require_none(problems)
        if found.state == DecisionState.CARRIED_OUT:
            bring_back(found, number, on)
        found.state, found.problem = DecisionState.WITHDRAWN, ""
        found.withdrawn_by, found.withdrawn_on = number, on
        found.revision += 1
        found.save()
        _line_is_open_again(found)
        tell_of_decisions([found])
        return found


def _line_is_open_again(decision: StaffDecision) -> None:
    """In a plan that is closed by now it falls: nothing would follow."""
    line = ScenarioLine.objects.select_for_update(of=("self",)).get(pk=decision.line_id)
    line.state = LineState.ACCEPTED
    if line.scenario.state == ScenarioState.CLOSED:
        line.state, line.reason = LineState.DECLINED, _("the plan was closed")
    line.revision += 1
    line.save()


def _locked(decision: StaffDecision) -> StaffDecision:
    return StaffDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
