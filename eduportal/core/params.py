"""Reading what a page's address asks for, from lists of what may be asked."""

import re
from collections.abc import Collection

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

LONGEST_SEARCH = 100
CODE = re.compile(r"[\w.-]{1,50}")


def one_of(request: HttpRequest, name: str, allowed: Collection[str]) -> str:
    """The parameter, empty when absent; raises BadRequest naming what is allowed."""
    value = request.GET.get(name, "")
    if value and value not in allowed:
        raise BadRequest(
            _("“%(name)s” must be one of: %(allowed)s.")
            % {"name": name, "allowed": ", ".join(allowed)}
        )
    return value


def code_of(values: QueryDict, name: str) -> str:
    """A code asked for, empty when absent; raises BadRequest for what can be no code."""
    value = values.get(name, "")
    if value and not CODE.fullmatch(value):
        raise BadRequest(_("“%(name)s” is not a code.") % {"name": name})
    return value


def search_text(request: HttpRequest) -> str:
    """What is searched for, `q`: without NUL, trimmed and not longer than any name."""
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
