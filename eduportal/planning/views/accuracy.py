"""How good forecasts were, and what they assume."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.numbers import grouped_text
from eduportal.planning.choices import source_of
from eduportal.planning.files import table_file
from eduportal.planning.forms import ANSWERS, QUESTIONS, VersionForm
from eduportal.planning.models import Assumptions
from eduportal.planning.rules.accuracy import LEADS
from eduportal.planning.rules.assumptions import DEFAULTS, SETTINGS
from eduportal.planning.selectors.assuming import in_use, settings_of, versions
from eduportal.planning.selectors.runs import communes_forecast, declared_for
from eduportal.planning.services import PlanningRefused, choose_version, make_version
from eduportal.planning.views.access import STAGES, Asked, asked_of
from eduportal.planning.views.kinds import fits_of
from eduportal.planning.views.shown import percent, year_name
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value

METHODS: dict[str, Any] = {
    "same": gettext_lazy("as many as today"),
    "last": gettext_lazy("last year's own ratio"),
    "province": gettext_lazy("ratio of the province"),
    "own": gettext_lazy("own ratio, mean of three years"),
    "chosen": gettext_lazy("own ratio drawn to the province's (in use)"),
}
# Where a total belongs: the target year one year before, three years before.
SHOWN_LEADS = (1, 3)


@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """The methods compared, every commune's last errors, what was declared, what is assumed."""
    asked = asked_of(request)
    targets = _targets(asked)
    rows = list(_rows(asked, targets))
    if asked.export:
        return _file(asked, targets, rows)
    now, declared = in_use(), declared_for(asked.units)
    context = {
        "asked": asked,
        "methods": _methods(asked),
        "leads": LEADS,
        "targets": [year_name(year) for year in targets],
        "rows": rows,
        "bands": _bands(asked),
        "kinds": fits_of(asked, declared),
        "declared": declared,
        "stages": [(stage.value, stage.label) for stage in STAGES],
        "versions": [(each, settings_shown(each.settings)) for each in versions()],
        "now": now,
        "defaults": settings_shown(DEFAULTS),
        "may_assume": request.scope.can(Action.ADMINISTER),
    }
    return render(request, "planning/accuracy.html", context)


@require_http_methods(["GET", "POST"])
def version_new(request: HttpRequest) -> HttpResponse:
    """Make a version of the assumptions, begun with the one in use."""
    _require_administering(request)
    form = VersionForm(request.POST or None, base=settings_of(in_use()))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            make_version(
                name=said["name"], settings=form.values, reason=said["reason"], user=request.user
            )
        except PlanningRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("The version is kept. Nothing follows it yet."))
            return redirect("planning:accuracy")
    return render(request, "planning/version_new.html", {"form": form})


@require_POST
def version_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let forecasts follow a version."""
    _require_administering(request)
    version = get_object_or_404(Assumptions, pk=pk)
    named = request.POST.get("shown", "")
    shown = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else None
    try:
        choose_version(version=version, shown=shown)
    except PlanningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The forecast is being made anew with this version."))
    return redirect("planning:accuracy")


def settings_shown(values: Mapping[str, int | str]) -> list[tuple[Any, Any, Any, bool]]:
    """Every assumption in words: question, answer, source, whether it is other than the default."""
    return [
        (
            QUESTIONS[each.key],
            ANSWERS.get(str(values[each.key]), values[each.key]),
            source_of(each),
            values[each.key] != each.default,
        )
        for each in SETTINGS
    ]


def _methods(asked: Asked) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Mean absolute error of each method at each lead."""
    if asked.run is None:
        return []
    found = asked.run.figures["methods"]
    return [
        (title, [(n, _error(found[name].get(asked.stage, {}).get(str(n)))) for n in LEADS])
        for name, title in METHODS.items()
    ]


def _error(share: float | None) -> str:
    return "–" if share is None else f"{grouped_text(100 * share, 1)}%"


def _targets(asked: Asked) -> list[int]:
    return [] if asked.run is None else [asked.run.origin - back for back in range(3)]


def _rows(asked: Asked, targets: list[int]) -> Any:
    """Each commune with its errors, newest year first; upper secondary school by area."""
    if asked.run is None:
        return
    if asked.stage == STAGES[-1]:
        areas = asked.run.figures["areas"]
        places = [(each["name"] or _("the province"), each) for each in areas.values()]
    else:
        units = communes_forecast(asked.run, asked.units)
        places = [(each.unit.full_name, each.figures) for each in units]
    for name, figures in places:
        known = {
            (int(target), int(lead)): forecast / actual - 1
            for target, lead, forecast, actual in figures["errors"].get(asked.stage, [])
        }
        yield name, [percent(known.get((year, lead))) for year in targets for lead in SHOWN_LEADS]


def _bands(asked: Asked) -> list[tuple[int, str, str, int, bool]]:
    """The band of totals of the level, by lead."""
    if asked.run is None:
        return []
    return [
        (lead, percent(low - 1), percent(high - 1), known, is_drawn_out)
        for stage, is_grade, lead, low, high, known, is_drawn_out in asked.run.figures["bands"]
        if stage == asked.stage and not is_grade
    ]


def _file(asked: Asked, targets: list[int], rows: Any) -> HttpResponse:
    titles: list[Value] = [_("Place")]
    for year in targets:
        for lead in SHOWN_LEADS:
            told = {"year": year_name(year), "lead": lead}
            titles.append(_("%(year)s, forecast %(lead)s years before") % told)
    table: list[list[Value]] = [titles, *([name, *errors] for name, errors in rows)]
    return table_file(f"forecast-errors-{asked.stage}", _("Errors"), table)


def _require_administering(request: HttpRequest) -> None:
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
