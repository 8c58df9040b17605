"""Marks from outside the portal: one paper, and a small grid of subjects and columns."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.text import visible
from eduportal.scoping.actions import Action
from grades.cells import why_not_studied
from grades.forms.cells import edits_from_form
from grades.forms.outside import SourceForm
from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import SheetDays, days_of_sheets
from grades.selectors.outside import outside_cell, outside_lines
from grades.services import OutsideRefused, enter_outside_marks
from grades.services.permissions import may_read, why_nothing_from_outside
from staffing.selectors import assigned_pairs
from students.models import Student
from students.visible import visible_students


@require_http_methods(["GET", "POST"])
def student_outside(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Earlier marks of this term that a student brings along, with the paper they stand on."""
    student, lines = lines_to_fill(request, public_id)
    form = SourceForm(request.POST or None, initial=_last_source(lines))
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            _enter(request, student, form)
        except OutsideRefused as refusal:
            problems = refusal.problems
        else:
            return redirect("grades:student-outside", public_id)
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {
        "student": student,
        "stay": lines[0].enrolment,
        "term": lines[0].sheet.term,
        "class_group": lines[0].sheet.class_group,
        "may_ask": request.scope.can(Action.KEEP_REGISTER, student.school_id),
        "form": form,
        "problems": problems,
        **_grid(request, lines),
    }
    return render(request, "grades/student_outside.html", context)


def _enter(request: HttpRequest, student: Student, form: SourceForm) -> None:
    """Store what the form holds, and say how much; raises OutsideRefused."""
    stored = enter_outside_marks(
        student=student,
        source=form.source,
        edits=edits_from_form(request.POST),
        scope=request.scope,
        user=request.user,
    )
    words = ngettext(
        "%d mark from outside is entered.", "%d marks from outside are entered.", stored
    )
    messages.success(request, words % stored)


def lines_to_fill(request: HttpRequest, public_id: UUID) -> tuple[Student, list[MarkRecord]]:
    """The student and the lines the user may fill, or Http404 where there are none."""
    seen = visible_students(request.scope, request.user.pk)
    student = Student.objects.filter(seen, public_id=public_id).select_related("school").first()
    lines = [] if student is None else outside_lines(student)
    fillable = _sheets_to_fill(request, student.school_id, lines) if student else set()
    mine = [line for line in lines if line.sheet_id in fillable]
    if student is None or not mine:
        raise Http404
    return student, mine


def _sheets_to_fill(request: HttpRequest, school_id: int, lines: Sequence[MarkRecord]) -> set[int]:
    """may_enter_outside, for all these sheets of a school at once: one query."""
    scope = request.scope
    sheets = MarkSheet.objects.filter(pk__in=[line.sheet_id for line in lines])
    every = scope.can(Action.KEEP_REGISTER, school_id) or scope.can(Action.WRITE_MARKS, school_id)
    if not every:
        own = scope.can(Action.WRITE_OWN_MARKS, school_id)
        sheets = sheets.filter(assigned_pairs(request.user.pk if own else None))
    return set(sheets.values_list("pk", flat=True))


def _last_source(lines: Sequence[MarkRecord]) -> dict[str, str]:
    """The paper named last, as far as a form can take it up again."""
    papers = [came for line in lines for came in line.origins.values() if "paper" in came]
    if not papers:
        return {}
    school, _comma, place = papers[-1]["from"].rpartition(", ")
    return {"school": school, "place": place, "paper": papers[-1]["paper"], "on": papers[-1]["on"]}


def _grid(request: HttpRequest, lines: Sequence[MarkRecord]) -> dict[str, Any]:
    days = days_of_sheets([line.sheet for line in lines], request.user.pk)
    columns = {name: column.label for line in lines for name, column in line.sheet.columns.items()}
    order = sorted(columns, key=lambda name: (name == "ck", name == "gk", name == "cdht", name))
    rows = [_row(request, line, order, days[line.sheet_id]) for line in lines]
    return {"columns": [columns[name] for name in order], "rows": rows}


def _row(
    request: HttpRequest, line: MarkRecord, order: Sequence[str], days: SheetDays
) -> dict[str, Any]:
    sheet = line.sheet
    reads = may_read(request.scope, request.user.pk, sheet)
    cells: list[dict[str, Any] | None] = []
    for name in order:
        if name not in sheet.columns or why_not_studied(line, name):
            cells.append(None)
            continue
        cell = outside_cell(line, sheet.columns[name], reads=reads)
        typed = request.POST.get(f"m-{line.pk}-{name}")
        shown = cell.text if typed is None else visible(typed)
        cells.append({"cell": cell, "id": f"{line.pk}-{name}", "shown": shown})
    why = why_nothing_from_outside(sheet, days)
    return {"subject": sheet.subject, "form": sheet.form, "cells": cells, "why": why}
