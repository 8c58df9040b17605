"""Setting cells of a sheet back to what they held at an earlier moment, as ordinary changes."""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.scoping import Scope, reasoned
from grades.models import MarkSheet
from grades.selectors.days import days_of_sheet
from grades.selectors.setting_back import differences
from grades.services.asking import Place
from grades.services.entry import CellEdit, SaveOutcome, save_cells
from grades.services.errors import StepNotPossible
from grades.services.permissions import why_locked
from grades.services.reasons import read_reason

LONGEST_REASON = 200


def set_back(
    *,
    sheet: MarkSheet,
    first: int,
    shown: Mapping[Place, str],
    reason: str,
    scope: Scope,
    user_id: int,
) -> SaveOutcome:
    """Give the chosen cells what they held before a change of the sheet's history.

    `shown` are the cells with the text the page showed: one that holds another by now is answered
    as a conflict, like any save. Raises what save_cells does, and StepNotPossible without a reason,
    or for a cell that held then what it holds now.
    """
    why = read_reason(reason, LONGEST_REASON, StepNotPossible)
    if not why:
        raise StepNotPossible(_("Say why the cells are set back."))
    days = days_of_sheet(sheet, user_id)
    found = differences(sheet, first, days, why_locked(sheet, days))
    then = {(each.record_id, each.cell): each.then for each in found}
    if not shown or not then.keys() >= shown.keys():
        raise StepNotPossible(_("Choose cells of the list. It may have changed: look at it again."))
    edits = [
        CellEdit(uuid.uuid4(), record, cell, before, then[record, cell])
        for (record, cell), before in shown.items()
    ]
    with transaction.atomic(), reasoned(_("Set back: %(reason)s") % {"reason": why}):
        return save_cells(sheet_id=sheet.pk, edits=edits, scope=scope, user_id=user_id)
