"""Asking for an amendment of a sealed sheet: the cells, the reason, what would follow."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import whole_number
from eduportal.core.text import visible
from grades.cells import all_cells, cell_label, read_cell, text_of, why_not_studied
from grades.forms.amending import AskForm
from grades.forms.cells import edits_from_form
from grades.models import MarkRecord, MarkSheet
from grades.selectors.amending import department_approves, may_ask
from grades.selectors.consequences import Consequences, preview, shown_change
from grades.selectors.reviews import review_for_amendment
from grades.services import AmendmentRefused, ask_amendment
from grades.services.amending import cells_asked
from grades.services.reviewing import end_by_amendment
from grades.views.access import find_sheet

# Lines one request may be about; two students whose marks were exchanged are the usual case.
MOST_LINES = 5


@require_http_methods(["GET", "POST"])
def amendment_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A new request for a sealed sheet.

    A POST with `preview` only shows what would follow, one with `begin` opens the page with values
    that were typed before the sheet was sealed.
    """
    sheet = find_sheet(request, public_id)
    if not may_ask(request.scope, request.user.pk, sheet):
        raise Http404
    if "preview" in request.POST:
        return _preview(request, sheet)
    is_beginning = "begin" in request.POST
    form = AskForm() if is_beginning else AskForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            return _ask(request, sheet, form)
        except AmendmentRefused as refusal:
            problems = refusal.problems
    return render(request, "grades/amendment_new.html", _context(request, sheet, form, problems))


def _ask(request: HttpRequest, sheet: MarkSheet, form: AskForm) -> HttpResponse:
    review = review_for_amendment(request.POST.get("review", ""), sheet)
    amendment = ask_amendment(
        sheet=sheet,
        edits=edits_from_form(request.POST),
        asked=form.asked,
        scope=request.scope,
        user=request.user,
    )
    if review is not None:
        end_by_amendment(review=review, amendment=amendment, user=request.user)
    return redirect("grades:amendment", amendment.public_id)


def _preview(request: HttpRequest, sheet: MarkSheet) -> HttpResponse:
    """What the typed values would change, or what is wrong with them: a piece of the page."""
    edits = edits_from_form(request.POST)
    cells, problems = cells_asked(sheet, edits)
    found = None if problems else preview(sheet, cells)
    named = sheet.records.filter(pk__in={edit.record for edit in edits})
    students = named.values_list("enrolment__student", flat=True)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, students))
    context = {"problems": problems, **consequences_context(sheet, found)}
    return render(request, "grades/_amendment_preview.html", context)


def consequences_context(sheet: MarkSheet, found: Consequences | None) -> dict[str, Any]:
    """What the table of consequences shows: by student the cells and what follows, then the class.

    The version is the one the amendment would be sealed as.
    """
    if found is None:
        return {"found": None, "lines": []}
    lines = [
        {"line": line, "cells": [shown_change(sheet, cell) for cell in line.cells]}
        for line in found.lines
    ]
    version = found.sealed.package.version if found.sealed else 0
    return {"found": found, "lines": lines, "version": version, "next_version": version + 1}


def _context(
    request: HttpRequest, sheet: MarkSheet, form: AskForm, problems: list[str]
) -> dict[str, Any]:
    records = list(
        sheet.records.select_related("enrolment__student").order_by("enrolment__position", "pk")
    )
    students = (record.enrolment.student_id for record in records)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, students))
    chosen = _chosen(request, records)
    review = review_for_amendment(request.GET.get("review", ""), sheet)
    return {
        "sheet": sheet,
        "form": form,
        "problems": problems,
        "records": records,
        "lines": [_line(request, sheet, record) for record in records if record.pk in chosen],
        "chosen": chosen,
        "can_add": 0 < len(chosen) < MOST_LINES,
        "review": review,
        "department_approves": department_approves(),
    }


def _chosen(request: HttpRequest, records: Sequence[MarkRecord]) -> list[int]:
    """The lines the page is about, as the address or the form names them."""
    asked = [whole_number(text) for text in (request.POST or request.GET).getlist("line")]
    known = {record.pk for record in records}
    return [pk for pk in dict.fromkeys(asked) if pk in known][:MOST_LINES]


def _line(request: HttpRequest, sheet: MarkSheet, record: MarkRecord) -> dict[str, Any]:
    record.sheet = sheet
    cells = []
    for name in all_cells(sheet):
        if why_not_studied(record, name):
            continue
        stored = text_of(sheet, name, read_cell(record, name))
        typed = request.POST.get(f"m-{record.pk}-{name}")
        cells.append(
            {
                "name": name,
                "label": cell_label(sheet, name),
                "stored": stored,
                "typed": stored if typed is None else visible(typed),
            }
        )
    return {"record": record, "cells": cells}
