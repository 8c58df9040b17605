"""A ministry's own pages: the provinces, by what has arrived from them."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.core.keyset import listed_page
from eduportal.core.params import one_of
from eduportal.dashboards.questions.feet import meanings_of_nation
from eduportal.dashboards.questions.nation import by_subject, results_of, subjects_in
from eduportal.dashboards.questions.provinces import (
    Period,
    periods_held,
    provinces_in,
    totals_of,
)
from eduportal.dashboards.questions.results import level_names
from eduportal.exchange.states import PackageState
from eduportal.scoping.actions import Action
from grades.selectors.term_lines import FEED
from schools.models import School

DIFFERENCES_SHOWN = 50


@require_GET
def provinces(request: HttpRequest) -> HttpResponse:
    """Every node below: what should be here and what is, silence, differences and results."""
    periods, period = _asked(request)
    found = provinces_in(period)
    results = results_of(found)
    subject = one_of(request, "subject", [line.code for line in results.subjects])
    context = {
        "periods": periods,
        "chosen": period,
        "totals": totals_of(found),
        "provinces": found,
        "attention": [each for each in found if each.needs_attention],
        "silent": [each for each in found if each.is_silent],
        "differing": [each for each in found if each.differences],
        "results": results,
        "subject": next((line for line in results.subjects if line.code == subject), None),
        "by_subject": by_subject(found, subject) if subject else [],
        "level_names": level_names(),
        "least": settings.EDUPORTAL_COVERAGE_LEAST,
        "silent_hours": settings.EXCHANGE_SILENT_HOURS,
        "as_of": max((each.figure.as_of for each in found), default=timezone.now()),
        **meanings_of_nation(
            found, results.nation.students if results.nation else 0, results.subjects
        ),
        "earlier": sum(each.figure.earlier for each in found),
        "unnamed": sum(each.figure.silent for each in found),
    }
    return render(request, "dashboards/provinces.html", context)


@require_GET
def province(request: HttpRequest, node: str) -> HttpResponse:
    """One node below: its schools, its comparison down to the class, its subjects."""
    periods, period = _asked(request)
    found = provinces_in(period)
    mine = next((each for each in found if each.peer.code == node), None)
    if mine is None:
        raise Http404
    schools, subjects = _schools(node, period), subjects_in(found, node)
    context = {
        "periods": periods,
        "chosen": period,
        "province": mine,
        "differences": mine.differences[:DIFFERENCES_SHOWN],
        "subjects": subjects,
        **meanings_of_nation([mine], 0, subjects),
        "least": settings.EDUPORTAL_COVERAGE_LEAST,
        "page": listed_page(request, schools, lambda row: row["code"]),
    }
    return render(request, "dashboards/province.html", context)


def _asked(request: HttpRequest) -> tuple[list[Period], Period | None]:
    """The terms to choose from and the one asked for; Http404 for who does not see every school."""
    scope = request.scope  # type: ignore[attr-defined]
    if not scope.is_everywhere or not scope.can(Action.SEE_DASHBOARD):
        raise Http404
    periods = periods_held()
    code = one_of(request, "period", [period.code for period in periods])
    chosen = next((period for period in periods if period.code == code), None)
    return periods, chosen or (periods[0] if periods else None)


def _schools(node: str, period: Period | None) -> list[dict[str, Any]]:
    """The node's schools by name, with what has arrived of each: one query."""
    of_term = Q(packages__feed=FEED)
    if period:
        of_term &= Q(packages__year=period.year, packages__period=period.period)
    counts = {
        state: Count("packages", filter=of_term & Q(packages__state=state))
        for state in (PackageState.ACCEPTED, PackageState.PARKED, PackageState.RETURNED)
    }
    schools = School.objects.filter(node=node, closed_on=None).order_by("name", "pk")
    newest = Max("packages__received_at", filter=of_term)
    return [{**row} for row in schools.values("code", "name").annotate(**counts, newest=newest)]
