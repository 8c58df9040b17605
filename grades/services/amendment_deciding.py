"""Confirming, approving, refusing an amendment."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import AmendmentState, AmendmentStepKind, Answer
from grades.models import Amendment, AmendmentPolicy, SealDecision
from grades.selectors.amending import OPEN, department_approves
from grades.selectors.consequences import AmendedLine, Consequences, consequences_of
from grades.services.amendment_steps import Act, move, tell_next
from grades.services.amendment_writing import OVERTAKEN, overtake, write_amendment
from grades.services.errors import AmendmentRefused, NotAllowed, ShownOtherwise

DECISION_LENGTH = Amendment._meta.get_field("decision").max_length or 0

REASON_LENGTH = SealDecision._meta.get_field("reason").max_length or 0
POLICY_LENGTH = AmendmentPolicy._meta.get_field("reason").max_length or 0


@dataclass(frozen=True)
class Decision:
    """The head's decision: its number, its day, and the consequences the page showed.

    `levels` are those the head decides on where the readings of Art. 9(3) differ, by record.
    """

    number: str
    on: datetime.date | None
    consequences: str
    levels: Mapping[int, int] = field(default_factory=dict)


def confirm_amendment(*, act: Act) -> None:
    """The homeroom teacher, or who stands in, confirms that the request is right.

    Raises NotAllowed, ShownOtherwise.
    """
    with transaction.atomic():
        amendment = act.locked(AmendmentState.ASKED)
        move(
            act,
            amendment,
            AmendmentState.CONFIRMED,
            AmendmentStepKind.CONFIRM,
            confirmed_by=act.user,
        )
        tell_next(amendment, by=act.user.pk)


def question_amendment(*, act: Act) -> None:
    """Ask back: the request goes to who has made it, with words, and is confirmed anew."""
    act.require_words()
    with transaction.atomic():
        amendment = act.locked(
            AmendmentState.ASKED, AmendmentState.CONFIRMED, AmendmentState.ENDORSED
        )
        move(
            act,
            amendment,
            AmendmentState.QUESTIONED,
            AmendmentStepKind.QUESTION,
            confirmed_by=None,
            approved_by=None,
        )
        tell_next(amendment, by=act.user.pk, words=act.words)


def refuse_amendment(*, act: Act) -> None:
    """End the request with a reason: who has the next step, or the head while it is asked back."""
    act.require_words()
    with transaction.atomic():
        amendment = _refusable(act)
        move(act, amendment, AmendmentState.REFUSED, AmendmentStepKind.REFUSE)


def _refusable(act: Act) -> Amendment:
    if act.amendment.state != AmendmentState.QUESTIONED:
        return act.locked(*OPEN)
    if not act.scope.can(Action.SEAL_MARKS, act.amendment.school_id):
        raise NotAllowed(_("This step is not yours to take."))
    return act.as_shown([AmendmentState.QUESTIONED])


def approve_amendment(*, act: Act, decision: Decision) -> AmendmentState:
    """Approve under a decision; once nobody else has to, the marks are written and sealed anew.

    At the Department the head's decision stands already. Returns the state it is in then: written,
    at the Department, or overtaken where a cell holds another mark by now. Raises NotAllowed,
    ShownOtherwise, AmendmentRefused, ClassNotReady.
    """
    with transaction.atomic():
        amendment = act.locked(AmendmentState.CONFIRMED, AmendmentState.ENDORSED)
        found = consequences_of(amendment)
        if not found.is_as_asked:
            overtake(amendment, _(OVERTAKEN))
        else:
            _require_shown(found, decision)
            found = decide_levels(act, amendment, decision, found)
            _approve(act, amendment, decision, found)
            if amendment.state == AmendmentState.APPROVED:
                write_amendment(act, amendment, found)
    return AmendmentState(amendment.state)


def _require_shown(found: Consequences, decision: Decision) -> None:
    if found.sealed is None or found.sealed.is_withdrawn:
        raise AmendmentRefused(
            [_("The results of the class are withdrawn; the head seals them again first.")]
        )
    if found.revision != decision.consequences:
        raise ShownOtherwise(
            _("What follows from the amendment has changed since this page was opened.")
        )


def _approve(act: Act, amendment: Amendment, decision: Decision, found: Consequences) -> None:
    """Record the approval; the state says whether another one is still to come."""
    changes: dict[str, object] = {"endorsed_by": act.user}
    if amendment.state == AmendmentState.ENDORSED:
        kind = AmendmentStepKind.ENDORSE
    else:
        is_departments = act.turn.is_departments
        changes = _decided(decision)
        changes["endorsed_by" if is_departments else "approved_by"] = act.user
        kind = AmendmentStepKind.ENDORSE if is_departments else AmendmentStepKind.APPROVE
        if not is_departments and department_approves():
            move(act, amendment, AmendmentState.ENDORSED, kind, **changes, levels=found.levels)
            tell_next(amendment, by=act.user.pk)
            return
    move(act, amendment, AmendmentState.APPROVED, kind, **changes, levels=found.levels)


def decide_levels(
    act: Act, amendment: Amendment, decision: Decision, found: Consequences
) -> Consequences:
    """Record the levels the head decides on with the amendment; what follows then.

    The Department approves what the head has decided: where somebody else has to be decided on by
    then, the request goes back. Raises AmendmentRefused.
    """
    if not found.undecided:
        return found
    if amendment.state == AmendmentState.ENDORSED:
        raise AmendmentRefused(
            [_("The head has to decide between two levels first: ask the request back.")]
        )
    paper = _decided(decision)
    if problems := [
        _undecided(line)
        for line, levels in found.undecided
        if decision.levels.get(line.record.pk) not in levels
    ]:
        raise AmendmentRefused(problems)
    SealDecision.objects.bulk_create(
        _level_row(act, amendment, line, decision, paper, found)
        for line, _levels in found.undecided
    )
    return consequences_of(amendment)


def _level_row(
    act: Act,
    amendment: Amendment,
    line: AmendedLine,
    decision: Decision,
    paper: dict[str, Any],
    found: Consequences,
) -> SealDecision:
    """The level of one student, on the paper of the amendment."""
    sheet = amendment.sheet
    principal = act.scope.acts_for(Action.SEAL_MARKS, sheet.school_id)
    return SealDecision(
        school_id=sheet.school_id,
        class_group=sheet.class_group,
        term=sheet.term,
        student=line.student,
        answer=Answer.LEVEL,
        level=decision.levels[line.record.pk],
        about=found.of_term.standings[line.record.enrolment_id].about,
        number=paper["decision"],
        signed_on=paper["decided_on"],
        reason=amendment.reason[:REASON_LENGTH],
        actor=act.user,
        principal_id=principal.user_id if principal else None,
    )


def _undecided(line: AmendedLine) -> str:
    said = _("%(student)s: the readings of Art. 9(3) give different levels; choose one of them.")
    return said % {"student": line.student.full_name}


def _decided(decision: Decision) -> dict[str, Any]:
    number = " ".join(decision.number.split())
    problems = []
    if not 1 <= len(number) <= DECISION_LENGTH:
        problems.append(_("Name the number of the decision, in %d characters.") % DECISION_LENGTH)
    if decision.on is None or decision.on > timezone.localdate():
        problems.append(_("Name the day of the decision; it is not in the future."))
    if problems:
        raise AmendmentRefused(problems)
    return {"decision": number, "decided_on": decision.on}


def set_amendment_policy(
    *, department_approves: bool, reason: str, scope: Scope, user: User
) -> None:
    """Say whether the Department approves every amendment as well, from now on."""
    if not scope.can(Action.ADMINISTER):
        raise NotAllowed(_("Only the Department’s administrator decides on this."))
    if not reason.strip():
        raise AmendmentRefused([_("Say why, in words the others will read.")])
    AmendmentPolicy.objects.create(
        department_approves=department_approves,
        reason=" ".join(reason.split())[:POLICY_LENGTH],
        set_by=user,
    )
