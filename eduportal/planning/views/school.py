"""One school: what it has, what it will need, and which facts stand behind it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.planning.models import ForecastRun
from eduportal.planning.rules.sizes import from_rows
from eduportal.planning.selectors.facts import usual_sessions
from eduportal.planning.selectors.runs import errors_of, newest_run, school_forecast
from eduportal.planning.selectors.succession import history_of
from eduportal.planning.views.shown import errors_text, range_text, size_checks, year_name
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import School
from schools.selectors.sites import rooms_of
from schools.selectors.standards import standards_on


@require_GET
def school(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The school's levels of education, each from the year counted last on."""
    found = School.objects.select_related("unit").filter(public_id=public_id).first()
    if found is None or not (
        request.scope.can(Action.SEE_DASHBOARD, found.pk)
        or request.scope.can(Action.KEEP_REGISTER, found.pk)
    ):
        raise Http404
    run = newest_run()
    context = {
        "school": found,
        "run": run,
        "stages": _stages(found, run) if run else [],
        "history": [(year_name(year), students) for year, students in history_of(found)],
        "origins": found.origins.select_related("old"),
        "successions": found.successions.select_related("new"),
        "standard": standards_on([found], timezone.localdate()).get(found.pk),
        "rooms": rooms_of([found])[found.pk],
        "sessions": found.sessions_per_day or usual_sessions(found),
        "sessions_said": found.sessions_per_day is not None,
        "is_keeper": request.scope.can(Action.KEEP_REGISTER, found.pk),
        "may_plan": request.scope.can(Action.PLAN_NETWORK, found.pk),
    }
    return render(request, "planning/school.html", context)


def _stages(school: School, run: ForecastRun) -> list[dict[str, Any]]:
    """The levels of education of the school, each with a line a year."""
    figures = school_forecast(run, school) or {"stages": {}}
    errors = errors_of(run, school)
    sizes = from_rows(run.settings["sizes"])
    return [
        {
            "title": Stage(stage).label,
            "most": run.settings[f"most_{stage}"],
            "errors": errors_text(errors.get(stage, [])),
            "lines": [
                _line(line, int(year), size_checks(school, figures, int(year), sizes))
                for year, line in sorted(by_year.items())
            ],
        }
        for stage, by_year in sorted(figures["stages"].items())
    ]


def _line(line: dict[str, Any], year: int, checks: list[str]) -> dict[str, Any]:
    size = round(line["students"] / line["classes"], 1) if line["classes"] else None
    told = range_text(line["low"], line["high"]) if "low" in line else ""
    return {**line, "name": year_name(year), "size": size, "checks": checks, "range": told}
