"""Versions that cannot both count, or that came back: both beside each other, and the ways out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.exchange.models import Decision, OutboxEntry, Package
from eduportal.exchange.models.decision import Choice
from eduportal.exchange.selectors.sides import (
    Side,
    beside,
    is_sealed_here,
    probable_cause,
    proposed,
    side_of,
    theirs_named,
)
from eduportal.exchange.sentences import sentence, split_error
from eduportal.exchange.services import (
    BadPackage,
    Undecided,
    Unprovable,
    Unreachable,
    confirm,
    drop,
    propose,
    theirs_of,
)
from eduportal.scoping.actions import Action

REFUSALS = (Undecided, Unprovable, Unreachable, BadPackage)


@require_http_methods(["GET", "POST"])
def entry_decide(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Decide which of two versions counts, or what becomes of one that came back."""
    entry = _entry(request, entry_id)
    theirs = theirs_named(entry)
    if theirs is None:
        raise Http404
    if request.method == "POST":
        return _propose(request, entry)
    context: dict[str, Any] = {
        "entry": entry,
        "package": entry.package,
        "theirs": theirs,
        "is_fork": bool(entry.forked_from),
        "is_sealed_here": is_sealed_here(entry),
        "cause": probable_cause(entry),
        "decision": proposed(entry),
        "decided_by_two": settings.EXCHANGE_DECIDED_BY_TWO,
    }
    mine = side_of(entry.package)
    try:
        above = _side_above(entry, theirs)
    except Unreachable as problem:
        context["trouble"] = split_error(str(problem))
    except Unprovable as problem:
        context["trouble"] = (sentence("unprovable"), str(problem))
    else:
        if mine is not None:
            context["found"] = beside(mine, above)
            looked(request, Kind.STUDENT, context["found"].persons)
    return render(request, "exchange/decide.html", context)


@require_POST
def decision_end(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Carry out what somebody else has proposed, or drop it."""
    decisions = Decision.objects.select_related("entry")
    decision = get_object_or_404(decisions, pk=decision_id)
    entry = _entry(request, decision.entry_id)
    page = redirect("exchange:package-detail", entry.package.hash)
    try:
        if request.POST.get("end") == "drop":
            drop(decision, request.user)
            messages.success(request, _("The decision was dropped. Nothing has changed."))
        elif request.POST.get("end") == "confirm":
            confirm(decision, request.user)
            messages.success(request, _("Decided. What counts is the same on both portals again."))
    except REFUSALS as problem:
        messages.error(request, _("Nothing was done: %(why)s") % {"why": problem})
    return page


def _entry(request: HttpRequest, entry_id: int) -> OutboxEntry:
    entries = OutboxEntry.objects.select_related("package__school", "peer")
    entry: OutboxEntry = get_object_or_404(entries, pk=entry_id)
    if not request.scope.can(Action.MANAGE_EXCHANGE, entry.school_id):
        raise Http404
    return entry


def _side_above(entry: OutboxEntry, theirs: str) -> Side | None:
    """What counts above: fetched for a fork, and here already where a version came back."""
    if entry.forked_from:
        arrival = theirs_of(entry)
        return Side(arrival.contents, arrival.digest, is_genuine=True)
    package = Package.objects.filter(hash=theirs).first()
    return side_of(package) if package else None


def _propose(request: HttpRequest, entry: OutboxEntry) -> HttpResponse:
    page = redirect("exchange:entry-decide", entry.pk)
    choice = request.POST.get("decision", "")
    if choice not in Choice.values:
        raise BadRequest(_("Choose which version counts."))
    basis = " ".join(request.POST.get("basis", "").split())
    theirs = request.POST.get("theirs", "")
    try:
        decision = propose(entry, Choice(choice), theirs, basis=basis, by=request.user)
    except REFUSALS as problem:
        messages.error(request, _("Nothing was done: %(why)s") % {"why": problem})
        return page
    if proposed(entry) == decision:
        messages.success(request, _("Recorded. It takes effect once a second person confirms it."))
        return page
    messages.success(request, _("Decided. What counts is the same on both portals again."))
    return redirect("exchange:board")
