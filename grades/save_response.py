"""The answer to a batch of cells, the same for the browser and for programs."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.answers import refusal
from eduportal.core.looking import Kind, looked
from grades.forms.cells import BadEdits, edits_from_json
from grades.models import MarkRecord, MarkSheet
from grades.selectors.entry import Key
from grades.services import (
    NotAllowed,
    NotReadable,
    OperationReused,
    SaveOutcome,
    SheetLocked,
    save_cells,
)

REFUSED = {
    NotAllowed: (403, "not_allowed"),
    OperationReused: (409, "operation_reused"),
    SheetLocked: (423, "locked"),
}


def save_answer(request: HttpRequest, sheet_id: Key, fields: Any) -> JsonResponse:
    """Save the cells that the JSON of a request names and say what became of each.

    Refusals of the whole batch: 400 or 413 for what is no batch, 403, 404, 409 for an operation
    that was used elsewhere, 423 for a locked sheet. Nothing is read after the save but what the
    access log needs, so that the request's one transaction needs no savepoint.
    """
    try:
        outcome = save_cells(
            sheet_id=sheet_id,
            edits=edits_from_json(fields),
            scope=request.scope,  # type: ignore[attr-defined]
            user_id=request.user.pk,
        )
    except (MarkSheet.DoesNotExist, NotReadable):
        return refusal(404, "not_found", _("There is nothing at this address."))
    except BadEdits as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except (NotAllowed, OperationReused, SheetLocked) as problem:
        return refusal(*REFUSED[type(problem)], str(problem.message))
    _look(request, outcome)
    return JsonResponse(
        {
            "results": [vars(result) for result in outcome.results],
            "revision": outcome.revision,
            "at": f"{timezone.localtime():%H:%M:%S}",
        }
    )


def _look(request: HttpRequest, outcome: SaveOutcome) -> None:
    """Whose marks the answer tells. Of a saved cell it repeats what the history keeps."""
    told = {each.record for each in outcome.results if each.status not in ("saved", "gone")}
    if told:
        records = MarkRecord.objects.filter(sheet=outcome.sheet, pk__in=told)
        students = records.values_list("enrolment__student_id", "school_id")
        looked(request, Kind.STUDENT, students, is_entry=True)
