"""What is done with a scenario: handed in, heard, approved, taken back, removed."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.core.posting import shown_of
from eduportal.planning import services
from eduportal.planning.models import NetworkScenario
from eduportal.planning.scenario_forms import ApproveForm, HearForm, WordsForm
from eduportal.planning.views.scenarios import find_scenario, is_department, told
from eduportal.scoping.actions import Action

# Who may: any planner of the commune, those who plan the province, the Department's administrator.
ANYONE, DEPARTMENT, ADMINISTRATOR = "anyone", "department", "administrator"
ACTS: Mapping[str, tuple[str, Callable[..., None], type[forms.Form] | None]] = {
    "submit": (ANYONE, services.submit, WordsForm),
    "take_back": (ANYONE, services.take_back, None),
    "object": (ANYONE, services.object_to, WordsForm),
    "send_back": (DEPARTMENT, services.send_back, WordsForm),
    "hear": (DEPARTMENT, services.hear, HearForm),
    "approve": (ADMINISTRATOR, services.approve, ApproveForm),
    "end": (ADMINISTRATOR, services.end, WordsForm),
    "undo": (ADMINISTRATOR, services.undo_approval, None),
}


@require_POST
def scenario_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the step that `do` names, with what its form says."""
    found = find_scenario(request, public_id)
    name = request.POST.get("do", "")
    if name == "delete":
        return _delete(request, found)
    if name not in ACTS:
        raise BadRequest("unknown step")
    who, act, kind = ACTS[name]
    if not _may(request, who):
        raise Http404
    form = kind(request.POST) if kind else None
    if form is not None and not form.is_valid():
        texts = [f"{form.fields[field].label}: {' '.join(map(str, problems))}"
                 for field, problems in form.errors.items() if field in form.fields]  # fmt: skip
        told(request, lambda: services.refuse_if(texts))
    else:
        words = form.cleaned_data if form else {}
        told(request, lambda: act(scenario=found, shown=shown_of(request), user=request.user,
                                  **words))  # fmt: skip
    return redirect("planning:scenario", public_id)


def _may(request: HttpRequest, who: str) -> bool:
    if who == ADMINISTRATOR:
        return request.scope.can(Action.ADMINISTER)
    return who == ANYONE or is_department(request)


def _delete(request: HttpRequest, found: NetworkScenario) -> HttpResponse:
    shown = shown_of(request)
    if told(request, lambda: services.delete_scenario(scenario=found, shown=shown),
            _("The draft is removed.")):  # fmt: skip
        return redirect("planning:scenarios")
    return redirect("planning:scenario", found.public_id)
