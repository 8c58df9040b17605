"""Rows of tests/routes.py for the days of entry: the Department sets them, heads see them."""

import datetime
from typing import Any

from django.utils import timezone

from grades.models import ProvinceWindow
from tests import factories
from tests.route import HEADS, Route, nothing, only
from tests.world import World

ADMINISTRATOR = "department_admin"


def own_window(world: World) -> dict[str, Any]:
    row = factories.SchoolWindowFactory(school=world.school, term=world.term)
    return {"public_id": row.public_id}


def province_window(world: World) -> dict[str, Any]:
    known = ProvinceWindow.objects.filter(term=world.term).first()
    return {"public_id": (known or factories.ProvinceWindowFactory(term=world.term)).public_id}


def of_class(world: World) -> dict[str, Any]:
    row = factories.EntryExceptionFactory(class_group=world.class_group, term=world.term)
    return {"public_id": row.public_id}


def of_everybody(world: World) -> dict[str, Any]:
    """The page shows an exception of each kind."""
    of_class(world)
    given = {"class_group": None, "school": world.school, "term": world.term}
    student = world.enrolments[world.class_group][0].student
    factories.EntryExceptionFactory(staff=world.staff["teacher"], **given)
    factories.EntryExceptionFactory(student=student, **given)
    return {}


def days(world: World) -> dict[str, Any]:
    today = timezone.localdate()
    last = today + datetime.timedelta(days=2)
    return {"opens_on": today, "closes_on": last, "reason": "Bão", "term": world.term.code}


def new_window(world: World) -> dict[str, Any]:
    return days(world) | {"column": "final"}


def new_exception(world: World) -> dict[str, Any]:
    today = timezone.localdate()
    named = {"term": world.term.code, "class_group": world.class_group.public_id}
    return named | {"ends_on": today, "reason": "Học sinh ốm"}


def midterm(world: World) -> dict[str, Any]:
    return {"term": world.term.code, "step": "ask", "reason": "Rà soát chất lượng"}


ENTRY_DAYS = [
    Route("grades:midterm-ask", only(302, ADMINISTRATOR), "POST", form=midterm),
    Route("grades:entry-days", only(200, HEADS, ADMINISTRATOR), kwargs=of_everybody),
    Route("grades:entry-days", only(404), query="school=none"),
    Route("grades:entry-days", only(400, HEADS, ADMINISTRATOR), query="term=none"),
    Route("grades:entry-window-new", only(200, ADMINISTRATOR)),
    Route("grades:entry-window-new", only(302, ADMINISTRATOR), "POST", form=new_window),
    Route("grades:entry-window", only(200, ADMINISTRATOR), kwargs=own_window),
    Route("grades:entry-window", only(200, ADMINISTRATOR), "POST", province_window, form=days),
    Route("grades:entry-window-remove", only(302, ADMINISTRATOR), "POST", own_window, form=nothing),
    # The Department alone, unless EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS says otherwise.
    Route("grades:entry-exception-new", only(404)),
    Route("grades:entry-exception-new", only(404), "POST", form=new_exception),
    Route("grades:entry-exception-end", only(302, ADMINISTRATOR), "POST", of_class, form=nothing),
]
