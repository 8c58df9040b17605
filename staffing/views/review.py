"""The yearly review of teachers: its days, and where each school stands."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.params import one_of, search_text
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import SchoolYear
from schools.selectors import communes_of, schools_listed
from staffing.choices import DeclarationState
from staffing.forms.declaring import DAYS, ReviewForm
from staffing.models import StaffingReview
from staffing.selectors.declaring import declarations_of, review_of
from staffing.services import StaffRefused, set_review
from staffing.views.access import year_of
from staffing.views.review_files import declarations_file

NOTHING = "nothing"


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """The days of the year's review, and the schools by the state of their declarations."""
    if one_of(request, "export", ["xlsx"]):
        return review_file(request)
    return _page(request)


def review_file(request: HttpRequest) -> HttpResponse:
    """The schools of the list with each line that differs: counted, declared, why, answered."""
    if not request.scope.can_somewhere(Action.CHECK_STAFF):
        raise Http404
    found = review_of(_year(request))
    if found is None:
        raise Http404
    if not request.scope.may_export(request.scope.schools_where(Action.CHECK_STAFF)):
        raise PermissionDenied
    return declarations_file(found, _schools(request, found)["rows"])


@require_POST
def review_set(request: HttpRequest) -> HttpResponse:
    """Open the review of the year, or change its days."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    shown = whole_number(request.POST.get("shown", "")) or 0
    try:
        set_review(year=_year(request), days=form.days, shown=shown)
    except StaffRefused as refusal:
        return _page(request, form, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:review")


def _year(request: HttpRequest) -> SchoolYear:
    year = year_of(request)
    if year is None:
        raise Http404
    return year


def _page(
    request: HttpRequest, form: ReviewForm | None = None, problems: list[str] | None = None
) -> HttpResponse:
    if not request.scope.can_somewhere(Action.CHECK_STAFF):
        raise Http404
    year = _year(request)
    found = review_of(year)
    may_set = request.scope.can(Action.ADMINISTER)
    context = {
        "year": year,
        "review": found,
        "days": _days(found) if found else [],
        "may_set": may_set,
        "form": form or (ReviewForm(review=found) if may_set else None),
        "shown": found.revision if found else 0,
        "problems": problems or [],
        "may_export": request.scope.may_export(request.scope.schools_where(Action.CHECK_STAFF)),
        **(_schools(request, found) if found else {}),
    }
    return render(request, "staffing/review.html", context)


def _days(found: StaffingReview) -> list[dict[str, Any]]:
    """Each step with its last day and how many days are left, negative when over."""
    names = (_("Declare"), _("Check the declaration"), _("Object"), _("Decide"))
    today = timezone.localdate()
    return [
        {"name": name, "day": day, "left": (day - today).days}
        for name, day in zip(names, (getattr(found, each) for each in DAYS), strict=True)
    ]


def _schools(request: HttpRequest, found: StaffingReview) -> dict[str, Any]:
    ids = request.scope.schools_where(Action.CHECK_STAFF)
    units = communes_of(ids)
    narrowed = {
        "text": search_text(request),
        "stage": one_of(request, "stage", Stage.values),
        "unit": one_of(request, "unit", [unit.code for unit in units]),
    }
    state = one_of(request, "state", [NOTHING, *DeclarationState.values])
    schools = list(schools_listed(school_ids=ids, **narrowed))
    declared = declarations_of(found, schools)
    rows = [(school, declared.get(school.pk)) for school in schools]
    counts = Counter(each.state if each else NOTHING for _school, each in rows)
    labels = [(NOTHING, _("nothing declared")), *DeclarationState.choices]
    return {
        "rows": [
            (school, each)
            for school, each in rows
            if not state or (each.state if each else NOTHING) == state
        ],
        "states": [(code, label, counts[code]) for code, label in labels],
        "state": state,
        "units": [(unit.code, unit.full_name) for unit in units],
        "stages": Stage.choices,
        **narrowed,
    }
