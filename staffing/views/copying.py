"""Last year's assignments taken over: what would be written, then writing it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from schools.models import School, SchoolYear
from staffing.selectors.copying import CopyPlan, Way, copy_plan, year_before
from staffing.services import StaffRefused, copy_assignments
from staffing.views.access import chosen_school, day_of, kept_schools, read_day, year_of


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """Who of last year would give what this year; a POST writes it from the day named."""
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    year = year_of(request)
    if year is None:
        raise Http404
    last = year_before(year)
    problems: list[str] = []
    if request.method == "POST" and last is not None:
        problems = _write(request, school, year, last)
        if not problems:
            return redirect(f"{reverse('staffing:assignments')}?school={school.code}")
    way = _way(request.POST if request.method == "POST" else request.GET)
    day = day_of(request, year)
    plan = copy_plan(school, year, last, way, day) if last else CopyPlan([], [])
    shown = {each.pk for cell in plan.cells for each in cell.staff}
    shown |= {each.pk for each in plan.gone}
    looked(request, Kind.STAFF, at_school(school.pk, shown))
    context = {
        "school": school,
        "schools": schools,
        "year": year,
        "last": last,
        "way": way,
        "day": day,
        "plan": plan,
        "problems": problems,
    }
    return render(request, "staffing/copy.html", context)


def _way(values: QueryDict) -> Way:
    return "same" if values.get("way") == "same" else "up"


def _write(request: HttpRequest, school: School, year: SchoolYear, last: SchoolYear) -> list[str]:
    """Why nothing, or not everything, was written."""
    try:
        results = copy_assignments(
            school=school,
            year=year,
            last=last,
            way=_way(request.POST),
            shown=request.POST.get("shown", ""),
            on=read_day(request.POST.get("on", ""), year),
        )
    except StaffRefused as refusal:
        return refusal.problems
    saved = sum(result.status == "saved" for result in results)
    messages.success(
        request, ngettext("%d cell has been filled.", "%d cells have been filled.", saved) % saved
    )
    return list(dict.fromkeys(result.message for result in results if result.message))
