"""One subject's re-assessment in the summer: entered, handed in, approved or returned."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import text_of
from eduportal.core.posting import posted_from
from eduportal.scoping.actions import Action
from grades.choices import Step
from grades.models import AgainSheet, YearSubject
from grades.rules.cells import CellForm
from grades.rules.mark_text import format_cell
from grades.selectors.summer import lines_of_sheet, tests_asked
from grades.services.again_sheets import (
    assign_again,
    may_approve,
    may_enter,
    move_again,
    save_again,
)
from grades.services.errors import MarkBookError, NotAllowed, OutsideRefused
from staffing.selectors.staff import choosable_staff

REASON = 300


@require_http_methods(["GET", "POST"])
def again_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One subject's re-assessment: results entered, handed in, approved or returned."""
    sheet = _sheet(request, public_id)
    if request.method == "GET":
        return _sheet_page(request, sheet)
    named = {"sheet_id": sheet.pk, "scope": request.scope, "user": request.user}
    try:
        said = _moved(request, sheet, {**named, "revision": _revision(request)})
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except OutsideRefused as refusal:
        return _sheet_page(request, sheet, refusal.problems)
    except MarkBookError as refusal:
        return _sheet_page(request, sheet, [str(refusal.message)])
    messages.success(request, said)
    return redirect("grades:again-sheet", public_id)


@posted_from("grades:again-sheet")
def again_assign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say who enters the sheet."""
    sheet = _sheet(request, public_id)
    chosen = {str(each.public_id): each for each in choosable_staff(sheet.school)}
    staff = chosen.get(request.POST.get("staff", ""))
    named = {"revision": _revision(request), "scope": request.scope, "user": request.user}
    try:
        assign_again(sheet_id=sheet.pk, staff=staff, **named)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except MarkBookError as refusal:
        return _sheet_page(request, sheet, [str(refusal.message)])
    messages.success(request, _("It is recorded who enters the sheet."))
    return redirect("grades:again-sheet", public_id)


def _revision(request: HttpRequest) -> int:
    """The revision of the sheet the page showed; one that no sheet has where none was sent."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else -1


def _moved(request: HttpRequest, sheet: AgainSheet, named: dict[str, Any]) -> str:
    do, count = request.POST.get("do", "save"), 0
    if do in ("save", Step.SUBMIT):
        lines = lines_of_sheet(sheet)
        typed = {row.pk: request.POST.get(f"again-{row.pk}", "") for row in lines}
        tests = {row.pk: request.POST.get(f"test-{row.pk}", "") for row in lines}
        count = save_again(typed=typed, tests=tests, **named)
    if do == "save":
        return ngettext("%d result is saved.", "%d results are saved.", count) % count
    if do not in Step.values:
        raise Http404
    # What was typed is saved first; the sheet then stands one revision further.
    named["revision"] += bool(count)
    moved = move_again(step=Step(do), reason=text_of(request.POST, "reason", REASON), **named)
    return _("The sheet is %(state)s.") % {"state": moved.get_state_display()}


def _sheet(request: HttpRequest, public_id: UUID) -> AgainSheet:
    """The sheet, for its school's heads and the one who enters it; otherwise Http404."""
    sheet = AgainSheet.objects.filter(public_id=public_id).select_related(
        "school", "school_year", "subject", "class_group", "staff__user", "moved_by"
    )
    found = sheet.first()
    if found is None:
        raise Http404
    reads = request.scope.can(Action.READ_MARKS, found.school_id)
    if not reads and not may_enter(found, request.scope, request.user):
        raise Http404
    return found


def _sheet_page(
    request: HttpRequest, sheet: AgainSheet, problems: Sequence[str] = ()
) -> HttpResponse:
    """With problems the results are shown as they were typed."""
    lines = lines_of_sheet(sheet)
    shown = [row.year_result.enrolment.student_id for row in lines]
    entering = may_enter(sheet, request.scope, request.user)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, shown), is_entry=entering)
    can_read = request.scope.can(Action.READ_MARKS, sheet.school_id)
    can_assign = request.scope.can(Action.APPROVE_MARKS, sheet.school_id)
    staff = list(choosable_staff(sheet.school)) if can_assign else []
    looked(request, Kind.STAFF, at_school(sheet.school_id, [each.pk for each in staff]))
    sent, asked = request.POST if problems else {}, tests_asked(sheet, lines)
    context = {
        "sheet": sheet,
        "lines": [_shown(row, sent, asked) for row in lines],
        "has_tests": bool(asked),
        "problems": problems,
        "can_enter": entering and sheet.state == "open",
        "can_take_back": entering and sheet.state == "submitted",
        "can_approve": may_approve(sheet, request.scope, request.user),
        "can_assign": can_assign,
        # The result of a subject of primary school is given, not derived.
        "can_explain": can_read and sheet.class_group_id is None,
        "staff": staff,
    }
    return render(request, "grades/again_sheet.html", context)


def _shown(row: YearSubject, sent: Any, asked: set[int]) -> dict[str, Any]:
    """A line of the page: the first results, and the new ones as they are typed or stored."""
    first, new = (format_cell(mark, CellForm.POINTS) for mark in (row.test, row.test_again))
    return {
        "row": row,
        "first": format_cell(row.result) or "–",
        "again": sent.get(f"again-{row.pk}", format_cell(row.again)),
        "asks_test": row.pk in asked,
        "first_test": first,
        "test_again": sent.get(f"test-{row.pk}", new),
    }
