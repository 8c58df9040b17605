"""One commune: students ahead, what is declared, its schools and their checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import one_of
from eduportal.core.revisions import revision_of
from eduportal.planning.files import table_file
from eduportal.planning.forms import StatedForm
from eduportal.planning.models import InMigration
from eduportal.planning.rules.accuracy import STAGES as GRADES_OF
from eduportal.planning.rules.sizes import from_rows
from eduportal.planning.selectors.places import hamlets_of, located_of
from eduportal.planning.selectors.runs import communes_forecast, declared_for, schools_forecast
from eduportal.planning.services import PlanningRefused, remove_stated, state_migration
from eduportal.planning.views.access import STAGES, Asked, asked_of, figures_of, find_unit
from eduportal.planning.views.chain import chain_of
from eduportal.planning.views.hamlets import map_of
from eduportal.planning.views.projection import projection_of
from eduportal.planning.views.shown import (
    Cell,
    cells_of,
    errors_text,
    need_in,
    size_checks,
    year_name,
)
from eduportal.workbooks.writing import Value
from schools.models import AdminUnit, NationalStandard, School
from schools.selectors.sites import Rooms, rooms_of
from schools.selectors.standards import standards_on

YEARS_BACK = 3


@dataclass(frozen=True)
class SchoolRow:
    """One school of the commune in the level and year looked at."""

    school: School
    rooms: Rooms
    need: dict[str, Any]
    now: dict[str, Any]
    checks: list[str]
    standard: NationalStandard | None


@require_GET
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Students by grade with range and past errors; schools with rooms, class sizes, checks."""
    asked = asked_of(request)
    unit = find_unit(asked, code)
    return _page(request, asked, unit)


@require_http_methods(["GET", "POST"])
def stated(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Declare in-migration for the commune, or correct a line of it."""
    asked = asked_of(request)
    unit = find_unit(asked, code)
    line = _line(unit, pk) if pk is not None else None
    form = StatedForm(request.POST or None, line=line)
    shown = request.POST.get("shown", "") if form.is_bound else revision_of(line) if line else ""
    if form.is_bound and form.is_valid():
        try:
            state_migration(
                unit=unit, stated=form.stated, user=request.user, line=line, shown=shown
            )
        except PlanningRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("It is declared; the forecast is being made anew."))
            return redirect("planning:commune", code)
    context = {"unit": unit, "form": form, "line": line, "shown": shown}
    return render(request, "planning/stated.html", context)


@require_POST
def stated_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a declared line back."""
    unit = find_unit(asked_of(request), code)
    try:
        remove_stated(line=_line(unit, pk), shown=request.POST.get("shown", ""))
    except PlanningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The line is removed; the forecast is being made anew."))
    return redirect("planning:commune", code)


def _line(unit: AdminUnit, pk: int) -> InMigration:
    found = InMigration.objects.filter(unit=unit, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, asked: Asked, unit: AdminUnit) -> HttpResponse:
    found = communes_forecast(asked.run, [unit])[:1] if asked.run else []
    figures = figures_of(asked, found[0]) if found else None
    grades = list(_grades(asked, figures)) if figures else []
    schools = _schools(asked, unit)
    if asked.export:
        return _file(asked, unit, grades)
    context = {
        "asked": asked,
        "unit": unit,
        "grades": grades,
        "columns": [(year_name(year), _is_past(asked, year)) for year in _years(asked)],
        "projection": projection_of(asked, figures, unit.full_name) if figures else None,
        "errors": errors_text(figures["errors"].get(asked.stage, [])) if figures else "",
        "area": figures.get("name") if figures else None,
        "need": need_in(found[0].figures, asked.stage, asked.year) if found else None,
        "chain": _chain(request, asked, figures) if figures else None,
        "declared": [(line, revision_of(line)) for line in declared_for([unit])],
        "schools": schools,
        "map": map_of(asked, unit, hamlets_of([unit]), located_of([unit], asked.stage)),
        "stages": [(stage.value, stage.label) for stage in STAGES],
        "years": [(year, year_name(year)) for year in asked.years],
        "year_name": year_name(asked.year),
    }
    return render(request, "planning/commune.html", context)


def _years(asked: Asked) -> list[int]:
    if asked.run is None:
        return []
    return [*range(asked.run.origin - YEARS_BACK + 1, asked.run.origin), *asked.years]


def _is_past(asked: Asked, year: int) -> bool:
    """Whether the year lies before the one counted last: a phone has no room for it."""
    return asked.run is not None and year < asked.run.origin


def _grades(asked: Asked, figures: dict[str, Any]) -> Iterator[tuple[int, list[Cell]]]:
    if asked.run is None:
        return
    first, last = GRADES_OF[asked.stage]
    for grade in range(first, last + 1):
        if each := figures["grades"].get(str(grade)):
            yield grade, cells_of(str(grade), each, _years(asked), asked.run.origin)


def _chain(request: HttpRequest, asked: Asked, figures: dict[str, Any]) -> Any:
    """The cohort behind the figure the address names, `grade` in `year`."""
    first, last = GRADES_OF[asked.stage]
    grade = one_of(request, "grade", [str(each) for each in range(first, last + 1)])
    if not grade or asked.run is None or asked.year <= asked.run.origin:
        return None
    return chain_of(figures, int(grade), asked.year, asked.run)


def _schools(asked: Asked, unit: AdminUnit) -> list[SchoolRow]:
    if asked.run is None:
        return []
    found = schools_forecast(asked.run, unit)
    rooms = rooms_of([each.school for each in found])
    sizes = from_rows(asked.run.settings["sizes"])
    recognised = standards_on([each.school for each in found], timezone.localdate())
    rows = []
    for each in found:
        need = need_in(each.figures, asked.stage, asked.year)
        now = need_in(each.figures, asked.stage, asked.run.origin)
        if need and now:
            checks = size_checks(each.school, each.figures, asked.year, sizes)
            standard = recognised.get(each.school_id)
            has = rooms[each.school_id]
            rows.append(SchoolRow(each.school, has, need, now, checks, standard))
    return rows


def _file(asked: Asked, unit: AdminUnit, grades: list[tuple[int, list[Cell]]]) -> HttpResponse:
    titles: list[Value] = [_("Grade"), _("School year"), _("Students"), _("Range"), _("Rests on")]
    table: list[list[Value]] = [titles]
    for grade, cells in grades:
        for cell in cells:
            table.append([grade, year_name(cell.year), cell.number, cell.range, cell.marks])
    return table_file(f"students-{unit.code}", _("Students"), table)
