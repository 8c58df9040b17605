"""What every template may read: the portal, the menu, the term at hand."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from eduportal import registry
from eduportal.accounts.addresses import address_by_name
from eduportal.shell.navigation import ACCOUNT_MENU, entries_for, menu_for


def portal(request: HttpRequest) -> dict[str, Any]:
    """Nothing is read from the database before a template asks for `period`.

    Pages that say what went wrong come here too, perhaps before there was a user or a scope.
    """
    scope = getattr(request, "scope", None)
    facts = {
        "organisation": settings.EDUPORTAL_ORGANISATION,
        "name": _("EduPortal"),
        "version": settings.EDUPORTAL_VERSION,
        "host": settings.EDUPORTAL_HOST,
        "by_name": SimpleLazyObject(lambda: address_by_name(request)),
        "is_demo": settings.EDUPORTAL_DEMO,
        "role": scope.title if scope else "",
    }
    if scope is None or not request.user.is_authenticated:
        return {"portal": facts, "navigation": [], "account_menu": [], "period": None}
    return {
        "portal": facts,
        "navigation": SimpleLazyObject(lambda: menu_for(request)),
        "account_menu": entries_for(request, ACCOUNT_MENU),
        "period": SimpleLazyObject(lambda: import_string(registry.PERIOD_PROVIDER)(request)),
    }
