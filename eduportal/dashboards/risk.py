"""How many students are at risk, for officials: never who."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.core.params import code_of
from eduportal.dashboards import access
from eduportal.dashboards.questions.at_risk import RiskLine, risk_table


@require_GET
def at_risk(request: HttpRequest) -> HttpResponse:
    """By commune, or the schools of one, `commune`."""
    asked = access.page_query(request)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    code = code_of(request.GET, "commune")
    unit = access.find_commune(asked, code) if code else None
    schools = access.schools_of(asked).select_related("unit").order_by("search_key", "pk")
    table = risk_table(asked.term, list(schools), asked.smallest)
    context = {
        "asked": asked,
        "term": asked.term,
        "unit": unit,
        "smallest": asked.smallest,
        "whole": RiskLine("", "", table.whole()),
        "lines": table.school_lines(unit) if unit else table.commune_lines(),
    }
    return render(request, "dashboards/at_risk.html", context)
