"""The head's pages: which classes are ready, and sealing one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import code_of, codes_of
from eduportal.scoping.actions import Action
from grades.choices import READY_TO_SEAL, SheetState
from grades.selectors import SheetRow, class_terms, revision_of_class, sheets_of_class
from grades.selectors.results import forecast_of, results_of
from grades.services import ClassNotReady, ShownOtherwise, open_school_sheets
from grades.services import seal_class as seal
from grades.views.access import find_class
from schools.models import ClassGroup, School, Term
from schools.period import term_of
from schools.selectors import term_of_code
from staffing.models import StaffMember
from staffing.selectors import teachers_by_subject


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
    is_sealed = bool(rows) and all(row.sheet.state == SheetState.SEALED for row in rows)
    can_decide = request.scope.can(Action.APPROVE_MARKS, class_group.school_id)
    results = list(results_of(class_group, term)) if is_sealed and term else []
    is_decided = not (rows and term and can_decide) or is_sealed
    forecast = None if is_decided else forecast_of(class_group, term, rows)
    shown = [result.enrolment.student_id for result in results]
    if forecast:
        shown += forecast.student_ids
    looked(request, Kind.STUDENT, at_school(class_group.school_id, shown))
    context = {
        "class_group": class_group,
        "term": term,
        "rows": rows,
        "lines": _with_teachers(request, class_group, term, rows) if term else [],
        "can_assign": request.scope.can(Action.KEEP_REGISTER, class_group.school_id),
        "can_decide": can_decide,
        "can_seal": bool(rows)
        and not is_sealed
        and request.scope.can(Action.SEAL_MARKS, class_group.school_id)
        and all(row.sheet.state in READY_TO_SEAL for row in rows),
        "is_sealed": is_sealed,
        "results": results,
        "forecast": forecast,
    }
    return render(request, "grades/class_detail.html", context)


def _with_teachers(
    request: HttpRequest, class_group: ClassGroup, term: Term, rows: list[SheetRow]
) -> list[tuple[SheetRow, list[StaffMember]]]:
    """Each sheet with those who give its subject; nobody hands in a sheet without them."""
    found = teachers_by_subject(class_group.pk, term)
    lines = [(row, found.get(row.sheet.subject_id, [])) for row in rows]
    people = {each.pk for _row, teachers in lines for each in teachers}
    looked(request, Kind.STAFF, at_school(class_group.school_id, people))
    return lines


@require_http_methods(["GET", "POST"])
def class_seal(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """What sealing the class's term means, and sealing it: it is not undone."""
    class_group = find_class(request, public_id)
    found = term_of_code(term)
    if found is None or found.school_year_id != class_group.school_year_id:
        raise Http404
    if not request.scope.can(Action.SEAL_MARKS, class_group.school_id):
        return HttpResponse(_("Your role does not include sealing a class."), status=403)
    if request.method == "GET":
        context = _seal_context(class_group, found)
        shown = context["forecast"].student_ids if context["forecast"] else []
        looked(request, Kind.STUDENT, at_school(class_group.school_id, shown))
        return render(request, "grades/class_seal.html", context)
    return _seal(request, class_group, found)


def _seal_context(class_group: ClassGroup, term: Term) -> dict[str, Any]:
    rows = sheets_of_class(class_group, term)
    is_sealed = bool(rows) and all(row.sheet.state == SheetState.SEALED for row in rows)
    is_ready = bool(rows) and all(row.sheet.state in READY_TO_SEAL for row in rows)
    return {
        "class_group": class_group,
        "term": term,
        "rows": rows,
        "students": max((row.students for row in rows), default=0),
        "revision": revision_of_class(class_group, term),
        "is_ready": is_ready,
        "is_sealed": is_sealed,
        "forecast": forecast_of(class_group, term, rows) if is_ready and not is_sealed else None,
    }


def _seal(request: HttpRequest, class_group: ClassGroup, term: Term) -> HttpResponse:
    try:
        seal(
            class_group=class_group,
            term=term,
            revision=request.POST.get("revision", ""),
            scope=request.scope,
            user=request.user,
        )
    except ShownOtherwise as refusal:
        messages.error(request, str(refusal.message))
        return redirect("grades:class-seal", class_group.public_id, term.code)
    except ClassNotReady as refusal:
        messages.error(request, f"{refusal.message} {', '.join(refusal.sheets)}")
        return redirect("grades:class-seal", class_group.public_id, term.code)
    sealed = _("Class %(name)s, %(term)s, is sealed and on its way to the Department.")
    messages.success(request, sealed % {"name": class_group.name, "term": term})
    return redirect("grades:class-detail", public_id=class_group.public_id)


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
    messages.success(
        request,
        ngettext("%d sheet is open for the term.", "%d sheets are open for the term.", count)
        % count,
    )
    return redirect("grades:class-list")
