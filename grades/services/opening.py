"""Asking the head to open cells again that were locked before what was typed could be saved."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from eduportal.accounts.authority import who_may
from eduportal.accounts.models import User
from eduportal.accounts.roles import DeputyAct
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.scoping import Scope
from grades.cells import cell_label
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.services.asking import Place
from grades.services.errors import NotAllowed, StepNotPossible
from grades.services.permissions import may_write
from grades.services.telling import named


def ask_to_open(*, sheet: MarkSheet, places: Collection[Place], scope: Scope, user: User) -> None:
    """Tell those who approve sheets how many cells wait, and in which columns; never what is in
    them. The head returns the sheet, or gives an exception to the days of entry.

    Asked again, the same notice says how many by now. Raises NotAllowed, StepNotPossible.
    """
    if not may_write(scope, user.pk, sheet):
        raise NotAllowed(_("Your role does not include this step."))
    if sheet.state == SheetState.SEALED:
        raise StepNotPossible(_("The sheet is sealed: its marks change by an amendment."))
    known = [*sheet.columns, *sheet.scheme.remarks]
    asked = {(record, cell) for record, cell in places if cell in known}
    if not asked:
        raise StepNotPossible(_("Choose at least one cell."))
    columns = {cell for _record, cell in asked}
    labels = [cell_label(sheet, name) for name in known if name in columns]
    facts: dict[str, str | int] = {"count": len(asked), "columns": ", ".join(labels)}
    told = [
        Told(
            user_id=user_id,
            school_id=sheet.school_id,
            kind=NoticeKind.OPENING_ASKED,
            about=f"{sheet.public_id}:{user.pk}",
            key=str(sheet.public_id),
            facts=named(sheet) | facts,
        )
        for user_id in who_may(DeputyAct.APPROVE, sheet.school_id)
    ]
    tell(told, by=user.pk)
