"""The head's pages of classes: which are ready, one of them, and opening their sheets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import code_of, codes_of
from eduportal.scoping.actions import Action
from grades.selectors import class_terms, sheets_of_class
from grades.selectors.classes import class_state
from grades.selectors.deputies import sheets_left_to_others
from grades.selectors.midterm_frozen import has_midterm
from grades.selectors.queue import taught_by
from grades.selectors.results import forecast_of
from grades.selectors.sheets import SheetRow
from grades.services import open_school_sheets
from grades.views.access import find_class
from grades.views.approving import return_days, teachers_shown
from grades.views.sealing import sealed_context
from schools.models import ClassGroup, School, Term
from schools.period import term_of
from schools.selectors import term_of_code
from staffing.models import StaffMember
from students.selectors import has_choices


@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """The school's classes with their sheets counted by state."""
    if not request.scope.can_somewhere(Action.APPROVE_MARKS):
        raise Http404
    term = term_of(request)
    # A head of one school may teach at another: only where the user decides, not the whole scope.
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    rows = class_terms(term, deciding) if term else []
    schools = School.objects.filter(pk__in=deciding or ()).order_by("name")
    context = {"term": term, "rows": rows, "schools": schools}
    return render(request, "grades/class_list.html", context)


@require_GET
def class_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One class's sheets in the term: progress, state, and what can be done."""
    class_group = find_class(request, public_id)
    term = term_of(request)
    rows = sheets_of_class(class_group, term) if term else []
    state = class_state([row.sheet.state for row in rows])
    may_seal = request.scope.can(Action.SEAL_MARKS, class_group.school_id)
    context = {
        "class_group": class_group,
        "term": term,
        "rows": _with_teachers(request, class_group, term, rows) if term else [],
        "has_midterm": term is not None and has_midterm(class_group, term),
        "left": sheets_left_to_others(request.scope, request.user.pk, [row.sheet for row in rows]),
        "can_assign": request.scope.can(Action.KEEP_REGISTER, class_group.school_id),
        "return_days": return_days(),
        "can_decide": request.scope.can(Action.APPROVE_MARKS, class_group.school_id),
        "has_choices": has_choices(class_group),
        "can_seal": may_seal and state == "ready",
        "is_sealed": state == "sealed",
        "can_seal_here": may_seal,
        **above_class(request, class_group),
    }
    if term and rows:
        context |= _results(request, class_group, term, rows, is_sealed=state == "sealed")
    return render(request, "grades/class_detail.html", context)


def _results(
    request: HttpRequest,
    class_group: ClassGroup,
    term: Term,
    rows: list[SheetRow],
    *,
    is_sealed: bool,
) -> dict[str, Any]:
    """The results of a sealed class and where its records are; before, what sealing will decide."""
    if is_sealed:
        sealed = sealed_context(class_group, term)
        shown = [result.enrolment.student_id for result in sealed["results"]]
        looked(request, Kind.STUDENT, at_school(class_group.school_id, shown))
        return sealed
    if not request.scope.can(Action.APPROVE_MARKS, class_group.school_id):
        return {}
    forecast = forecast_of(class_group, term, rows)
    looked(request, Kind.STUDENT, at_school(class_group.school_id, forecast.student_ids))
    return {"forecast": forecast}


def _with_teachers(
    request: HttpRequest, class_group: ClassGroup, term: Term, rows: Sequence[SheetRow]
) -> list[tuple[SheetRow, list[StaffMember]]]:
    """The sheets with who teaches them; the answer names these teachers."""
    teachers = teachers_shown(request, [class_group.pk], term) if rows else {}
    return [(row, taught_by(row, teachers)) for row in rows]


def above_class(request: HttpRequest, class_group: ClassGroup) -> dict[str, str]:
    """The page above a class: the list for those who decide, else the figures of the school."""
    if request.scope.can_somewhere(Action.APPROVE_MARKS):
        return {"up": _("Mark books of classes"), "up_url": reverse("grades:class-list")}
    school = class_group.school
    return {"up": school.name, "up_url": reverse("dashboards:school", args=[school.public_id])}


@require_POST
def sheets_open(request: HttpRequest) -> HttpResponse:
    """Open the sheets of the term and of the schools that the form names."""
    term = term_of_code(code_of(request.POST, "term"))
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    named = School.objects.filter(pk__in=deciding or (), code__in=codes_of(request.POST, "school"))
    schools = list(named.values_list("pk", flat=True))
    if term is None or not schools:
        raise Http404
    count = sum(open_school_sheets(school_id=pk, term=term) for pk in sorted(schools))
    if count:
        opened = ngettext("%d sheet has been opened.", "%d sheets have been opened.", count)
        messages.success(request, opened % count)
    else:
        messages.info(request, _("No sheet was missing. Nothing was opened."))
    return redirect("grades:class-list")
