"""One measure: how far it is, what shows it, and the steps taken with it."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.posting import shown_of
from eduportal.reform import services
from eduportal.reform.choices import MeasureState
from eduportal.reform.forms import WordsForm
from eduportal.reform.views.access import (
    find_measure,
    may_keep,
    require_keeper,
    say,
    told,
)

ACTS = {
    "claim": services.claim,
    "evidence": services.add_evidence,
    "confirm": services.confirm,
    "send_back": services.send_back,
    "drop": services.drop,
    "reopen": services.reopen,
}
OFFERED = {
    MeasureState.OPEN: ("claim", "evidence", "drop"),
    MeasureState.CLAIMED: ("confirm", "send_back", "evidence", "drop"),
    MeasureState.DONE: ("evidence", "reopen"),
    MeasureState.DROPPED: ("reopen",),
}


@require_GET
def measure(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The measure, its evidence, and what may be done with it."""
    found = find_measure(request, public_id)
    scheme = found.objective.scheme
    context = {
        "measure": found,
        "scheme": scheme,
        "evidence": found.evidence.select_related("by"),
        "offered": OFFERED[MeasureState(found.state)] if scheme.state == "running" else (),
        "is_mine": found.claimed_by_id == request.user.pk,
        "may_keep": may_keep(request),
        "words_form": WordsForm(),
    }
    return render(request, "reform/measure.html", context)


@require_POST
def measure_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the step that `do` names, with its words."""
    require_keeper(request)
    found = find_measure(request, public_id)
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise BadRequest("unknown step")
    form = WordsForm(request.POST)
    if form.is_valid():
        shown, text = shown_of(request), form.cleaned_data["text"]
        told(request, lambda: act(measure=found, shown=shown, user=request.user, text=text))
    else:
        say(request, [str(each) for problems in form.errors.values() for each in problems])
    return redirect("reform:measure", public_id)
