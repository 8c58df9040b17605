"""Which pages a portal offers, by its tier: one table for the menu, the home page and the door.

A node above the province keeps no register, no mark book and no days of entry. A page about them
would say "0" of things it cannot know, so it is not there at all.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

MINISTRY = "ministry"
# Pages, or the beginnings of their names, of a ministry's portal.
AT_MINISTRY = (
    "home",
    "health",
    "set_language",
    "styleguide",
    "accounts:",
    "admin:",
    "api:api-root",
    "api:package-",
    "api:schema",
    "api:school-",
    "dashboards:figure",
    "dashboards:province",
    "exchange:",
    "grades:regulation-",
    "privacy:",
    "schools:subject",
    "sync:",
)
# Of those, what belongs to a school's own people, and what only a Department does: it lets software
# in, and reports to the Ministry's database.
NOT_AT_MINISTRY = ("accounts:school-", "exchange:ministry", "exchange:node")
# Pages that only a ministry's portal has.
ONLY_AT_MINISTRY = ("dashboards:province",)


def is_at_ministry() -> bool:
    """Whether this node stands above the provinces."""
    return settings.EDUPORTAL_TIER == MINISTRY


def is_offered(page: str) -> bool:
    """Whether this node has the page, by its name in the URL table."""
    if not is_at_ministry():
        return not page.startswith(ONLY_AT_MINISTRY)
    return page.startswith(AT_MINISTRY) and not page.startswith(NOT_AT_MINISTRY)


class TierMiddleware:
    """A page this node does not offer does not exist."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> None:
        """Raise Http404 for such a page."""
        if request.resolver_match and not is_offered(request.resolver_match.view_name):
            raise Http404
