"""One decision about a person: to be read and printed, carried out, withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.scoping.actions import Action
from staffing.choices import DecisionState
from staffing.forms.plans import WithdrawForm
from staffing.models import StaffDecision, StaffMember
from staffing.services import StaffRefused
from staffing.services.deciding import carry_out, withdraw
from staffing.views.plan_reasons import CLAUSES
from staffing.views.plan_viewer import decides
from staffing.views.plan_words import kilometres, names_of_subjects, weekly
from staffing.views.plans import shown_in


@require_GET
def decision(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The decision as one page of paper."""
    return _page(request, _found(request, public_id))


@require_POST
def decision_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw it by a later one, or try again what could not be carried out."""
    found = _found(request, public_id)
    if not decides(request, found.line):
        raise Http404
    step = request.POST.get("step", "")
    if step == "again":
        carry_out(found)
        return redirect("staffing:decision", public_id)
    if step != "withdraw":
        raise Http404
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    try:
        withdraw(decision=found, shown=shown_in(request), number=said["number"], on=said["on"])
    except StaffRefused as refusal:
        return _page(request, found, form, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:decision", public_id)


def _found(request: HttpRequest, public_id: UUID) -> StaffDecision:
    """The decision, for the Department, officials and heads of both schools, and the person."""
    found = StaffDecision.objects.select_related("line").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    may_see = request.scope.can(Action.PLAN_STAFF) or any(
        request.scope.can(action, school)
        for action in (Action.DECLARE_STAFF, Action.DECIDE_STAFF)
        for school in (found.from_school_id, found.to_school_id)
    )
    own = StaffMember.objects.filter(pk__in=[found.staff_id, found.arrived_id])
    if not may_see and not own.filter(user=request.user.pk).exists():
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: StaffDecision,
    form: WithdrawForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    looked(request, Kind.STAFF, [(found.staff_id, found.from_school_id)])
    names, line = names_of_subjects(), found.line
    may_decide = decides(request, line)
    may_withdraw = may_decide and found.state != DecisionState.WITHDRAWN
    context: dict[str, Any] = {
        "decision": found,
        "clause": CLAUSES[line.ground],
        "subjects": ", ".join(str(names.get(code, code)) for code in line.subjects),
        "given": [
            (names.get(code, code), weekly(units, line.why["stage"])) for code, units in line.units
        ],
        "kilometres": kilometres(line.metres),
        "consents": list(line.consents.all()) if may_decide else [],
        "form": (form or WithdrawForm()) if may_withdraw else None,
        "may_repeat": may_decide and bool(found.problem),
        "problems": problems or [],
    }
    return render(request, "staffing/decision.html", context)
