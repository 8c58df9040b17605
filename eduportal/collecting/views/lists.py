"""The collections an official follows, and what a school or a commune's office is asked."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.collecting.choices import CollectionState
from eduportal.collecting.models import Return
from eduportal.collecting.selectors.answered import (
    counts_of,
    is_past,
    returns_asked_of,
    returns_of_offices,
)
from eduportal.collecting.selectors.overdue import OVERDUE
from eduportal.collecting.views.access import collections_of, is_asker, own_units
from eduportal.scoping.actions import Action

MOST_LISTED = 100


@require_GET
def collections(request: HttpRequest) -> HttpResponse:
    """The rounds with who has handed in, the newest first; what the own office is asked."""
    found = list(collections_of(request)[:MOST_LISTED])
    counts = counts_of(found)
    lines = [(each, counts[each.pk], is_asker(request, each)) for each in found]
    context = {
        "lines": lines,
        "late": sum(count.late for _each, count, _is_own in lines),
        "ask_query": f"code={OVERDUE}",
        "asked": _shown(returns_of_offices(own_units(request))[:MOST_LISTED]),
    }
    return render(request, "collecting/collections.html", context)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What the user's schools are asked, what waits first."""
    if not request.scope.can_somewhere(Action.FILL_RETURNS):
        raise Http404
    rows = returns_asked_of(request.scope.schools_where(Action.FILL_RETURNS))[:MOST_LISTED]
    lines = _shown(rows)
    waiting = [row for row, is_waiting, _late in lines if is_waiting]
    context = {"lines": lines, "waiting": waiting}
    return render(request, "collecting/asked.html", context)


def _shown(rows: Iterable[Return]) -> list[tuple[Return, bool, bool]]:
    """Each with whether it waits for an answer, and whether that is late."""
    found = []
    for row in rows:
        is_open = row.collection.state == CollectionState.OPEN or row.is_reopened
        is_waiting = row.is_draft and is_open
        is_late = is_waiting and is_past(row.collection.due_on)
        found.append((row, is_waiting, is_late))
    return sorted(found, key=lambda line: (not line[1], line[0].collection.due_on))
