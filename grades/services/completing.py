"""Recording who has completed a level of education. Vietnamese: hoàn thành chương trình cấp học."""

import datetime
from collections.abc import Collection, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.models import LevelCompletion
from grades.selectors.completing import CompletingLine, completing_lines
from grades.services.errors import DecisionsRefused, NotAllowed
from schools.models import ClassGroup
from schools.services import lock_classes


def complete_level(
    *,
    class_group: ClassGroup,
    results: Collection[int],
    completed_on: datetime.date,
    decision: str,
    scope: Scope,
    user: User,
) -> int:
    """Record that these students of the class have completed its level; how many.

    `results` are keys of their YearResult rows, `decision` is its number. All or nothing: raises
    NotAllowed, or DecisionsRefused with every problem.
    """
    _require_right(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        if problems := list(_problems(class_group, results, completed_on, decision)):
            raise DecisionsRefused(problems)
        same = {"completed_on": completed_on, "decision": decision.strip(), "actor": user}
        stage = class_group.grade_level.stage
        LevelCompletion.objects.bulk_create(
            LevelCompletion(school_id=class_group.school_id, year_result_id=pk, stage=stage, **same)
            for pk in results
        )
    return len(results)


def take_completion_back(
    *, class_group: ClassGroup, result_id: int, reason: str, scope: Scope, user: User
) -> None:
    """Take back what was recorded by mistake; the row stays. Refusals as above."""
    _require_right(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        lines = {each.result.pk: each for each in completing_lines(class_group)}
        found = lines[result_id].completion if result_id in lines else None
        if found is None:
            raise DecisionsRefused([_("Nothing is recorded of this student.")])
        if not reason.strip():
            raise DecisionsRefused([_("Say why the completion is taken back.")])
        found.taken_back_at, found.taken_back_by = timezone.now(), user
        found.taken_back_for = reason.strip()
        found.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_for"])


def _require_right(class_group: ClassGroup, scope: Scope) -> None:
    if not scope.can(Action.SEAL_MARKS, class_group.school_id):
        raise NotAllowed(_("Your role does not include sealing a class."))


def _problems(
    class_group: ClassGroup, results: Collection[int], on: datetime.date, decision: str
) -> Iterator[str]:
    """A sentence for each reason why this cannot be recorded."""
    lines = {each.result.pk: each for each in completing_lines(class_group)}
    yield from (text for pk in results if (text := _problem(lines.get(pk))))
    if not decision.strip():
        yield _("Name the decision: its number and date.")
    if on > timezone.localdate():
        yield _("The day of completion is still to come.")


def _problem(line: CompletingLine | None) -> str:
    if line is None:
        return _("One of the students has no sealed result of the year in this class.")
    name = {"student": line.result.enrolment.student.full_name}
    if line.completion is not None:
        return _("%(student)s: the completion is recorded already.") % name
    return "" if line.may_complete else _("%(student)s does not meet the conditions.") % name
