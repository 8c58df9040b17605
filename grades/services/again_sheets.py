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
from grades.rules.cells import CellCode, CellForm
from grades.rules.mark_text import MESSAGES, MarkTextError, parse_cell
from grades.selectors.summer import lines_of_sheet, tests_asked
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
    *,
    sheet_id: int,
    typed: Mapping[int, str],
    tests: Mapping[int, str],
    revision: int,
    scope: Scope,
    user: User,
) -> int:
    """Store the new results of a sheet, as typed, by the keys of its lines; how many changed.

    `tests` are the marks of new tests in primary school. An empty text clears. All or nothing:
    raises NotAllowed, SheetLocked, ShownOtherwise, or OutsideRefused with a sentence for each text
    that is no result.
    """
    with transaction.atomic():
        sheet = _locked(sheet_id)
        if not may_enter(sheet, scope, user):
            raise NotAllowed(_("You are not the one who enters this sheet."))
        _require_open(sheet)
        _require_shown(sheet, revision)
        rows = _changed(sheet, typed, tests)
        for row in rows:
            is_empty = row.again is None and row.test_again is None
            row.again_by, row.again_at = (None, None) if is_empty else (user, timezone.now())
        fields = ["again", "test_again", "again_by", "again_at"]
        YearSubject.objects.bulk_update(rows, fields)
        if rows:
            _save(sheet)
    return len(rows)


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
        rows = lines_of_sheet(sheet)
        asked = tests_asked(sheet, rows)
        empty = [row for row in rows if _is_empty(row, has_test=row.pk in asked)]
        if empty:
            names = ", ".join(row.year_result.enrolment.student.full_name for row in empty)
            said = _("Say why these students have no result: %(names)s")
            raise StepNotPossible(said % {"names": names})


def _is_empty(row: YearSubject, *, has_test: bool) -> bool:
    return row.again is None or (has_test and row.test_again is None)


def _changed(
    sheet: AgainSheet, typed: Mapping[int, str], tests: Mapping[int, str]
) -> list[YearSubject]:
    """The lines that change, with what is typed; raises OutsideRefused with every problem."""
    rows = lines_of_sheet(sheet)
    asked = tests_asked(sheet, rows)
    problems, found = [], []
    for row in rows:
        before = (row.again, row.test_again)
        try:
            if row.pk in typed:
                row.again = _parsed(typed[row.pk], CellForm(row.form))
            if row.pk in asked and row.pk in tests:
                row.test_again = _parsed(tests[row.pk], CellForm.POINTS)
        except MarkTextError as refusal:
            said = _(MESSAGES[refusal.code]) % {"text": refusal.text}
            problems.append(f"{row.year_result.enrolment.student.full_name}: {said}")
        if (row.again, row.test_again) != before:
            found.append(row)
    if problems:
        raise OutsideRefused(problems)
    return found


def _parsed(text: str, form: CellForm) -> int | None:
    """A new result: a student who did not come has none."""
    value = parse_cell(text, form, exempt_cells=False)
    if value == CellCode.ABSENT:
        raise MarkTextError("not_a_number", text)
    return value


def _locked(sheet_id: int) -> AgainSheet:
    found = AgainSheet.objects.select_for_update(of=("self",))
    return found.select_related("school", "staff", "subject", "class_group").get(pk=sheet_id)


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
