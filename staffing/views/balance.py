"""The balance of teachers of one school, with its lines."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.scoping.actions import Action
from schools.models import School, SchoolYear, Subject
from staffing.choices import PostKind
from staffing.forms.quota import QuotaForm
from staffing.models import Quota, StaffMember
from staffing.rules.balance import Balance, balance_of
from staffing.selectors.balance import facts_of
from staffing.selectors.norms import norms_for
from staffing.services import StaffRefused, quota_revision, record_quota
from staffing.views.access import chosen_school, has_places, kept_schools, schools_in_sight, year_of
from staffing.views.balance_shown import amount, ceilings_shown, lines_shown, number


@require_GET
def school_balance(request: HttpRequest) -> HttpResponse:
    """One school by the four measures, each opened to its lines."""
    return _page(request, schools_in_sight(request, Action.KEEP_REGISTER, Action.SEE_DASHBOARD))


@require_POST
def quota_record(request: HttpRequest) -> HttpResponse:
    """Record the school's quota of teachers for the year."""
    schools = kept_schools(request)
    school = chosen_school(request, schools)
    year = _year(request)
    form = QuotaForm(request.POST)
    if not form.is_valid():
        return _page(request, schools, form)
    try:
        record_quota(
            school=school,
            year=year,
            kind=PostKind.TEACHER,
            facts=form.facts,
            shown=request.POST.get("shown", ""),
        )
    except StaffRefused as refusal:
        return _page(request, schools, form, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect(f"{reverse('staffing:balance')}?school={school.code}#quota")


def _year(request: HttpRequest) -> SchoolYear:
    year = year_of(request)
    if year is None:
        raise Http404
    return year


def _page(
    request: HttpRequest,
    schools: list[School],
    form: QuotaForm | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    """The page of the school the address names among these."""
    school = chosen_school(request, schools)
    year = _year(request)
    day = year.day_in(timezone.localdate())
    norms, norm_set = norms_for(year)
    balance = balance_of(facts_of([school], year, day, norms.ceilings)[school.pk], norms.ceilings)
    is_keeper = request.scope.can(Action.KEEP_REGISTER, school.pk)
    people = _people(request, school, balance) if is_keeper else {}
    context = {
        "school": school,
        "schools": schools,
        "has_places": has_places(request),
        "year": year,
        "day": day,
        "norm_set": norm_set,
        "is_keeper": is_keeper,
        "lines": lines_shown(balance, list(Subject.objects.all()), people),
        "ceilings": ceilings_shown(balance),
        "problems": problems or [],
        **_quota(school, year, form),
        **_figures(balance),
    }
    return render(request, "staffing/balance.html", context)


def _quota(school: School, year: SchoolYear, form: QuotaForm | None) -> dict[str, Any]:
    quota = Quota.objects.filter(school=school, school_year=year, kind=PostKind.TEACHER).first()
    shown = quota_revision(quota)
    return {"quota": quota, "shown": shown, "form": form or QuotaForm(quota=quota)}


def _people(request: HttpRequest, school: School, balance: Balance) -> dict[int, StaffMember]:
    """Who is named on the page, by key; the look is recorded."""
    lines = (*balance.lines, balance.shared, balance.unplaced)
    keys = {each.key for line in lines for each in (*line.teachers, *line.also)}
    people = StaffMember.objects.filter(school=school).in_bulk(keys)
    looked(request, Kind.STAFF, at_school(school.pk, people))
    return people


def _figures(balance: Balance) -> dict[str, Any]:
    has_subjects = any(line.needed or line.there for line in (*balance.lines, balance.shared))
    return {
        "norm_gap": amount(balance.norm_gap),
        "norm": number(balance.norm),
        "quota_gap": amount(balance.quota_gap),
        "on_payroll": number(balance.on_payroll, 2),
        "on_contract": number(balance.on_contract, 2) if balance.on_contract else "",
        # Preschools have no subjects: nothing is measured there.
        "short": amount(-balance.short if has_subjects else None),
        "spare": amount(balance.surplus if has_subjects else None),
        "unfilled": number(balance.unfilled, 0),
    }
