"""The balance of teachers: of one school with its lines, and of all schools in sight."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import School, SchoolYear, Subject
from schools.selectors import communes_of, schools_listed
from staffing.choices import PostKind
from staffing.forms.quota import QuotaForm
from staffing.models import Quota, StaffMember
from staffing.rules.balance import Balance, balance_of
from staffing.rules.norms import NormSet
from staffing.selectors.balance import facts_of
from staffing.selectors.norms import norms_for
from staffing.selectors.staff import schools_of
from staffing.services import StaffRefused, quota_revision, record_quota
from staffing.views.access import chosen_school, kept_schools, year_of
from staffing.views.balance_files import balance_file, quotas_file
from staffing.views.balance_shown import amount, ceilings_shown, lines_shown, number

FORMATS = ["xlsx", "csv"]
QUOTAS = "quotas"
# Schools on the page, the shortest of teachers first; a file has all.
MOST_SHOWN = 100


@require_GET
def school_balance(request: HttpRequest) -> HttpResponse:
    """One school by the four measures, each opened to its lines."""
    return _page(request, _schools_in_sight(request))


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


@require_GET
def balance_list(request: HttpRequest) -> HttpResponse:
    """The schools in sight with the four measures side by side."""
    if not request.scope.can_somewhere(Action.SEE_DASHBOARD):
        raise Http404
    ids = request.scope.schools_where(Action.SEE_DASHBOARD)
    units = communes_of(ids)
    asked = _asked(request, [unit.code for unit in units])
    year = _year(request)
    norms, norm_set = norms_for(year)
    schools = list(schools_listed(school_ids=ids, **asked))
    rows = _balances(schools, year, norms.ceilings)
    export = one_of(request, "export", [*FORMATS, QUOTAS])
    if export:
        if not request.scope.may_export(ids):
            raise PermissionDenied
        if export == QUOTAS:
            return quotas_file(schools, year)
        return balance_file(export, rows, year)
    context = {
        "rows": [_row(school, balance) for school, balance in rows[:MOST_SHOWN]],
        "count": len(rows),
        "units": [(unit.code, unit.full_name) for unit in units],
        "stages": Stage.choices,
        **asked,
        "year": year,
        "norm_set": norm_set,
        "may_export": request.scope.may_export(ids),
    }
    return render(request, "staffing/balance_list.html", context)


def _asked(request: HttpRequest, units: list[str]) -> dict[str, str]:
    """What the list is narrowed to."""
    return {
        "text": search_text(request),
        "stage": one_of(request, "stage", Stage.values),
        "unit": one_of(request, "unit", units),
    }


def _balances(
    schools: list[School], year: SchoolYear, norms: NormSet
) -> list[tuple[School, Balance]]:
    """The balance of each school, the shortest of teachers first."""
    facts = facts_of(schools, year, year.day_in(timezone.localdate()), norms)
    rows = [(school, balance_of(facts[school.pk], norms)) for school in schools]
    return sorted(rows, key=lambda row: (-row[1].short, row[0].search_key))


def _row(school: School, balance: Balance) -> dict[str, Any]:
    # A bar is full where every post the subjects need is open.
    most = sum((line.needed for line in balance.lines), balance.shared.needed)
    return {
        "school": school,
        "norm": amount(balance.norm_gap),
        "quota": amount(balance.quota_gap),
        "short": amount(-balance.short, most),
        "spare": amount(balance.surplus, most),
        "unfilled": number(balance.unfilled, 0),
    }


def _schools_in_sight(request: HttpRequest) -> list[School]:
    """Those whose register the user keeps, or whose figures the user sees; Http404 without any."""
    found: set[int] = set()
    for action in (Action.KEEP_REGISTER, Action.SEE_DASHBOARD):
        if request.scope.can_somewhere(action):
            ids = request.scope.schools_where(action)
            if ids is None:
                return list(schools_of(None))
            found |= ids
    schools = list(schools_of(found))
    if not schools:
        raise Http404
    return schools


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
    return {
        "norm_gap": amount(balance.norm_gap),
        "norm": number(balance.norm),
        "quota_gap": amount(balance.quota_gap),
        "on_payroll": number(balance.on_payroll, 2),
        "on_contract": number(balance.on_contract, 2) if balance.on_contract else "",
        "short": amount(-balance.short),
        "spare": amount(balance.surplus),
        "unfilled": number(balance.unfilled, 0),
    }
