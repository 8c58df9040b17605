"""What the grid's script asks of one sheet and tells it, in JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.answers import refusal
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import BadJson, json_body
from grades.forms.cells import places_from_form, return_from_form
from grades.models import MarkSheet
from grades.save_response import save_answer
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.history import authors_of_cells
from grades.selectors.sheet import Row
from grades.services import NotAllowed, StepNotPossible
from grades.services.asking import keep_cells
from grades.services.permissions import may_write
from grades.services.presence import be_present
from grades.views.access import find_sheet


@transaction.non_atomic_requests
@require_POST
def marksheet_save(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Save a batch of cells; one answer for each, in JSON."""
    try:
        fields = json_body(request)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    return save_answer(request, public_id, fields)


@require_POST
def marksheet_keep(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Say of cells a return asks to look at that they stay as they are; in JSON."""
    sheet = find_sheet(request, public_id)
    places = places_from_form(request.POST.getlist("cell"))
    try:
        count = keep_cells(
            sheet_id=sheet.pk,
            step_id=return_from_form(request.POST),
            places=places,
            scope=request.scope,
            user_id=request.user.pk,
        )
    except NotAllowed as problem:
        return refusal(403, "not_allowed", str(problem.message))
    except StepNotPossible as problem:
        return refusal(409, "not_asked", str(problem.message))
    return JsonResponse({"kept": count})


@require_GET
def marksheet_changes(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Who else has the sheet open; its cells as they are now and who changed them last, if its
    revision is not the one the client has. `at` names the column the user types in."""
    sheet = find_sheet(request, public_id)
    present = _present(request, sheet)
    if request.GET.get("since") == str(sheet.revision):
        return JsonResponse({"revision": sheet.revision, "rows": [], "present": present})
    page = sheet_page(sheet, "", days_of_sheet(sheet))
    students = at_school(sheet.school_id, page.student_ids)
    is_writer = may_write(request.scope, request.user.pk, sheet)
    looked(request, Kind.STUDENT, students, is_entry=is_writer)
    authors = authors_of_cells(sheet)
    rows = [_row_now(row, authors) for row in page.rows]
    now = {"revision": sheet.revision, "state": sheet.state, "rows": rows, "present": present}
    return JsonResponse(now)


def present_at(request: HttpRequest, place: str, column: str) -> list[dict[str, str]]:
    """The others who have the place open, for a page's script."""
    name = request.user.get_full_name() or request.user.get_username()
    return [asdict(each) for each in be_present(place, request.user.pk, name, column)]


def _present(request: HttpRequest, sheet: MarkSheet) -> list[dict[str, str]]:
    """The others who have the sheet open; the user is one of them from now on."""
    column = sheet.columns.get(request.GET.get("at", ""))
    return present_at(request, f"sheet:{sheet.pk}", column.label if column else "")


def _row_now(row: Row, authors: Mapping[tuple[int, str], str]) -> dict[str, object]:
    """One student's cells as text, and by whom those changed lately were changed."""
    cells = {each.cell: each.text for each in (*row.cells, *row.remarks)}
    by = {name: who for name in cells if (who := authors.get((row.record_id, name)))}
    return {"record": row.record_id, "average": row.average, "cells": cells, "by": by}
