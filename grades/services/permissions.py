"""Who may write where, in one place for every door."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors.days import NO_COLUMN, SheetDays, days_of_sheet, why_closed
from grades.selectors.deputies import sheets_left_to_others
from grades.selectors.steps import returned_until
from grades.services.errors import NotAllowed, NotReadable, SheetLocked
from staffing.selectors import has_taught, teaches


def may_write(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user's role and assignment allow writing marks on the sheet."""
    given = partial(teaches, user_id, sheet.class_group_id, sheet.subject_id)
    return _allows_writing(scope, sheet, given)


def _allows_writing(scope: Scope, sheet: MarkSheet, is_taught: Callable[[], bool]) -> bool:
    if scope.can(Action.WRITE_MARKS, sheet.school_id):
        return True
    return scope.can(Action.WRITE_OWN_MARKS, sheet.school_id) and is_taught()


def may_enter_outside(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user may enter marks of the sheet that were given outside the portal.

    Those who keep the register, who see the former school's papers, and the subject's teacher.
    """
    return scope.can(Action.KEEP_REGISTER, sheet.school_id) or may_write(scope, user_id, sheet)


def may_decide(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user may approve the sheet or send it back.

    A deputy does not where the deputy teaches, or gave the subject in the term: nobody approves
    the own work in another's name.
    """
    if not scope.can(Action.APPROVE_MARKS, sheet.school_id):
        return False
    return not sheets_left_to_others(scope, user_id, [sheet])


def may_withdraw(scope: Scope, school_id: int) -> bool:
    """Whether the user takes sheets away: a head or vice-head, no deputy."""
    decides = scope.can(Action.APPROVE_MARKS, school_id)
    return decides and scope.acts_for(Action.APPROVE_MARKS, school_id) is None


def acts_for(scope: Scope, action: Action | None, sheet: MarkSheet) -> int | None:
    """The account of the person for whom a deputy does it; None for an act of one's own."""
    principal = scope.acts_for(action, sheet.school_id) if action else None
    return principal.user_id if principal else None


def may_read(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user may see the marks: every sheet by role, or the sheets assigned.

    Who gave the subject on some day of the term keeps reading what was entered.
    """
    if scope.can(Action.READ_MARKS, sheet.school_id) or may_write(scope, user_id, sheet):
        return True
    return scope.can(Action.WRITE_OWN_MARKS, sheet.school_id) and has_taught(
        user_id, sheet.class_group_id, sheet.subject_id, sheet.term
    )


def why_locked(sheet: MarkSheet, days: SheetDays) -> str:
    """The sentence saying why the sheet takes nothing at all now; empty when some cell does.

    `days` are the sheet's for the person. Which cells do, they say (why_cell_closed).
    """
    if sheet.state == SheetState.SEALED:
        return _("The sheet is sealed. A correction needs an amendment with a reason.")
    if sheet.state != SheetState.OPEN:
        return _("The sheet has been handed in. The head can return it to you.")
    if not days.is_open:
        return _days_in_words(sheet, days)
    return ""


def may_take_back(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user may take back the sheet, which is handed in and not yet approved."""
    is_waiting = sheet.state == SheetState.SUBMITTED
    return is_waiting and may_write(scope, user_id, sheet) and takes_marks_again(sheet, user_id)


def takes_marks_again(sheet: MarkSheet, user_id: int | None) -> bool:
    """Whether the sheet would take marks today if it were open, by its last return as well."""
    days = days_of_sheet(sheet, user_id)
    return replace(days, open_until=returned_until(sheet)).is_open


def why_nothing_from_outside(sheet: MarkSheet, days: SheetDays) -> str:
    """Why the sheet takes no marks from outside the portal, in a sentence; empty when it does."""
    if not sheet.scheme.takes_outside_marks:
        return _("By the regulation set in force, marks from outside the portal do not count.")
    return why_locked(sheet, days)


def _days_in_words(sheet: MarkSheet, days: SheetDays) -> str:
    """When the sheet takes marks: once where all of it has the same days, else by column."""
    if days.is_uniform:
        return why_closed("", days.due(NO_COLUMN))
    kinds = sheet.scheme.column_kinds
    labels = {kinds[kind]: span for kind, span in days.by_kind.items() if kind != NO_COLUMN}
    return " ".join(why_closed(label, span) for label, span in labels.items())


def require_writable(
    scope: Scope, user_id: int | None, sheet: MarkSheet, days: SheetDays, *, is_taught: bool
) -> None:
    """Raise SheetLocked or NotAllowed unless marks may be written on the sheet now.

    To those who may read the sheet, that it is locked is said before a missing permission; for all
    others NotAllowed is NotReadable.
    """
    refusal = _("You are not assigned to this subject in this class.")
    is_writer = _allows_writing(scope, sheet, lambda: is_taught)
    if not is_writer and not may_read(scope, user_id, sheet):
        raise NotReadable(refusal)
    reason = why_locked(sheet, days)
    if reason:
        raise SheetLocked(reason)
    if not is_writer:
        raise NotAllowed(refusal)
