"""How large schools may be: the lines in force, those entered, and which schools are outside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.revisions import revision_of
from eduportal.planning.choices import AreaKind, SizeKind
from eduportal.planning.models import SizeRule
from eduportal.planning.rules.sizes import from_rows
from eduportal.planning.scenario_forms import SizeForm
from eduportal.planning.selectors.runs import newest_run, schools_forecast
from eduportal.planning.selectors.sizes import preschools_now, sizes_on
from eduportal.planning.services import PlanningRefused, put_size, remove_size
from eduportal.planning.views.scenarios import told, units_of
from eduportal.planning.views.shown import counted_checks, size_checks, year_name
from eduportal.scoping.actions import Action


@require_GET
def sizes(request: HttpRequest) -> HttpResponse:
    """Every line with its source; the schools outside today, by commune."""
    units, run, in_force = units_of(request), newest_run(), sizes_on()
    outside = []
    if run is not None:
        limits = from_rows(run.settings["sizes"])
        for each in schools_forecast(run, *units):
            for text in size_checks(each.school, each.figures, run.origin, limits):
                outside.append((each.school, text))
    for school, classes, sites in preschools_now(units):
        outside += [(school, text) for text in counted_checks(school, classes, sites, in_force)]
    context = {
        "in_force": [
            (SizeKind(each.kind).label, AreaKind(each.area).label, each)
            for _key, each in sorted(in_force.lines.items())
        ],
        "entered": [(line, revision_of(line)) for line in SizeRule.objects.all()],
        "outside": outside,
        "run": run,
        "year_name": year_name(run.origin) if run else "",
        "may_enter": request.scope.can(Action.ADMINISTER),
    }
    return render(request, "planning/sizes.html", context)


@require_http_methods(["GET", "POST"])
def size(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Enter a line, or correct one."""
    _require_administrator(request)
    line = get_object_or_404(SizeRule, pk=pk) if pk is not None else SizeRule()
    stored = revision_of(line) if line.pk else ""
    form = SizeForm(request.POST or None, instance=line)
    shown = request.POST.get("shown", "") if form.is_bound else stored
    if form.is_bound and form.is_valid():
        try:
            put_size(line=form.instance, shown=shown)
        except PlanningRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            return redirect("planning:sizes")
    return render(request, "planning/size.html", {"form": form, "line": line, "shown": shown})


@require_POST
def size_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line back."""
    _require_administrator(request)
    line = get_object_or_404(SizeRule, pk=pk)
    told(request, lambda: remove_size(line=line, shown=request.POST.get("shown", "")))
    return redirect("planning:sizes")


def _require_administrator(request: HttpRequest) -> None:
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
