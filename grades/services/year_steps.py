"""The way of a class's year: proposed by its homeroom teacher, decided on by the head."""

import datetime
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.scoping import Principal, Scope, reasoned
from eduportal.scoping.actions import Action
from grades.choices import YEAR_STEPS, Matter, YearState
from grades.models import YearDecision, YearResult, YearStep
from grades.rules.year_end import Verdict
from grades.selectors.year_end import ClassYear, StudentYear, class_year
from grades.services.deciding import principal_who_seals
from grades.services.errors import (
    ClassNotReady,
    DecisionsRefused,
    NotAllowed,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.telling import tell_of_year
from schools.models import ClassGroup
from schools.services import lock_classes
from staffing.selectors import homeroom_of


@dataclass(frozen=True)
class YearDecided:
    """What was decided on one student in one matter, and on which paper."""

    student_id: int
    matter: Matter
    verdict: Verdict
    number: str
    signed_on: datetime.date
    reason: str


def propose_year(*, class_group: ClassGroup, revision: str, scope: Scope, user: User) -> None:
    """Submit what follows from the sealed terms to the head. Vietnamese: trình hiệu trưởng.

    `revision` is that of the ClassYear the user looked at. Raises NotAllowed, ShownOtherwise,
    ClassNotReady, StepNotPossible.
    """
    if not may_propose(class_group, scope, user):
        raise NotAllowed(_("You do not lead this class."))
    with transaction.atomic():
        lock_classes([class_group.pk])
        year = require_shown(class_group, revision)
        require_due(year)
        take_step(year, YearState.PROPOSED, user, None)
        tell_of_year(class_group, NoticeKind.YEAR_PROPOSED, by=user.pk)


def return_year(*, class_group: ClassGroup, reason: str, scope: Scope, user: User) -> None:
    """Send the proposals back, or take them back: the year is open again.

    Who seals the class says why. Raises NotAllowed, StepNotPossible.
    """
    decides = scope.can(Action.SEAL_MARKS, class_group.school_id)
    if not decides and not may_propose(class_group, scope, user):
        raise NotAllowed(_("You do not lead this class."))
    if decides and not reason.strip():
        raise StepNotPossible(_("Say why the proposals go back."))
    with transaction.atomic():
        lock_classes([class_group.pk])
        principal = scope.acts_for(Action.SEAL_MARKS, class_group.school_id) if decides else None
        take_step(class_year(class_group), YearState.OPEN, user, principal, reason.strip())
        tell_of_year(class_group, NoticeKind.YEAR_RETURNED, by=user.pk, words=reason.strip())


def decide_year(
    *,
    class_group: ClassGroup,
    decisions: Sequence[YearDecided],
    revision: str,
    scope: Scope,
    user: User,
) -> int:
    """Record the head's decisions on students of a class whose proposals are there; how many.

    Of a sealed year only while a correction of a term has left something open in it.

    All or nothing: raises NotAllowed, ShownOtherwise, ClassNotReady, StepNotPossible, or
    DecisionsRefused with every problem.
    """
    principal = principal_who_seals(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        year = require_shown(class_group, revision)
        require_due(year)
        if year.state == YearState.SEALED and not year.undecided:
            raise StepNotPossible(_("The year is sealed: nothing can be decided any more."))
        by_student = {each.stay.student_id: each for each in year.students}
        if problems := [text for each in decisions if (text := _problem(each, by_student))]:
            raise DecisionsRefused(problems)
        YearDecision.objects.bulk_create(
            _row(class_group, each, by_student[each.student_id], user, principal)
            for each in decisions
        )
    return len(decisions)


def may_propose(class_group: ClassGroup, scope: Scope, user: User) -> bool:
    """Whether the user submits the year: the homeroom teacher, or who approves sheets."""
    if scope.can(Action.APPROVE_MARKS, class_group.school_id):
        return True
    return scope.can(Action.WRITE_OWN_MARKS, class_group.school_id) and leads(class_group, user)


def leads(class_group: ClassGroup, user: User) -> bool:
    """Whether the user is homeroom teacher of the class, on the nearest day of its year."""
    day = class_group.school_year.day_in(timezone.localdate())
    return any(staff.user_id == user.pk for staff in homeroom_of(class_group, day))


def again_sealed(result: YearResult, reason: str) -> AbstractContextManager[None]:
    """In which a sealed summer's row changes: of a student whose year was corrected since."""
    return reasoned(reason if result.promotion_again else "")


def require_shown(class_group: ClassGroup, revision: str) -> ClassYear:
    """The class's year as it is now; raises ShownOtherwise where the page showed another."""
    year = class_year(class_group)
    if year.revision != revision:
        raise ShownOtherwise(
            _("Results or decisions have changed since this page was opened. Nothing was done.")
        )
    return year


def require_due(year: ClassYear) -> None:
    """Both terms are sealed; raises ClassNotReady with what is not."""
    if year.regulation is None:
        raise ClassNotReady(_("The class has no mark sheets in the second term."), [])
    if year.unsealed:
        sheets = [
            f"{each.class_group.name}, {each.subject.name}, {each.term.get_number_display()}"
            for each in year.unsealed
        ]
        raise ClassNotReady(_("These sheets are not sealed yet:"), sheets)


def take_step(
    year: ClassYear, to: YearState, user: User, principal: Principal | None, reason: str = ""
) -> None:
    """Write the step; raises StepNotPossible where the year does not stand before it."""
    if (year.state, to) not in YEAR_STEPS:
        words = {"state": year.state.label}
        raise StepNotPossible(_("The class's year is %(state)s. Nothing was done.") % words)
    YearStep.objects.create(
        school_id=year.class_group.school_id,
        class_group=year.class_group,
        from_state=year.state,
        to_state=to,
        reason=reason,
        actor=user,
        principal_id=principal.user_id if principal else None,
    )


def _problem(given: YearDecided, by_student: dict[int, StudentYear]) -> str:
    """Why this cannot be decided, in a sentence; empty if it can."""
    student = by_student.get(given.student_id)
    choices = student.outcome.matters.get(given.matter) if student else None
    if student is None or choices is None:
        return _("There is nothing to decide on one of the students.")
    name = {"student": student.stay.student.full_name}
    if given.verdict not in [each.verdict for each in choices]:
        return _("%(student)s: the circular does not offer this decision.") % name
    if not given.number.strip() or not given.reason.strip():
        return _("%(student)s: name the number of the decision, and say why.") % name
    if given.signed_on > timezone.localdate():
        return _("%(student)s: the day of the decision is still to come.") % name
    return ""


def _row(
    class_group: ClassGroup,
    given: YearDecided,
    student: StudentYear,
    user: User,
    principal: Principal | None,
) -> YearDecision:
    level, promotion, second_term, award = given.verdict
    return YearDecision(
        school_id=class_group.school_id,
        class_group=class_group,
        student_id=given.student_id,
        matter=given.matter,
        about=student.about(given.matter),
        level=level,
        promotion=promotion or "",
        second_term=second_term,
        award=award or "",
        number=given.number.strip(),
        signed_on=given.signed_on,
        reason=given.reason.strip(),
        actor=user,
        principal_id=principal.user_id if principal else None,
    )
