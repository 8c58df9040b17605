"""Substitutes: who stands in for whom, recorded and ended."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.models import School, SchoolYear
from staffing.forms.substitutes import AbsenceForm, StandInForm
from staffing.models import HomeroomAssignment, Substitution
from staffing.selectors.loads import loads_of
from staffing.selectors.staff import choosable_staff
from staffing.selectors.substitutes import Work, recorded, work_of
from staffing.services import (
    StaffRefused,
    end_homeroom_substitution,
    end_substitution,
    stand_in,
)
from staffing.views.access import chosen_school, kept_schools, year_of
from staffing.views.shown import load_shown


@require_http_methods(["GET", "POST"])
def substitute_list(request: HttpRequest) -> HttpResponse:
    """Substitutions of the year, and the form in two steps: whose lessons, then who gives them."""
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    year = year_of(request)
    if year is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = StandInForm(sent, school=school, year=year)
    problems: list[str] = []
    if form.is_valid() and _record(form, year, request, problems):
        messages.success(request, _("The substitute is recorded."))
        return redirect(f"{reverse('staffing:substitutes')}?school={school.code}")
    context = _page(request, school, year, form)
    context |= {"problems": problems, "schools": schools}
    return render(request, "staffing/substitutes.html", context)


def _record(form: StandInForm, year: SchoolYear, request: HttpRequest, problems: list[str]) -> bool:
    said = form.cleaned_data
    try:
        stand_in(
            **{name: said[name] for name in ("absent", "substitute", "starts_on", "ends_on")},
            year=year,
            lesson_ids=form.lesson_ids,
            homeroom_ids=form.homeroom_ids,
            shown=request.POST.get("shown", ""),
        )
    except StaffRefused as refusal:
        problems += refusal.problems
        return False
    return True


def _page(
    request: HttpRequest, school: School, year: SchoolYear, sent: StandInForm
) -> dict[str, Any]:
    rows = recorded(school, year)
    asked = request.POST if request.method == "POST" else request.GET
    form = AbsenceForm(asked if "absent" in asked else None, school=school, year=year)
    is_asked = form.is_bound and form.is_valid()
    work = Work([], [])
    if is_asked:
        said = form.cleaned_data
        work = work_of(said["absent"], year, said["starts_on"])
        sent.show_loads(_loads(school, year, said["starts_on"]))
    shown = {person.pk for row in rows for person in (row.absent, row.staff)}
    shown |= set(choosable_staff(school).values_list("pk", flat=True))
    looked(request, Kind.STAFF, at_school(school.pk, shown))
    return {
        "school": school,
        "year": year,
        "today": timezone.localdate(),
        "rows": rows,
        "form": form,
        "is_asked": is_asked,
        "stand_in_form": sent,
        "work": work,
        "chosen": sent.lesson_ids if sent.is_bound else {row.pk for row in work.lessons},
        "chosen_homerooms": sent.homeroom_ids,
    }


def _loads(school: School, year: SchoolYear, day: datetime.date) -> dict[int, str]:
    """What everybody gives on the day against the norm, as the choice of a substitute shows it."""
    shown = map(load_shown, loads_of(school, year, day))
    return {
        each.staff.pk: f"{each.total}/{each.norm}" if each.norm else each.total for each in shown
    }


@require_POST
def substitute_end(request: HttpRequest) -> HttpResponse:
    """End a substitution today, or take back one that has not begun."""
    shown = request.POST.get("shown", "")
    lesson = _named(request, "substitution", Substitution.objects)
    homeroom = _named(request, "homeroom", HomeroomAssignment.objects.exclude(absent=None))
    row = lesson or homeroom
    if row is None or not request.scope.can(Action.KEEP_REGISTER, row.school_id):
        raise Http404
    try:
        if isinstance(row, Substitution):
            end_substitution(substitution=row, shown=shown)
        else:
            end_homeroom_substitution(homeroom=row, shown=shown)
    except StaffRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    else:
        messages.success(request, _("The substitution has ended."))
    return redirect(f"{reverse('staffing:substitutes')}?school={row.school.code}")


def _named(request: HttpRequest, name: str, rows: Any) -> Any:
    """The row the form names by its number, or None."""
    number = whole_number(request.POST.get(name, "")) or 0
    return rows.filter(pk=number).select_related("school").first()
