"""Decisions on students who get no level, before their class is sealed."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Principal, Scope, reasoned
from eduportal.scoping.actions import Action
from grades.cells import write_cell
from grades.choices import READY_TO_SEAL, Answer, SheetState
from grades.models import MarkSheet, SealDecision
from grades.selectors.class_regulations import regulation_of_class, sharing_sets
from grades.selectors.classes import revision_of_class
from grades.selectors.ending import Ending, ending_of
from grades.selectors.open_students import OpenStudent
from grades.services.errors import ClassNotReady, DecisionsRefused, NotAllowed, ShownOtherwise
from grades.services.writing import update_records
from schools.models import ClassGroup, Term
from schools.services import lock_classes


@dataclass(frozen=True)
class Decided:
    """What was decided on one student; `level` goes with the answer that takes one, `number` and
    `signed_on` are those of the paper, which a make-up test still to come does not need."""

    student_id: int
    answer: Answer
    level: int | None
    reason: str
    number: str = ""
    signed_on: datetime.date | None = None


def decide_students(
    *,
    class_group: ClassGroup,
    term: Term,
    decisions: Sequence[Decided],
    revision: str,
    scope: Scope,
    user: User,
) -> int:
    """Record what was decided on students of a class that is ready to seal; returns how many.

    `revision` is the revision_of_class the user looked at. All or nothing: raises NotAllowed,
    ShownOtherwise, ClassNotReady, or DecisionsRefused with every problem.
    """
    principal = principal_who_seals(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        sheets = locked_as_shown(class_group, term, revision)
        if are_sealed(sheets):
            raise ShownOtherwise(_("The class is sealed: nothing can be decided any more."))
        require_ready(sheets)
        ending = ending_of(class_group, term, regulation_of_class(class_group, term))
        by_student = {each.stay.student_id: each for each in ending.open}
        if problems := [text for each in decisions if (text := _problem(each, by_student, ending))]:
            raise DecisionsRefused(problems)
        SealDecision.objects.bulk_create(
            _row(class_group, term, each, by_student[each.student_id], user, principal)
            for each in decisions
        )
    return len(decisions)


def principal_who_seals(class_group: ClassGroup, scope: Scope) -> Principal | None:
    """For whom the user seals the class, None for a right of one's own; raises NotAllowed."""
    if not scope.can(Action.SEAL_MARKS, class_group.school_id):
        raise NotAllowed(_("Your role does not include sealing a class."))
    return scope.acts_for(Action.SEAL_MARKS, class_group.school_id)


def _row(
    class_group: ClassGroup,
    term: Term,
    given: Decided,
    student: OpenStudent,
    user: User,
    principal: Principal | None,
) -> SealDecision:
    return SealDecision(
        school_id=class_group.school_id,
        class_group=class_group,
        term=term,
        student_id=given.student_id,
        answer=given.answer,
        level=given.level,
        lacks=student.lacks,
        about=student.after[given.answer].about,
        number=given.number.strip(),
        signed_on=given.signed_on,
        reason=given.reason,
        actor=user,
        principal_id=principal.user_id if principal else None,
    )


def _problem(given: Decided, by_student: dict[int, OpenStudent], ending: Ending) -> str:
    """Why this cannot be decided, in a sentence; empty if it can."""
    student = by_student.get(given.student_id)
    if student is None or not ending.gives_levels:
        return _("There is nothing to decide on one of the students.")
    name = {"student": student.stay.student.full_name}
    if given.answer not in student.offers:
        return _("%(student)s: the regulation set does not offer this decision.") % name
    if not _is_level(given, student):
        return _("%(student)s: choose the level.") % name
    if given.answer is not Answer.MAKE_UP and not _is_paper(given):
        return _("%(student)s: name the number of the decision and the day it was signed.") % name
    return "" if given.reason.strip() else _("%(student)s: say why.") % name


def _is_level(given: Decided, student: OpenStudent) -> bool:
    levels = student.levels_for(given.answer)
    return given.level in levels if levels else given.level is None


def _is_paper(given: Decided) -> bool:
    """A paper with a number that was signed already."""
    on = given.signed_on
    return bool(given.number.strip()) and on is not None and on <= timezone.localdate()


def locked_as_shown(class_group: ClassGroup, term: Term, revision: str) -> list[MarkSheet]:
    """The class's sheets, locked, with subject and set, as the user has seen them; where all are
    sealed, nothing is compared. Two queries.

    Before a new set is followed: no user could have seen the revision that leaves.
    """
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    locked = sheets.select_for_update(of=("self",)).select_related("subject", "regulation")
    found = sharing_sets(locked.order_by("pk"))
    if not are_sealed(found) and revision_of_class(class_group, term) != revision:
        raise ShownOtherwise(
            _(
                "Marks, their state or decisions have changed since this page was opened. "
                "Nothing was done."
            )
        )
    return found


def are_sealed(sheets: Collection[MarkSheet]) -> bool:
    """Whether there are sheets, and every one is sealed."""
    return bool(sheets) and all(sheet.state == SheetState.SEALED for sheet in sheets)


def require_ready(sheets: Sequence[MarkSheet]) -> None:
    """Every sheet approved, or sealed already; and at least one sheet."""
    waiting = [
        f"{sheet.subject.name} ({sheet.get_state_display()})"
        for sheet in sheets
        if sheet.state not in READY_TO_SEAL
    ]
    if waiting or not sheets:
        raise ClassNotReady(_("These sheets are not approved yet:"), waiting)


def require_decided(ending: Ending) -> None:
    """Nobody is left on whom a decision is needed, and no make-up test for which sealing waits."""
    for students, sentence in (
        (ending.undecided, _("There is no decision yet on these students without a level:")),
        (ending.awaiting, _("These students still have a make-up test to take:")),
    ):
        if students:
            raise ClassNotReady(sentence, [each.stay.student.full_name for each in students])


def require_taught(ending: Ending, untaught: Collection[str], reason: str) -> list[str]:
    """The compulsory subjects without a sheet, each of which is said not to be taught, and why.

    `untaught` are codes. The circular does not say that a class may end a term without such a
    subject, nor that it may not: a person answers for it.
    """
    left = [name for code, name in ending.untaught.items() if code not in untaught]
    if left:
        said = _("These compulsory subjects have no mark sheet. Say that they are not taught:")
        raise ClassNotReady(said, left)
    names = list(ending.untaught.values())
    if names and not reason.strip():
        raise ClassNotReady(_("Say why these subjects are not taught this term:"), names)
    return names


def require_conduct(ending: Ending, *, without_conduct: bool) -> int:
    """How many students are sealed without a conduct result, which the person has to say."""
    lacking = ending.without_conduct
    if lacking and not without_conduct:
        said = _("These students have no conduct result yet. Enter it, or seal without it:")
        raise ClassNotReady(said, [stay.student.full_name for stay in lacking])
    return len(lacking)


def require_traits(ending: Ending, *, without_traits: bool, reason: str) -> int:
    """How many students are sealed without a quality or competence, which the person has to say,
    and why."""
    lacking = ending.without_traits
    named = [f"{stay.student.full_name} ({missing})" for stay, missing in lacking]
    if lacking and not without_traits:
        said = _("These students lack qualities or competences. Enter them, or seal without them:")
        raise ClassNotReady(said, named)
    if lacking and not reason.strip():
        said = _("Say why these students are sealed without qualities or competences:")
        raise ClassNotReady(said, named)
    return len(lacking)


def apply_decisions(ending: Ending) -> dict[int, SealDecision]:
    """Fill the cells that the decisions fill; returns the decisions in force, by enrolment.

    The caller holds the sheets' locks. The history of each mark has the decision as its reason.
    """
    decided = [each for each in ending.open if each.decision]
    for student in decided:
        _fill(ending, student)
    return {each.stay.pk: each.decision for each in decided if each.decision}


def _fill(ending: Ending, student: OpenStudent) -> None:
    filled = []
    for _name, line in student.lacking:
        cells = ending.ended.cells_by(line, student.answer) if line and student.answer else {}
        if line and cells:
            for cell, value in cells.items():
                write_cell(line.record, cell, value)
            line.record.average = line.result(ending.moment)
            filled.append(line.record)
    if filled and student.decision:
        words = {"answer": student.decision.in_words, "reason": student.decision.reason}
        with reasoned(_("Decision before sealing, %(answer)s: %(reason)s") % words):
            update_records(filled)
