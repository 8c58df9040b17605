"""The answer to a batch of cells, the same for the browser and for programs."""

from typing import Any

from django.http import JsonResponse
from django.utils import timezone

from eduportal.core.answers import refusal
from eduportal.scoping import Scope
from grades.forms.cells import BadEdits, edits_from_json
from grades.models import MarkSheet
from grades.services import NotAllowed, OperationReused, SheetLocked, save_cells


def save_answer(*, sheet: MarkSheet, fields: Any, scope: Scope, user_id: int) -> JsonResponse:
    """Save the cells that the JSON of a request names and say what became of each.

    Refusals of the whole batch: 400 or 413 for what is no batch, 403, 409 for an operation that
    was used elsewhere, 423 for a locked sheet.
    """
    try:
        outcome = save_cells(
            sheet_id=sheet.pk, edits=edits_from_json(fields), scope=scope, user_id=user_id
        )
    except BadEdits as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except NotAllowed as problem:
        return refusal(403, "not_allowed", str(problem.message))
    except OperationReused as problem:
        return refusal(409, "operation_reused", str(problem.message))
    except SheetLocked as problem:
        return refusal(423, "locked", str(problem.message))
    return JsonResponse(
        {
            "results": [vars(result) for result in outcome.results],
            "revision": outcome.revision,
            "at": f"{timezone.localtime():%H:%M:%S}",
        }
    )
