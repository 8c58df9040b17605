"""The students of a class who are at risk: why, what is done, what came of it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import whole_number
from grades.choices import SupportKind, SupportOutcome
from grades.forms.supporting import ActionForm, OutcomeForm
from grades.models import SupportAction
from grades.selectors.at_risk import AtRisk, limits, students_at_risk
from grades.services import NotAllowed, ShownOtherwise
from grades.services.homeroom_rights import may_lead
from grades.services.supporting import write_action, write_outcome
from grades.views.access import find_homeroom
from schools.models import Term


@require_http_methods(["GET", "POST"])
def at_risk(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The class's students at risk; a POST writes an action, or the outcome of one."""
    group, of_term = find_homeroom(request, public_id, term)
    count, rows = students_at_risk(group, of_term)
    if request.method == "POST":
        _write(request, rows, of_term)
        return redirect("grades:at-risk", group.public_id, of_term.code)
    looked(request, Kind.STUDENT, at_school(group.school_id, [row.stay.student_id for row in rows]))
    context = {
        "class_group": group,
        "term": of_term,
        "count": count,
        "rows": rows,
        "limits": limits(),
        "action_form": ActionForm(auto_id=False),
        "outcome_form": OutcomeForm(auto_id=False),
        "can_write": may_lead(request.scope, request.user.pk, group),
    }
    return render(request, "grades/at_risk.html", context)


def _write(request: HttpRequest, rows: list[AtRisk], term: Term) -> None:
    """Write what one form of the page says; a refusal is a message."""
    form = OutcomeForm(request.POST) if "outcome" in request.POST else ActionForm(request.POST)
    if not form.is_valid():
        for problems in form.errors.values():
            messages.error(request, " ".join(map(str, problems)))
        return
    try:
        if isinstance(form, OutcomeForm):
            _write_outcome(request, rows, form)
        else:
            _write_action(request, rows, form, term)
    except (NotAllowed, ShownOtherwise) as refusal:
        messages.error(request, str(refusal.message))


def _write_action(request: HttpRequest, rows: list[AtRisk], form: forms.Form, term: Term) -> None:
    key = whole_number(request.POST.get("stay", ""))
    row = next((row for row in rows if row.stay.pk == key), None)
    if row is None:
        raise Http404
    write_action(
        stay=row.stay,
        term=term,
        kind=SupportKind(form.cleaned_data["kind"]),
        words=form.cleaned_data["words"],
        reasons=row.sentences,
        scope=request.scope,
        user=request.user,
    )
    messages.success(request, _("It is written down."))


def _write_outcome(request: HttpRequest, rows: list[AtRisk], form: forms.Form) -> None:
    key = whole_number(request.POST.get("action", ""))
    there = {action.pk: action for row in rows for action in row.actions}
    action: SupportAction | None = there.get(key) if key is not None else None
    if action is None:
        raise Http404
    write_outcome(
        action=action,
        outcome=SupportOutcome(form.cleaned_data["outcome"]),
        words=form.cleaned_data["words"],
        scope=request.scope,
        user=request.user,
    )
    messages.success(request, _("The outcome is written down."))
