"""The head's pages: which classes are ready, and sealing one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from eduportal.scoping.actions import Action
from grades.choices import READY_TO_SEAL, SheetState
from grades.selectors import class_terms, sheets_of_class
from grades.selectors.results import forecast_of, results_of
from grades.services import ClassNotReady, NotAllowed, open_school_sheets
from grades.services import seal_class as seal
from grades.views.access import find_class
from schools.period import term_of


@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """The school's classes with their sheets counted by state."""
    if not request.scope.can_somewhere(Action.APPROVE_MARKS):
        raise Http404
    term = term_of(request)
    # A head of one school may teach at another: only where the user decides, not the whole scope.
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    rows = class_terms(term, deciding) if term else []
    return render(request, "grades/class_list.html", {"term": term, "rows": rows})


@require_GET
def class_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One class's sheets in the term: progress, state, and what can be done."""
    class_group = find_class(request, public_id)
    term = term_of(request)
    rows = sheets_of_class(class_group, term) if term else []
    is_sealed = bool(rows) and all(row.sheet.state == SheetState.SEALED for row in rows)
    can_decide = request.scope.can(Action.APPROVE_MARKS, class_group.school_id)
    context = {
        "class_group": class_group,
        "term": term,
        "rows": rows,
        "can_decide": can_decide,
        "can_seal": bool(rows)
        and not is_sealed
        and request.scope.can(Action.SEAL_MARKS, class_group.school_id)
        and all(row.sheet.state in READY_TO_SEAL for row in rows),
        "is_sealed": is_sealed,
        "results": results_of(class_group, term) if is_sealed and term else [],
        "forecast": forecast_of(class_group, term, rows)
        if rows and term and can_decide and not is_sealed
        else None,
    }
    return render(request, "grades/class_detail.html", context)


@require_POST
def class_seal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Seal the class's term and send it on its way."""
    class_group = find_class(request, public_id)
    term = term_of(request)
    if term is None:
        raise Http404
    try:
        seal(class_group=class_group, term=term, scope=request.scope, user=request.user)
    except NotAllowed as refusal:
        return HttpResponse(str(refusal.message), status=403)
    except ClassNotReady as refusal:
        messages.error(request, f"{refusal.message} {', '.join(refusal.sheets)}")
    else:
        messages.success(request, _("The class is sealed and on its way to the Department."))
    return redirect("grades:class-detail", public_id=public_id)


@require_POST
def sheets_open(request: HttpRequest) -> HttpResponse:
    """Open the term's sheets of every class where the user decides about marks."""
    term = term_of(request)
    deciding = request.scope.schools_where(Action.APPROVE_MARKS)
    if term is None or not deciding:
        raise Http404
    count = sum(open_school_sheets(school_id=pk, term=term) for pk in sorted(deciding))
    messages.success(
        request,
        ngettext("%d sheet is open for the term.", "%d sheets are open for the term.", count)
        % count,
    )
    return redirect("grades:class-list")
