"""Reading what a page's address asks for, from lists of what may be asked."""

from collections.abc import Collection

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _

LONGEST_SEARCH = 100


def one_of(request: HttpRequest, name: str, allowed: Collection[str]) -> str:
    """The parameter, empty when absent; raises BadRequest naming what is allowed."""
    value = request.GET.get(name, "")
    if value and value not in allowed:
        raise BadRequest(
            _("“%(name)s” must be one of: %(allowed)s.")
            % {"name": name, "allowed": ", ".join(allowed)}
        )
    return value


def search_text(request: HttpRequest) -> str:
    """What is searched for, `q`: trimmed and not longer than any name."""
    return request.GET.get("q", "").strip()[:LONGEST_SEARCH]
