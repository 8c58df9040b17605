"""The signed roots of the days: what was there, and whether it still is."""

import datetime

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.core.keyset import keyset_page
from eduportal.exchange.models import DailyRoot
from eduportal.exchange.selectors.evidence import of_day
from eduportal.exchange.selectors.roots import ROOT_ORDER, checked_root
from eduportal.exchange.services import About
from eduportal.exchange.views.board import require_everything
from eduportal.exchange.views.files import evidence_file

# More packages are written by the command, which nobody waits for.
MOST_ON_A_PAGE = 2000


def _root_of(day: str) -> DailyRoot:
    try:
        found: DailyRoot = get_object_or_404(DailyRoot, day=datetime.date.fromisoformat(day))
    except ValueError as problem:
        raise Http404 from problem
    return found


@require_GET
def root_list(request: HttpRequest) -> HttpResponse:
    """The roots, the newest first."""
    require_everything(request)
    page = keyset_page(request, DailyRoot.objects.order_by(*ROOT_ORDER), ROOT_ORDER)
    asks_for_stamps = bool(settings.EDUPORTAL_TSA_URL)
    context = {"page": page, "asks_for_stamps": asks_for_stamps}
    return render(request, "exchange/roots.html", context)


@require_GET
def root_detail(request: HttpRequest, day: str) -> HttpResponse:
    """One day, its rows and signatures checked now."""
    require_everything(request)
    root = _root_of(day)
    context = {
        "checked": checked_root(root),
        "root": root,
        "checked_at": timezone.now(),
        "fits_a_page": root.packages <= MOST_ON_A_PAGE,
    }
    return render(request, "exchange/root.html", context)


@require_GET
def root_evidence(request: HttpRequest, day: str) -> FileResponse:
    """Evidence about a day without any student's line: signatures, receipts and roots."""
    require_everything(request)
    root = _root_of(day)
    if root.packages > MOST_ON_A_PAGE:
        raise Http404
    return evidence_file(About("day", str(root.day), "none"), of_day(root.day), root)
