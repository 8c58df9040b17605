"""Plans that move teachers, side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from staffing.choices import LineGround
from staffing.forms.plan_settings import settings_said
from staffing.selectors.scenarios import scenarios_of, sums_of
from staffing.views.plan_shown import sums_shown
from staffing.views.plans import require_planner, year_shown

MOST_COMPARED = 3


@require_GET
def plan_compare(request: HttpRequest) -> HttpResponse:
    """Two or three plans side by side: figures, the settings in which they differ, and the rest."""
    require_planner(request)
    year = year_shown(request)
    asked = request.GET.getlist("plan")[:MOST_COMPARED]
    plans = [each for each in scenarios_of(year) if str(each.public_id) in asked]
    sums = sums_of(plans)
    said = [settings_said(each.options) for each in plans]
    rows = [
        (values[0][1], [value for _key, _name, value, _differs in values])
        for values in zip(*said, strict=True)
    ]
    context = {
        "year": year,
        "plans": plans,
        "sums": [sums_shown(sums[each.pk]) for each in plans],
        "differing": [(name, values) for name, values in rows if len(set(values)) > 1],
        "equal": [(name, values[0]) for name, values in rows if len(set(values)) == 1],
        "grounds": [
            (label, [sums[each.pk].lines[code] for each in plans])
            for code, label in LineGround.choices
        ],
    }
    return render(request, "staffing/plan_compare.html", context)
