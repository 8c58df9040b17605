"""The roll of a class, half a day at a time."""

import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import day_of
from eduportal.core.reading import whole_number
from grades.selectors.attendance import half_days_of, roll_of, session_now
from grades.services import NotAllowed, SheetLocked, ShownOtherwise
from grades.services.attending import MISSED, take_roll
from grades.services.homeroom_rights import may_lead, may_take_away, why_homeroom_locked
from grades.views.access import find_homeroom
from grades.views.homeroom import above_homeroom
from schools.models import ClassGroup, Term
from schools.period import show_period
from students.choices import HalfDay


@require_http_methods(["GET", "POST"])
def roll_call(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """Today's half-day, or the one the address names: everybody there but those named."""
    group, of_term = find_homeroom(request, public_id, term)
    show_period(request, of_term, reverse("grades:roll-call", args=[group.public_id, "TERM"]))
    on, session = _half_day(request, group, of_term)
    problem = _take(request, group, of_term, on, session) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect(_address(group, of_term, on, session))
    roll = roll_of(group, of_term, on, session)
    looked(request, Kind.STUDENT, at_school(group.school_id, roll.student_ids))
    locked = why_homeroom_locked(group, of_term)
    editable = may_lead(request.scope, request.user.pk, group) and not locked
    context: dict[str, Any] = {
        "class_group": group,
        "term": of_term,
        "roll": roll,
        "on": on,
        "session": session,
        "sessions": half_days_of(group),
        "today": timezone.localdate(),
        "editable": editable,
        "why_locked": locked,
        "can_take_away": may_take_away(request.scope, request.user.pk, group),
        "import_url": _import_address(group, session) if editable else "",
        "warn_from": settings.EDUPORTAL_ABSENCE_WARNING,
        "problems": [problem] if problem else [],
        "up_url": reverse("grades:homeroom", args=[group.public_id, of_term.code]),
        **above_homeroom(request, group),
    }
    return render(request, "grades/roll_call.html", context)


def _half_day(request: HttpRequest, group: ClassGroup, term: Term) -> tuple[datetime.date, HalfDay]:
    """The half-day that is asked for; today's, within the term, without one."""
    asked = request.POST if request.method == "POST" else request.GET
    today = term.day_in(timezone.localdate())
    on = term.day_in(day_of(asked, "on") or today)
    named = asked.get("session", "")
    return on, HalfDay(named) if named in HalfDay.values else session_now(group)


def _address(group: ClassGroup, term: Term, on: datetime.date, session: HalfDay) -> str:
    page = reverse("grades:roll-call", args=[group.public_id, term.code])
    return f"{page}?{urlencode({'on': on.isoformat(), 'session': session.value})}"


def _import_address(group: ClassGroup, session: HalfDay) -> str:
    """Where a file of the class's attendance is brought, with what it is about chosen."""
    year, half = group.school_year.code, session.value
    chosen = {"kind": "attendance", "year": year, "class_name": group.name, "session": half}
    return f"{reverse('imports:job-new')}?{urlencode(chosen)}"


def _take(
    request: HttpRequest, group: ClassGroup, term: Term, on: datetime.date, session: HalfDay
) -> str:
    """Take the roll as the form says; the sentence that refuses it, or empty."""
    try:
        absent = take_roll(
            class_group=group,
            term=term,
            on=on,
            session=session,
            states=_states(request),
            scope=request.scope,
            user_id=request.user.pk,
        )
    except (NotAllowed, SheetLocked, ShownOtherwise) as refused:
        return str(refused.message)
    called = ngettext("Roll taken: %d absent.", "Roll taken: %d absent.", absent)
    messages.success(request, called % absent if absent else _("Roll taken: nobody absent."))
    return ""


def _states(request: HttpRequest) -> dict[int, tuple[str, str]]:
    """What the form showed and says, by stay: `o-<stay>` and `a-<stay>`; others are left out."""
    found = {}
    for name, state in request.POST.items():
        kind, _dash, number = name.partition("-")
        stay = whole_number(number)
        before = str(request.POST.get(f"o-{number}", ""))
        if kind == "a" and stay is not None and state in MISSED and before in MISSED:
            found[stay] = (before, str(state))
    return found
