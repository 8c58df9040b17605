"""Accounts for one person or many of the staff list: names proposed, links mailed or printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.accounts.addresses import origin_of
from eduportal.accounts.authority import roles_to_give
from eduportal.accounts.services.creating import (
    AccountsRefused,
    Made,
    proposed_user_names,
)
from eduportal.accounts.services.links import entrance_of
from eduportal.accounts.services.managing import NotYours
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import code_of
from eduportal.scoping.actions import Action
from schools.models import School
from staffing.forms.accounts import AccountRow
from staffing.models import StaffMember
from staffing.selectors.staff import WITHOUT_ACCOUNT, schools_of, staff_listed
from staffing.services.accounts import WantedAccount, create_staff_accounts
from staffing.views.access import chosen_school

# A form may hold a thousand fields; each person takes four.
MOST_PEOPLE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """The staff without an account, each with a proposal; a POST creates those ticked.

    `staff` in the address narrows the page to one person, who is ticked.
    """
    schools = list(schools_of(request.scope.schools_where(Action.MANAGE_ACCOUNTS)))
    if not schools:
        raise Http404
    school = chosen_school(request, schools)
    people = _people(request, school)
    rows = _rows(request, school, people[:MOST_PEOPLE])
    if request.method == "POST":
        made = _created(request, school, rows)
        if made is not None:
            return _answer(request, school, made)
    looked(request, Kind.STAFF, at_school(school.pk, (row.staff.pk for row in rows)))
    context = {
        "school": school,
        "schools": schools,
        "rows": rows,
        "ticked": sum(row.is_ticked for row in rows),
        "refused": sum(row.is_refused for row in rows),
        "is_one": "staff" in request.GET,
        "left_out": max(0, len(people) - MOST_PEOPLE),
    }
    return render(request, "staffing/account_new.html", context)


def _people(request: HttpRequest, school: School) -> list[StaffMember]:
    people = staff_listed(school, timezone.localdate(), account=WITHOUT_ACCOUNT)
    asked = code_of(request.GET, "staff")
    if not asked:
        return list(people)
    try:
        return list(people.filter(public_id=UUID(asked)))
    except ValueError as problem:
        raise Http404 from problem


def _rows(request: HttpRequest, school: School, people: list[StaffMember]) -> list[AccountRow]:
    ticked = set(request.POST.getlist("pick"))
    roles = roles_to_give(request.user, school_id=school.pk)
    names = proposed_user_names([person.full_name for person in people])
    is_one = request.method != "POST" and "staff" in request.GET
    rows = []
    for person, name in zip(people, names, strict=True):
        is_ticked = is_one or str(person.public_id) in ticked
        data: Any = request.POST if request.method == "POST" else None
        rows.append(AccountRow(data, staff=person, name=name, roles=roles, is_ticked=is_ticked))
    return rows


def _created(request: HttpRequest, school: School, rows: list[AccountRow]) -> list[Made] | None:
    """What was made; None when a row was refused, and then nothing was."""
    ticked = [row for row in rows if row.is_ticked]
    if len(ticked) < len(set(request.POST.getlist("pick"))):
        text = _("A person you ticked has got an account meanwhile. Nothing was created.")
        messages.error(request, text)
        return None
    if not ticked:
        messages.error(request, _("Tick the people to create accounts for."))
        return None
    # Not all() over a generator: every row is to name its problems at once.
    if not all([row.is_valid() for row in ticked]):
        return None
    wanted = [WantedAccount(staff_id=row.staff.pk, **row.cleaned_data) for row in ticked]
    try:
        return create_staff_accounts(
            actor=request.user, school=school, wanted=wanted, origin=origin_of(request)
        )
    except NotYours as refusal:
        raise Http404 from refusal
    except AccountsRefused as refusal:
        for place, problems in refusal.problems.items():
            ticked[place].problems = problems
        return None


def _answer(request: HttpRequest, school: School, made: list[Made]) -> HttpResponse:
    """The slips, which stand in no other answer; without any, the list of accounts."""
    slips = [one.slip for one in made if one.slip]
    text = ngettext("%(count)d account created.", "%(count)d accounts created.", len(made))
    created = text % {"count": len(made)}
    if not slips:
        messages.success(request, created + " " + _("The links are on their way by e-mail."))
        return redirect("accounts:school-accounts", school.public_id)
    looked(request, Kind.ACCOUNT, ((one.account.pk, None) for one in made))
    context = {
        "place": school.name,
        "back": reverse("accounts:school-accounts", args=[school.public_id]),
        "slips": slips,
        "mailed": [one.account for one in made if not one.slip],
        "created": created,
        "entrance": entrance_of(origin_of(request)),
    }
    return render(request, "accounts/slips.html", context)
