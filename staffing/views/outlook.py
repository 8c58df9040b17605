"""The years to come of one school: each number with the lines it follows from."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from schools.models import GradeLevel, School, SchoolYear, Subject
from staffing.forms.outlook import PlannedForm
from staffing.models import PlannedClasses, StaffMember
from staffing.rules.counted import NONE, Posts, counted
from staffing.rules.outlook import YEARS, YearAhead, year_code
from staffing.selectors.outlook import assumptions, leaving_of, outlook_of
from staffing.services import StaffRefused, plan_classes, planned_revision
from staffing.views.access import chosen_school, has_places, kept_schools, schools_in_sight, year_of
from staffing.views.balance_shown import amount, names_of, number


@require_GET
def outlook(request: HttpRequest) -> HttpResponse:
    """One school in the five years to come."""
    return _page(request, schools_in_sight(request, Action.KEEP_REGISTER, Action.SEE_DASHBOARD))


@require_POST
def planned_classes(request: HttpRequest) -> HttpResponse:
    """Record the classes the school plans for a year to come."""
    schools = kept_schools(request)
    school, year = chosen_school(request, schools), _year(request)
    code = _year_asked(request, year)
    form = _planned_form(school, code, request.POST)
    if not form.is_valid():
        return _page(request, schools, form)
    try:
        plan_classes(
            school=school,
            year=code,
            classes=form.classes,
            paper=form.cleaned_data["paper"],
            shown=request.POST.get("shown", ""),
        )
    except StaffRefused as refusal:
        return _page(request, schools, form, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect(f"{reverse('staffing:outlook')}?school={school.code}&ahead={code}#classes")


def _year(request: HttpRequest) -> SchoolYear:
    year = year_of(request)
    if year is None:
        raise Http404
    return year


def _year_asked(request: HttpRequest, year: SchoolYear) -> str:
    """The year to come that the address names, `ahead`; otherwise the next."""
    codes = [year_code(year.code, each) for each in range(1, YEARS + 1)]
    return one_of(request, "ahead", codes) or codes[0]


def _planned_form(school: School, code: str, data: Any = None) -> PlannedForm:
    rows = list(PlannedClasses.objects.filter(school=school, year=code))
    grades = GradeLevel.objects.filter(stage__in=_stages(school))
    planned = {each.grade_id: each.classes for each in rows}
    return PlannedForm(
        data, grades=grades, planned=planned, paper=rows[0].paper if rows else ""
    )  # fmt: skip


def _stages(school: School) -> list[str]:
    """A centre of continuing education teaches the grades of secondary school."""
    stages = list(school.stages)
    return [*stages, "03", "04"] if "05" in stages else stages


def _page(
    request: HttpRequest,
    schools: list[School],
    form: PlannedForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    school, year = chosen_school(request, schools), _year(request)
    today = year.day_in(timezone.localdate())
    balance, years = outlook_of(school, year, today)
    names = names_of(list(Subject.objects.all()))
    is_keeper = request.scope.can(Action.KEEP_REGISTER, school.pk)
    context = {
        "school": school,
        "schools": schools,
        "has_places": has_places(request),
        "year": year,
        "years": [_year_shown(each) for each in years],
        "subjects": _subjects(year, counted(balance).subjects, years, names),
        "people": _people(request, school, today, years) if is_keeper else [],
        "assumed": assumptions(),
        "is_keeper": is_keeper,
        "problems": problems or [],
        **_planned(school, _year_asked(request, year), form),
    }
    return render(request, "staffing/outlook.html", context)


def _planned(school: School, code: str, refused: PlannedForm | None) -> dict[str, Any]:
    """The classes planned for the year: as a form, and to be read."""
    form = refused or _planned_form(school, code)
    return {
        "ahead": code,
        "form": form,
        "shown": planned_revision(school, code),
        "planned": [
            (field.label, field.initial)
            for field in form.fields.values()
            if isinstance(field.initial, int)
        ],
    }


def _year_shown(year: YearAhead) -> dict[str, Any]:
    return {
        "key": year.code,
        "code": year.code.replace("-", "–"),
        "day": year.day,
        "classes": year.classes,
        "leaving": number(sum(year.leaving.values(), NONE)),
        "ends": number(year.ends),
        "back": number(year.back + year.coming),
        "short": amount(-year.counted.short, _needed(year)),
        "spare": amount(year.counted.surplus, _needed(year)),
    }


def _needed(year: YearAhead) -> Any:
    return sum((each.needed for each in year.counted.subjects.values()), NONE)


def _subjects(
    year: SchoolYear, today: Any, years: Sequence[YearAhead], names: Any
) -> list[dict[str, Any]]:
    """Each subject with its gap today and in each year, and the posts that retire in all."""
    rows = []
    titles = [str(year), *(each.code.replace("-", "–") for each in years)]
    for code, name in names.items():
        gaps = [today.get(code), *(each.counted.subjects.get(code) for each in years)]
        if any(gaps):
            retire = sum((each.leaving.get(code, NONE) for each in years), NONE)
            shown = [
                (title, amount((each or Posts()).gap))
                for title, each in zip(titles, gaps, strict=True)
            ]
            rows.append({"name": name, "gaps": shown, "retire": number(retire)})
    return rows


def _people(
    request: HttpRequest, school: School, day: datetime.date, years: Sequence[YearAhead]
) -> list[dict[str, Any]]:
    """Who retires by age in these years, by name; the look is recorded."""
    leaving = leaving_of([school.pk], day)[school.pk]
    going = [each for each in leaving if years and each.last_day < years[-1].day]
    people = StaffMember.objects.select_related("main_subject").in_bulk([p.key for p in going])
    looked(request, Kind.STAFF, at_school(school.pk, people))
    return [{"staff": people[each.key], "last_day": each.last_day} for each in going]
