"""What every template may read: the portal, the menu, the term at hand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from eduportal import registry
from eduportal.accounts.addresses import address_by_name
from eduportal.notices.selectors import unread_count
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from eduportal.shell.navigation import ACCOUNT_MENU, current_of, entries_for, menu_for
from eduportal.shell.searching import may_search
from eduportal.shell.tiers import is_offered
from eduportal.todo.selectors import first_of

# For a visitor who has not signed in.
NOTHING: dict[str, Any] = {
    "navigation": [],
    "account_menu": [],
    "period": None,
    "can_search": False,
    "bell": None,
    "can_give_tasks": False,
    "school_tasks": None,
}
SCHOOL_TASKS = 5
# Whoever may do one of these belongs to a school.
TOLD = (Action.WRITE_OWN_MARKS, Action.KEEP_REGISTER)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Nothing is read from the database before a template asks for `period`.

    Pages that say what went wrong come here too, perhaps before there was a user or a scope.
    """
    scope = getattr(request, "scope", None)
    facts = _facts(request, scope)
    if scope is None or not request.user.is_authenticated:
        return {"portal": facts} | NOTHING
    return {
        "portal": facts,
        "navigation": SimpleLazyObject(lambda: menu_for(request)),
        "account_menu": entries_for(request, ACCOUNT_MENU, current_of(request, ACCOUNT_MENU)),
        "period": SimpleLazyObject(lambda: _period(request)),
        "can_search": is_offered("search") and may_search(scope),
        "bell": _bell(scope, request.user.pk),
        "can_give_tasks": is_offered("todo:new") and scope.can_somewhere(Action.GIVE_TASKS),
        "school_tasks": _school_tasks(request, scope),
    }


def _school_tasks(request: HttpRequest, scope: Scope) -> object | None:
    """The tasks on the first page of a school's heads and clerks; None for anybody else."""
    if scope.can_somewhere(Action.GIVE_TASKS) or not scope.can_somewhere(Action.ANSWER_TASKS):
        return None
    user: Any = request.user
    return SimpleLazyObject(lambda: first_of(user, SCHOOL_TASKS))


def _period(request: HttpRequest) -> object | None:
    """The switcher of year and term; None where this node keeps none."""
    if not is_offered("schools:period"):
        return None
    found: object | None = import_string(registry.PERIOD_PROVIDER)(request)
    return found


def _facts(request: HttpRequest, scope: Scope | None) -> dict[str, Any]:
    """What the frame says of the portal itself."""
    return {
        "organisation": settings.EDUPORTAL_ORGANISATION,
        "name": _("EduPortal"),
        "version": settings.EDUPORTAL_VERSION,
        "host": settings.EDUPORTAL_HOST,
        "by_name": SimpleLazyObject(lambda: address_by_name(request)),
        "is_demo": settings.EDUPORTAL_DEMO,
        "role": scope.title if scope else "",
    }


def _bell(scope: Scope, user_id: int) -> object | None:
    """How many notices are unread; None for those who are told nothing.

    Officials are told of tasks alone: their first page and that of the tasks count for themselves,
    and no other page of theirs asks.
    """
    if any(map(scope.can_somewhere, TOLD)):
        return SimpleLazyObject(lambda: unread_count(user_id))
    return "" if scope.can_somewhere(Action.GIVE_TASKS) else None
