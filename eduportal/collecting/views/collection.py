"""One collection: who has answered, what the answers add up to, what is done with it."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from eduportal.collecting import services
from eduportal.collecting.choices import Approver, CollectionState
from eduportal.collecting.forms import ExtendForm, MaybeReasonForm, ReasonForm
from eduportal.collecting.models import Collection, CollectionStep
from eduportal.collecting.results import results_file, results_of
from eduportal.collecting.selectors.answered import (
    STATUSES,
    Line,
    draft_version,
    is_past,
    lines_of,
)
from eduportal.collecting.views.access import (
    find_collection,
    is_asker,
    is_department,
    own_collection,
    own_units,
    told,
    told_of_form,
)
from eduportal.core.params import one_of
from eduportal.core.posting import shown_of
from eduportal.scoping.actions import Action

STATUS_WORDS = {
    "approved": gettext_lazy("approved"),
    "submitted": gettext_lazy("handed in, waits for approval"),
    "correcting": gettext_lazy("back to be corrected"),
    "begun": gettext_lazy("being filled in"),
    "waiting": gettext_lazy("not begun yet"),
}
MOST_STEPS, MOST_LINES = 100, 200


@require_GET
def collection(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Progress, late list by commune, journal, and what can be done next."""
    found = find_collection(request, public_id)
    if found.state == CollectionState.DRAFT:
        return redirect("collecting:form", public_id)
    status = one_of(request, "status", STATUSES)
    commune = request.GET.get("commune", "")
    lines = lines_of(found)
    counted = Counter(line.status for line in lines)
    narrowed = [
        line for line in lines if status in ("", line.status) and commune in ("", _code_of(line))
    ]
    steps = CollectionStep.objects.filter(collection=found, of_return=None).select_related("by")
    context: dict[str, Any] = {
        "collection": found,
        "statuses": [(code, STATUS_WORDS[code], counted[code]) for code in STATUSES],
        "lines": [(line, STATUS_WORDS[line.status]) for line in narrowed[:MOST_LINES]],
        "more": max(0, len(narrowed) - MOST_LINES),
        "asked": len(lines),
        "open": sum(line.is_open for line in lines),
        "late": sum(line.is_late for line in lines),
        "is_past": is_past(found.due_on),
        "communes": _communes(lines),
        "status": status,
        "commune": commune,
        "steps": steps.order_by("-pk")[:MOST_STEPS],
        **_next(request, found, counted["submitted"]),
    }
    return render(request, "collecting/collection.html", context)


def _next(request: HttpRequest, found: Collection, waiting: int) -> dict[str, Any]:
    """What the reader can do with the collection next."""
    return {
        "is_asker": is_asker(request, found),
        "approves": _approves(request, found),
        "next_version": draft_version(found),
        "waiting": waiting,
        "now": timezone.now().isoformat(),
        "extend_form": ExtendForm(prefix="extend"),
        "close_form": MaybeReasonForm(prefix="close"),
    }


def _code_of(line: Line) -> str:
    return line.row.unit.code if line.row.unit else "-"


def _communes(lines: list[Line]) -> list[tuple[str, str, int, int, int]]:
    """By commune with somebody missing: code, name, missing, asked, of the missing begun."""
    names = {_code_of(each): each.row.unit.full_name if each.row.unit else "" for each in lines}
    asked = Counter(map(_code_of, lines))
    missing = Counter(_code_of(line) for line in lines if line.is_open)
    begun = Counter(_code_of(line) for line in lines if line.is_open and line.row.begun_at)
    return [
        (code, name or _("Commune not known"), missing[code], asked[code], begun[code])
        for code, name in names.items()
        if missing[code]
    ]


def _approves(request: HttpRequest, found: Collection) -> bool:
    if found.approver == Approver.COMMUNE:
        return bool(own_units(request))
    return is_asker(request, found)


@require_GET
def results(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the answers add up to, by commune; a file of exactly that."""
    found = find_collection(request, public_id)
    kind = one_of(request, "export", ("xlsx", "csv"))
    schools = request.scope.schools_where(Action.COLLECT)
    may_export = request.scope.may_export(schools)
    if kind and not may_export:
        raise PermissionDenied
    shown = results_of(found)
    if kind:
        return results_file(found, shown, kind)
    context = {
        "collection": found,
        "results": shown,
        "may_export": may_export,
        "all_places": is_department(request) or is_asker(request, found),
    }
    return render(request, "collecting/results.html", context)


Act = Callable[..., object]
ACTS: Mapping[str, tuple[Act, type[forms.Form] | None, str]] = {
    "open": (services.open_collection, None, ""),
    "extend": (services.extend, ExtendForm, "extend"),
    "close": (services.close, MaybeReasonForm, "close"),
    "open_version": (services.open_version, ReasonForm, "version"),
}


@require_POST
def collection_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the step that `do` names: for the office that asks; approving, for who approves."""
    name = request.POST.get("do", "")
    if name == "approve_all":
        return _approve_all(request, public_id)
    found = own_collection(request, public_id)
    if name == "remind":
        return _remind(request, found)
    if name == "begin_version":
        told(request, lambda: services.begin_version(collection=found, shown=shown_of(request)))
        return redirect("collecting:form", public_id)
    if name not in ACTS:
        raise BadRequest("unknown step")
    act, kind, prefix = ACTS[name]
    form = kind(request.POST, prefix=prefix) if kind else None
    if form is not None and not form.is_valid():
        told_of_form(request, form)
    else:
        words = form.cleaned_data if form else {}
        told(request, lambda: act(collection=found, shown=shown_of(request), user=request.user,
                                  **words))  # fmt: skip
    return redirect("collecting:collection", public_id)


def _remind(request: HttpRequest, found: Collection) -> HttpResponse:
    services.remind(collection=found, user=request.user)
    messages.success(request, _("The schools that have not handed in are reminded."))
    return redirect("collecting:collection", found.public_id)


def _approve_all(request: HttpRequest, public_id: UUID) -> HttpResponse:
    found = find_collection(request, public_id)
    if not _approves(request, found):
        raise PermissionDenied
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or timezone.is_naive(until):
        raise BadRequest("“until” is no moment")
    count = services.approve_all(collection=found, user=request.user, until=until)
    said = ngettext("%(count)d answer is approved.", "%(count)d answers are approved.", count)
    messages.success(request, said % {"count": count})
    return redirect("collecting:collection", public_id)
