"""The assignments of one class through the year: who had what, and who changed it."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core import doors
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from staffing.models import AssignmentChange
from staffing.selectors.cells import HOMEROOM
from staffing.selectors.matrix import plans_of
from staffing.selectors.past import past_of
from staffing.views.access import find_class


@require_GET
def class_past(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every assignment of a class, of one subject or all, and the changes."""
    group = find_class(request, public_id)
    titles = {plan.subject.code: plan.subject.name for plan in plans_of([group])[group.pk].values()}
    titles[HOMEROOM] = _("Homeroom")
    subject = one_of(request, "subject", list(titles))
    past = past_of(group, subject)
    looked(request, Kind.STAFF, at_school(group.school_id, (each.pk for each in past.persons)))
    lessons = [
        {
            "title": each.subject.name,
            "row": each,
            "absent": each.substitution.absent if hasattr(each, "substitution") else None,
        }
        for each in past.lessons
    ]
    leads = [
        {"title": titles[HOMEROOM], "row": each, "absent": each.absent} for each in past.homerooms
    ]
    context = {
        "class_group": group,
        "titles": titles,
        "subject": subject,
        "today": timezone.localdate(),
        "rows": lessons + leads,
        "changes": [_change(each) for each in past.changes],
    }
    return render(request, "staffing/class_past.html", context)


def _change(change: AssignmentChange) -> dict[str, Any]:
    return {
        "at": change.at,
        "title": change.subject.name if change.subject else _("Homeroom"),
        "staff": change.staff,
        "before": _days(change.old),
        "after": _days(change.new),
        "who": str(change.actor or ""),
        "door": str(doors.NAMES.get(change.door, change.door)),
    }


def _days(facts: Mapping[str, str | None] | None) -> str:
    """From when to when, in words; empty where there was or is nothing."""
    if facts is None:
        return ""
    first, last = facts["from"], facts["until"]
    words = {"first": _day(first), "last": _day(last)}
    return (_("%(first)s to %(last)s") if last else _("from %(first)s on")) % words


def _day(text: str | None) -> str:
    return f"{datetime.date.fromisoformat(text):%d/%m/%Y}" if text else ""
