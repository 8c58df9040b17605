"""Two versions that do not follow each other: both beside each other, and the three ways out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.selectors.differences import differences
from eduportal.exchange.selectors.proof import contents_of
from eduportal.exchange.services import (
    Unprovable,
    Unreachable,
    mine_is_right,
    take_theirs,
    theirs_of,
    withdraw,
)
from eduportal.scoping.actions import Action

LONGEST_BASIS = 300


@require_http_methods(["GET", "POST"])
def entry_decide(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Decide which of two versions counts."""
    entries = OutboxEntry.objects.select_related("package__school", "peer")
    entry = get_object_or_404(entries, pk=entry_id)
    if not request.scope.can(Action.MANAGE_EXCHANGE, entry.school_id) or not entry.forked_from:
        raise Http404
    if request.method == "POST":
        return _decide(request, entry)
    context: dict[str, Any] = {"entry": entry, "package": entry.package, "trouble": ""}
    try:
        context["theirs"] = theirs_of(entry)
    except (Unreachable, Unprovable) as problem:
        return render(request, "exchange/decide.html", context | {"trouble": str(problem)})
    mine, theirs = contents_of(entry.package), context["theirs"].contents
    found = differences(mine, theirs) if mine else []
    named = feed_for(entry.package.feed).persons_of([*(mine.lines if mine else []), *theirs.lines])
    looked(request, Kind.STUDENT, named)
    return render(request, "exchange/decide.html", context | {"differences": found})


def _decide(request: HttpRequest, entry: OutboxEntry) -> HttpResponse:
    page = redirect("exchange:entry-decide", entry.pk)
    decision, theirs = request.POST.get("decision"), request.POST.get("theirs", "")
    basis = " ".join(request.POST.get("basis", "").split())
    if theirs != entry.forked_from:
        messages.error(request, _("The versions have changed since this page was opened."))
        return page
    if decision != "theirs" and not 1 <= len(basis) <= LONGEST_BASIS:
        messages.error(request, _("Name the decision: its number and date. Nothing was done."))
        return page
    try:
        if decision == "theirs":
            take_theirs(entry, theirs)
        elif decision == "mine":
            mine_is_right(entry, theirs, basis=basis, by=str(request.user))
        elif decision == "withdraw":
            withdraw(entry, theirs, basis=basis, by=str(request.user))
        else:
            raise Http404
    except (Unreachable, Unprovable) as problem:
        messages.error(request, _("Nothing was done: %(why)s") % {"why": problem})
        return page
    messages.success(request, _("Decided. What counts is the same on both portals again."))
    return redirect("exchange:board")
