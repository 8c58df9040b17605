"""Handing in, taking back, approving and returning one mark sheet."""

import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduportal.notices.kinds import NoticeKind
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import STEPS, SheetState, Step
from grades.events import marks_changed
from grades.models import MarkSheet, SheetStep
from grades.selectors import gaps_of
from grades.selectors.steps import returned_until
from grades.services.asking import Asks, cells_asked, store_asked
from grades.services.errors import MarksMissing, NotAllowed, ShownOtherwise, StepNotPossible
from grades.services.permissions import acts_for, may_decide, may_write, takes_marks_again
from grades.services.reasons import read_reason
from grades.services.telling import tell_of_sheets

REASON_LENGTH = SheetStep._meta.get_field("reason").max_length or 0
# The longest time for which a head may let a returned sheet take marks.
LONGEST_RETURN = datetime.timedelta(days=30)
# What the teachers of the sheet are told of.
TOLD = {Step.APPROVE: NoticeKind.APPROVED, Step.RETURN: NoticeKind.RETURNED}
# The steps of who writes the sheet; all others are decisions.
OF_WRITER = (Step.SUBMIT, Step.WITHDRAW)
NO_ASKS = Asks()
NEEDS_ACTION = {Step.APPROVE: Action.APPROVE_MARKS, Step.RETURN: Action.APPROVE_MARKS}


def move_sheet(
    *,
    sheet_id: int,
    step: Step,
    revision: str,
    scope: Scope,
    user_id: int | None,
    reason: str = "",
    until: datetime.date | None = None,
    asks: Asks = NO_ASKS,
) -> MarkSheet:
    """Take one step with one sheet and leave a row saying who did it and why.

    `revision` is that of the sheet the user looked at, as the form names it. Handing in a sheet
    with empty cells needs a reason; so does returning one. A sheet that is returned takes marks
    until the day `until`, by default some days from now, even after the days of entry; `asks` says
    which columns and cells to look at. Its teacher takes a sheet back until it is approved. Sealing
    is done for a whole class, by seal_class.

    Raises MarkSheet.DoesNotExist, NotAllowed, StepNotPossible, ShownOtherwise, MarksMissing.
    """
    reason = read_reason(reason, REASON_LENGTH, StepNotPossible)
    if step is not Step.RETURN:
        until, asks = None, NO_ASKS
    with transaction.atomic():
        sheet = take_step(sheet_id, step, revision, scope, user_id, reason, until, asks)
        if step in TOLD:
            tell_of_sheets([sheet], TOLD[step], by=user_id, words=reason)
    return sheet


def take_step(
    sheet_id: int,
    step: Step,
    revision: str,
    scope: Scope,
    user_id: int | None,
    reason: str = "",
    until: datetime.date | None = None,
    asks: Asks = NO_ASKS,
) -> MarkSheet:
    """As move_sheet, without telling anybody: for many sheets at once, told together."""
    with transaction.atomic():
        sheets = MarkSheet.objects.select_for_update(of=("self",))
        sheet = sheets.select_related("subject", "class_group__school_year").get(pk=sheet_id)
        _require_allowed(sheet, step, scope, user_id)
        _require_possible(sheet, step, revision)
        cells = cells_asked(sheet, asks)
        if step is Step.SUBMIT:
            _require_complete(sheet, reason)
        elif step is Step.RETURN:
            _require_explained(reason, until)
        elif step is Step.WITHDRAW:
            until = _require_useful(sheet, user_id)
        for_id = acts_for(scope, NEEDS_ACTION.get(step), sheet)
        taken = record_step(sheet, step, user_id, reason, until, for_id)
        store_asked(taken, cells)
    return sheet


def first_and_last_return_day() -> tuple[datetime.date, datetime.date]:
    """Between which days the head may choose until when a returned sheet takes marks."""
    today = timezone.localdate()
    return today, today + LONGEST_RETURN


def usual_return_day() -> datetime.date:
    """Until when a returned sheet takes marks where nobody chose a day."""
    days = datetime.timedelta(days=settings.EDUPORTAL_RETURNED_SHEET_DAYS)
    return timezone.localdate() + days


def record_step(
    sheet: MarkSheet,
    step: Step,
    user_id: int | None,
    reason: str,
    until: datetime.date | None = None,
    for_id: int | None = None,
) -> SheetStep:
    """Move the sheet and write the row that says so, `for_id` being whom a deputy acts for.

    The caller holds the sheet's lock.
    """
    end = STEPS[step][1]
    open_until = until or (usual_return_day() if step is Step.RETURN else None)
    taken = SheetStep.objects.create(
        school_id=sheet.school_id,
        sheet=sheet,
        step=step,
        from_state=sheet.state,
        to_state=end,
        actor_id=user_id,
        principal_id=for_id,
        reason=reason,
        open_until=open_until,
    )
    _move(sheet, end, open_until)
    marks_changed(sheet.school_id, sheet.class_group_id, sheet.term_id, at_once=True)
    return taken


def _move(sheet: MarkSheet, end: SheetState, open_until: datetime.date | None) -> None:
    MarkSheet.objects.filter(pk=sheet.pk).update(
        state=end, revision=F("revision") + 1, changed_at=timezone.now(), open_until=open_until
    )
    sheet.state, sheet.open_until, sheet.revision = end, open_until, sheet.revision + 1


def _require_allowed(sheet: MarkSheet, step: Step, scope: Scope, user_id: int | None) -> None:
    if step in OF_WRITER:
        allowed = may_write(scope, user_id, sheet)
    else:
        allowed = step in NEEDS_ACTION and scope.can(NEEDS_ACTION[step], sheet.school_id)
    if not allowed:
        raise NotAllowed(_("Your role does not include this step."))
    if step in NEEDS_ACTION and not may_decide(scope, user_id, sheet):
        raise StepNotPossible(_("A deputy does not decide on a sheet the deputy teaches."))


def _require_possible(sheet: MarkSheet, step: Step, revision: str) -> None:
    if sheet.state not in STEPS[step][0]:
        raise StepNotPossible(
            _("This sheet is “%(state)s”; the step “%(step)s” is not possible now.")
            % {"state": sheet.get_state_display(), "step": step.label}
        )
    if str(sheet.revision) != revision:
        raise ShownOtherwise(
            _("Marks or their state have changed since this page was opened. Nothing was done.")
        )


def _require_explained(reason: str, until: datetime.date | None) -> None:
    """A return says why, and until when within the days there may be."""
    if not reason:
        raise StepNotPossible(_("Say why the sheet goes back to the teacher."))
    first, last = first_and_last_return_day()
    if until is not None and not first <= until <= last:
        raise StepNotPossible(
            _("A returned sheet can take marks until a day between %(first)s and %(last)s.")
            % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        )


def _require_complete(sheet: MarkSheet, reason: str) -> None:
    gaps = gaps_of(sheet)
    if gaps and not reason:
        raise MarksMissing(
            ngettext(
                "%(count)d student still has empty cells. Fill them, or say why they stay empty.",
                "%(count)d students still have empty cells. Fill them, or say why they stay empty.",
                len(gaps),
            )
            % {"count": len(gaps)},
            gaps,
        )


def _require_useful(sheet: MarkSheet, user_id: int | None) -> datetime.date | None:
    """Until when a sheet taken back takes marks after the days of entry, as its last return said.

    One that would take none is not taken back.
    """
    if not takes_marks_again(sheet, user_id):
        raise StepNotPossible(
            _("The days of entry are over. Only the head can return the sheet to you.")
        )
    return returned_until(sheet)
