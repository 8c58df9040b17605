"""The mark sheet of a browser without JavaScript: one form, sent whole."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from grades.answers import announce
from grades.forms import edits_from_form
from grades.models import MarkRecord, MarkSheet
from grades.services import CellEdit, CellResult, NotAllowed, SheetLocked, save_cells


def save_form(request: HttpRequest, sheet: MarkSheet) -> list[dict[str, str]]:
    """Save the cells that differ from what the page showed.

    Returns a problem for each cell that was not saved: whose it is, what was typed, and why.
    """
    edits = edits_from_form(request.POST)
    try:
        outcome = save_cells(
            sheet_id=sheet.pk, edits=edits, scope=request.scope, user_id=request.user.pk
        )
    except (NotAllowed, SheetLocked) as refusal:
        return [{"cell_id": "", "label": "", "message": str(refusal.message), "value": ""}]
    announce(sheet)
    saved = sum(result.status == "saved" for result in outcome.results)
    messages.success(request, ngettext("%d cell saved.", "%d cells saved.", saved) % saved)
    return _problems(edits, outcome.results)


def _problems(edits: list[CellEdit], results: list[CellResult]) -> list[dict[str, str]]:
    refused = [
        (edit, result)
        for edit, result in zip(edits, results, strict=True)
        if result.status not in ("saved", "same")
    ]
    names = dict(
        MarkRecord.objects.filter(pk__in={edit.record for edit, _result in refused}).values_list(
            "pk", "enrolment__student__full_name"
        )
    )
    return [
        {
            "cell_id": f"m-{edit.record}-{edit.cell}",
            "label": f"{names.get(edit.record, '')}, {edit.cell.upper()}",
            "message": result.message,
            "value": edit.after,
        }
        for edit, result in refused
    ]
