"""The only writer of comments on cells."""

from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.choices import SheetState
from grades.models import CellComment, MarkRecord, MarkSheet
from grades.models.comments import LONGEST_COMMENT
from grades.services.errors import NotAllowed, SheetLocked, StepNotPossible
from grades.services.permissions import may_decide, may_write
from grades.services.reasons import read_reason


def may_comment(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the user may note something beside a cell: who enters its marks, or decides on them.

    A sealed sheet is over.
    """
    if sheet.state == SheetState.SEALED:
        return False
    return may_write(scope, user_id, sheet) or may_decide(scope, user_id, sheet)


def comment_cell(
    *, sheet: MarkSheet, record: MarkRecord, cell: str, text: str, scope: Scope, user_id: int
) -> CellComment:
    """Add a comment to a cell of a line of the sheet.

    Raises SheetLocked, NotAllowed, and StepNotPossible for a text that is empty or not taken in.
    """
    if sheet.state == SheetState.SEALED:
        raise SheetLocked(_("The sheet is sealed. Nothing can be added."))
    if not may_comment(scope, user_id, sheet):
        raise NotAllowed(_("Your role does not include this step."))
    read = read_reason(text, LONGEST_COMMENT, StepNotPossible)
    if not read:
        raise StepNotPossible(_("Write the comment first."))
    return CellComment.objects.create(
        school_id=sheet.school_id, record=record, cell=cell, text=read, author_id=user_id
    )
