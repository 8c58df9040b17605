"""Help after a year of primary school that a student has not completed (TT 27/2020 Art. 11).

The homeroom teacher plans it and gives the qualities and competences anew; subjects are assessed
again on sheets (again_sheets). On who has still not completed the class the principal decides; in
secondary school on the level, where the readings of Art. 9(3) of TT 22/2021 differ then.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from grades.choices import Matter
from grades.models import YearDecision, YearResult
from grades.rules.levels import TraitLevel
from grades.rules.year_end import Verdict
from grades.selectors.after_summer import about_summer
from grades.selectors.summer import SummerStudent
from grades.services.deciding import principal_who_seals
from grades.services.errors import NotAllowed, StepNotPossible
from grades.services.summer import locked_student, may_arrange
from grades.services.year_steps import again_sealed
from schools.models import School, SchoolYear


def record_help(
    *,
    school: School,
    year: SchoolYear,
    result_id: int,
    levels: Mapping[int, TraitLevel | None],
    note: str,
    revision: str,
    scope: Scope,
    user: User,
) -> None:
    """Keep the plan of a student's help with its outcome, and what the teacher gives anew.

    `levels` are those of qualities and competences by their places, None where none is given. The
    sealed levels stay beside them. Raises NotAllowed, ShownOtherwise, StepNotPossible.
    """
    with transaction.atomic():
        student = locked_student(school, year, result_id, revision)
        if not may_arrange(student, scope, user):
            raise NotAllowed(_("You do not lead this class."))
        if not (student.is_helped and student.is_waiting):
            raise StepNotPossible(_("This student is not helped after the year."))
        if set(levels) - set(student.again.traits):
            raise StepNotPossible(_("This quality or competence is not assessed again."))
        _write(student.result, levels, note.strip(), user)


def _write(
    result: YearResult, levels: Mapping[int, TraitLevel | None], note: str, user: User
) -> None:
    given = [levels.get(place) for place in range(len(result.traits))]
    is_given = any(level is not None for level in given)
    if is_given and not note:
        raise StepNotPossible(_("Name what was planned and how it went."))
    result.traits_again = given if is_given else []
    result.training_note = note
    result.trained_by = user if note else None
    result.trained_at = timezone.now() if note else None
    with again_sealed(result, _("Help after the year")):
        result.save(update_fields=["traits_again", "training_note", "trained_by", "trained_at"])


@dataclass(frozen=True)
class SummerDecided:
    """What the principal decided, and on which paper."""

    verdict: Verdict
    number: str
    signed_on: datetime.date
    reason: str


def decide_summer(
    *,
    school: School,
    year: SchoolYear,
    result_id: int,
    decided: SummerDecided,
    revision: str,
    scope: Scope,
    user: User,
) -> None:
    """Record whether a student who has not completed the class after help either moves up, or the
    level between readings that differ after re-assessment.

    Raises NotAllowed, ShownOtherwise, StepNotPossible.
    """
    with transaction.atomic():
        student = locked_student(school, year, result_id, revision)
        stay = student.result.enrolment
        principal = principal_who_seals(stay.class_group, scope)
        _require_decidable(student, decided)
        row = _row(student.result, decided)
        row.actor, row.principal_id = user, principal.user_id if principal else None
        row.save()


def _row(result: YearResult, decided: SummerDecided) -> YearDecision:
    """The decision, but for who took it."""
    stay = result.enrolment
    return YearDecision(
        school_id=stay.school_id,
        class_group=stay.class_group,
        student_id=stay.student_id,
        matter=Matter.AFTER_HELP if decided.verdict.level is None else Matter.AGAIN,
        about=about_summer(result),
        level=decided.verdict.level,
        promotion=decided.verdict.promotion or "",
        number=decided.number.strip(),
        signed_on=decided.signed_on,
        reason=decided.reason.strip(),
    )


def _require_decidable(student: SummerStudent, decided: SummerDecided) -> None:
    if not student.needs_decision:
        raise StepNotPossible(_("There is nothing to decide on this student."))
    if student.waits_for_sheets:
        raise StepNotPossible(_("The new assessments of this student are approved first."))
    if decided.verdict not in student.verdicts:
        raise StepNotPossible(_("The circular does not offer this decision."))
    if not decided.number.strip() or not decided.reason.strip():
        raise StepNotPossible(_("Name the number of the decision, and say why."))
    if decided.signed_on > timezone.localdate():
        raise StepNotPossible(_("The day of the decision is still to come."))
