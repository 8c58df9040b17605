"""The sheets of a summer's re-assessment: assigned, entered, handed in, approved or returned."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import STEPS, SheetState, Step
from grades.models import AgainSheet, YearSubject
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.mark_text import MESSAGES, MarkTextError, parse_cell
from grades.selectors.summer import lines_of_sheet
from grades.services.errors import (
    NotAllowed,
    OutsideRefused,
    SheetLocked,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.telling import tell_of_again
from staffing.models import StaffMember
from staffing.selectors.staff import choosable_staff

_WORDS = {
    Step.SUBMIT: SheetState.SUBMITTED,
    Step.WITHDRAW: SheetState.OPEN,
    Step.APPROVE: SheetState.APPROVED,
    Step.RETURN: SheetState.OPEN,
}


def assign_again(
    *, sheet_id: int, staff: StaffMember | None, revision: int, scope: Scope, user: User
) -> None:
    """Say who enters the sheet; raises NotAllowed, SheetLocked, ShownOtherwise, StepNotPossible."""
    with transaction.atomic():
        sheet = _locked(sheet_id)
        if not scope.can(Action.APPROVE_MARKS, sheet.school_id):
            raise NotAllowed(_("Your role does not include arranging re-assessments."))
        _require_open(sheet)
        _require_shown(sheet, revision)
        if staff is not None and staff not in choosable_staff(sheet.school):
            raise StepNotPossible(_("This person is not on the school's staff, or has left."))
        sheet.staff = staff
        _save(sheet, "staff")
        tell_of_again(sheet, by=user.pk)


def save_again(
    *, sheet_id: int, typed: Mapping[int, str], revision: int, scope: Scope, user: User
) -> int:
    """Store the new results of a sheet, as typed, by the keys of its lines; how many changed.

    An empty text clears. All or nothing: raises NotAllowed, SheetLocked, ShownOtherwise, or
    OutsideRefused with a sentence for each text that is no result.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id)
        if not may_enter(sheet, scope, user):
            raise NotAllowed(_("You are not the one who enters this sheet."))
        _require_open(sheet)
        _require_shown(sheet, revision)
        changed = _changed(lines_of_sheet(sheet), typed)
        for row, value in changed:
            row.again = value
            row.again_by, row.again_at = (None, None) if value is None else (user, timezone.now())
        rows = [row for row, _value in changed]
        YearSubject.objects.bulk_update(rows, ["again", "again_by", "again_at"])
        if rows:
            _save(sheet)
    return len(changed)


def move_again(
    *, sheet_id: int, step: Step, reason: str, revision: int, scope: Scope, user: User
) -> AgainSheet:
    """Hand in, take back, approve or return; raises NotAllowed, ShownOtherwise, StepNotPossible.

    With an empty line, handing in says why; a return says why as well. Nobody approves what the
    person entered.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id)
        _require_right(sheet, step, scope, user)
        _require_shown(sheet, revision)
        if step not in _WORDS or sheet.state not in STEPS[step][0]:
            words = {"state": sheet.get_state_display()}
            raise StepNotPossible(_("The sheet is %(state)s. Nothing was done.") % words)
        _require_reason(sheet, step, reason.strip())
        sheet.state, sheet.reason = _WORDS[step], reason.strip()
        sheet.moved_by, sheet.moved_at = user, timezone.now()
        _save(sheet, "state", "reason", "moved_by", "moved_at")
    return sheet


def may_enter(sheet: AgainSheet, scope: Scope, user: User) -> bool:
    """Whether the user is the one who enters the sheet."""
    is_in_scope = scope.can(Action.READ_SCHOOL, sheet.school_id)
    return is_in_scope and sheet.staff is not None and sheet.staff.user_id == user.pk


def may_approve(sheet: AgainSheet, scope: Scope, user: User) -> bool:
    """Whether the user approves or returns it: who approves sheets and has entered none of it,
    whoever enters it by now; nor has the person whose deputy the user is."""
    if not scope.can(Action.APPROVE_MARKS, sheet.school_id):
        return False
    principal = scope.acts_for(Action.APPROVE_MARKS, sheet.school_id)
    persons = {user.pk, principal.user_id} if principal else {user.pk}
    if sheet.staff is not None and sheet.staff.user_id in persons:
        return False
    return not YearSubject.objects.filter(sheet=sheet, again_by__in=persons).exists()


def _require_right(sheet: AgainSheet, step: Step, scope: Scope, user: User) -> None:
    enters = step in (Step.SUBMIT, Step.WITHDRAW)
    allowed = may_enter if enters else may_approve
    if not allowed(sheet, scope, user):
        if enters:
            raise NotAllowed(_("You are not the one who enters this sheet."))
        raise NotAllowed(_("Another head approves this sheet."))


def _require_reason(sheet: AgainSheet, step: Step, reason: str) -> None:
    if step == Step.RETURN and not reason:
        raise StepNotPossible(_("Say why the sheet goes back."))
    if step == Step.SUBMIT and not reason:
        empty = [row for row in lines_of_sheet(sheet) if row.again is None]
        if empty:
            names = ", ".join(row.year_result.enrolment.student.full_name for row in empty)
            said = _("Say why these students have no result: %(names)s")
            raise StepNotPossible(said % {"names": names})


def _changed(
    rows: list[YearSubject], typed: Mapping[int, str]
) -> list[tuple[YearSubject, int | None]]:
    """The lines that change, each with its new value; raises OutsideRefused with every problem."""
    problems, found = [], []
    for row in rows:
        if row.pk not in typed:
            continue
        try:
            value = parse_cell(typed[row.pk], AssessmentForm(row.form), exempt_cells=False)
            if value == CellCode.ABSENT:
                raise MarkTextError("not_a_number", typed[row.pk])
        except MarkTextError as refusal:
            said = _(MESSAGES[refusal.code]) % {"text": refusal.text}
            problems.append(f"{row.year_result.enrolment.student.full_name}: {said}")
        else:
            if value != row.again:
                found.append((row, value))
    if problems:
        raise OutsideRefused(problems)
    return found


def _locked(sheet_id: int) -> AgainSheet:
    found = AgainSheet.objects.select_for_update(of=("self",))
    return found.select_related("school", "staff", "subject").get(pk=sheet_id)


def _require_open(sheet: AgainSheet) -> None:
    if sheet.state != SheetState.OPEN:
        raise SheetLocked(_("The sheet has been handed in. The head can return it."))


def _require_shown(sheet: AgainSheet, revision: int) -> None:
    if sheet.revision != revision:
        raise ShownOtherwise(
            _("The sheet has changed since this page was opened. Nothing was done.")
        )


def _save(sheet: AgainSheet, *fields: str) -> None:
    sheet.revision += 1
    sheet.save(update_fields=[*fields, "revision"])
