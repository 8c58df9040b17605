"""Substitutes: who stands in for whom, recorded and ended."""

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
from staffing.models import Substitution
from staffing.selectors.staff import choosable_staff
from staffing.selectors.substitutes import lessons_of, revision_of_lessons, substitutions_of
from staffing.services import StaffRefused, end_substitution, stand_in
from staffing.views.access import chosen_school, kept_schools, year_of


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
            shown=request.POST.get("shown", ""),
        )
    except StaffRefused as refusal:
        problems += refusal.problems
        return False
    return True


def _page(
    request: HttpRequest, school: School, year: SchoolYear, sent: StandInForm
) -> dict[str, Any]:
    rows = substitutions_of(school, year)
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = "absent" in asked
    form = AbsenceForm(asked if is_asked else None, school=school, year=year)
    lessons = []
    if is_asked and form.is_valid():
        said = form.cleaned_data
        lessons = lessons_of(said["absent"], year, said["starts_on"])
    shown = {row.absent_id for row in rows} | {row.assignment.staff_id for row in rows}
    shown |= set(choosable_staff(school).values_list("pk", flat=True))
    looked(request, Kind.STAFF, at_school(school.pk, shown))
    return {
        "school": school,
        "year": year,
        "today": timezone.localdate(),
        "rows": rows,
        "form": form,
        "is_asked": is_asked and form.is_valid(),
        "stand_in_form": sent,
        "lessons": lessons,
        "revision": revision_of_lessons(lessons),
        "chosen": sent.lesson_ids if sent.is_bound else {row.pk for row in lessons},
    }


@require_POST
def substitute_end(request: HttpRequest) -> HttpResponse:
    """End a substitution today, or take back one that has not begun."""
    row = (
        Substitution.objects.filter(pk=whole_number(request.POST.get("substitution", "")) or 0)
        .select_related("school")
        .first()
    )
    if row is None or not request.scope.can(Action.KEEP_REGISTER, row.school_id):
        raise Http404
    try:
        end_substitution(substitution=row, shown=request.POST.get("shown", ""))
    except StaffRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    else:
        messages.success(request, _("The substitution has ended."))
    return redirect(f"{reverse('staffing:substitutes')}?school={row.school.code}")
