"""Hamlets of a commune: where children live, on a map with the schools, and to be corrected."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.revisions import revision_of
from eduportal.planning.drawing import Point, Shape, draw_map
from eduportal.planning.files import hamlets_file
from eduportal.planning.forms import HamletForm
from eduportal.planning.models import Hamlet
from eduportal.planning.rules.accuracy import STAGES as GRADES_OF
from eduportal.planning.selectors.places import Located, hamlets_of, located_of, roads_of
from eduportal.planning.services import PlanningRefused
from eduportal.planning.services.placing import place_hamlet, remove_hamlet
from eduportal.planning.views.access import STAGES, Asked, asked_of, find_unit
from schools.models import AdminUnit


@require_GET
def hamlets(request: HttpRequest, code: str) -> HttpResponse:
    """The hamlets of the commune with the students of a level who live there."""
    asked = asked_of(request)
    unit = find_unit(asked, code)
    if asked.export:
        return hamlets_file([unit])
    found = hamlets_of([unit])
    first, last = GRADES_OF[asked.stage]
    measured = [hamlet for hamlet, _school in roads_of(found)]
    rows = [
        (each, each.of_grades(first, last), measured.count(each.pk), revision_of(each))
        for each in found
    ]
    context = {
        "asked": asked,
        "unit": unit,
        "rows": rows,
        "total": sum(students for _each, students, _roads, _revision in rows),
        "map": map_of(asked, unit, found, located_of([unit], asked.stage)),
        "stages": [(stage.value, stage.label) for stage in STAGES],
    }
    return render(request, "planning/hamlets.html", context)


@require_http_methods(["GET", "POST"])
def hamlet(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """Enter a hamlet, or correct one."""
    unit = find_unit(asked_of(request), code)
    row = _row(unit, pk) if pk is not None else None
    form = HamletForm(request.POST or None, hamlet=row)
    shown = request.POST.get("shown", "") if form.is_bound else revision_of(row) if row else ""
    if form.is_bound and form.is_valid():
        try:
            place_hamlet(unit=unit, placed=form.placed, hamlet=row, shown=shown)
        except PlanningRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            messages.success(request, _("The hamlet is entered."))
            return redirect("planning:hamlets", code)
    context = {"unit": unit, "form": form, "row": row, "shown": shown}
    return render(request, "planning/hamlet.html", context)


@require_POST
def hamlet_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a hamlet out of the list."""
    unit = find_unit(asked_of(request), code)
    try:
        remove_hamlet(hamlet=_row(unit, pk), shown=request.POST.get("shown", ""))
    except PlanningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The hamlet is removed."))
    return redirect("planning:hamlets", code)


def map_of(asked: Asked, unit: AdminUnit, found: Sequence[Hamlet], at: Sequence[Located]) -> Any:
    """Hamlets and schools of a level in one commune; empty where no place is known."""
    first, last = GRADES_OF[asked.stage]
    points = [hamlet_point(each, each.of_grades(first, last)) for each in found]
    label = _("Map of points: hamlets and schools of %(unit)s") % {"unit": unit.full_name}
    return draw_map([*points, *map(school_point, at)], label)


def hamlet_point(hamlet: Hamlet, students: int, url: str = "") -> Point:
    """A hamlet on a map with the number of its students."""
    return Point(
        float(hamlet.latitude),
        float(hamlet.longitude),
        hamlet.name,
        students,
        url or reverse("planning:hamlet", args=[hamlet.unit.code, hamlet.pk]),
        hamlet_sentence(hamlet.name, students),
        Shape.HAMLET,
    )


def hamlet_sentence(name: str, students: int) -> str:
    sentence = ngettext(
        "%(hamlet)s: %(students)s student lives here",
        "%(hamlet)s: %(students)s students live here",
        students,
    )
    return sentence % {"hamlet": name, "students": students}


def school_point(at: Located, sentence: str = "") -> Point:
    """A school, or another site of it, on a map."""
    page = reverse("planning:school", args=[at.school.public_id])
    return Point(*at.place, at.name, 0, page, sentence or at.name, Shape.SCHOOL)


def _row(unit: AdminUnit, pk: int) -> Hamlet:
    found = Hamlet.objects.select_related("unit").filter(unit=unit, pk=pk).first()
    if found is None:
        raise Http404
    return found
