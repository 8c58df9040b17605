"""The nightly check of the figures, for administrators: what differed, and who has read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.dashboards.figures.services.checking import read_check
from eduportal.dashboards.models import FigureCheck, FigureDifference
from eduportal.scoping.actions import Action

MOST_SHOWN = 200


@require_GET
def figures_check(request: HttpRequest) -> HttpResponse:
    """Each night's check, the newest first, and what differed in those nobody has read."""
    _require_administrator(request)
    page = keyset_page(request, FigureCheck.objects.all(), ["-at", "-pk"])
    waiting = FigureCheck.objects.filter(differing__gt=0, read_at=None).order_by("-at")
    differences = FigureDifference.objects.filter(found_in__in=waiting).select_related(
        "found_in", "school", "class_group", "term__school_year"
    )
    context = {
        "page": page,
        "waiting": waiting,
        "differences": differences.order_by("-found_in__at", "pk")[:MOST_SHOWN],
    }
    return render(request, "dashboards/figures_check.html", context)


@require_POST
def figures_read(request: HttpRequest, number: int) -> HttpResponse:
    """The user has read what one night's check found."""
    _require_administrator(request)
    read_check(check=get_object_or_404(FigureCheck, pk=number))
    return redirect("dashboards:figures-check")


def _require_administrator(request: HttpRequest) -> None:
    if not request.scope.can(Action.ADMINISTER):  # type: ignore[attr-defined]
        raise Http404
