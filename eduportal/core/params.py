"""Reading what a page's address and a plain form ask for, from lists of what may be asked."""

import datetime
import re
from collections.abc import Collection

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from eduportal.core.reading import BadText
from eduportal.core.text import TextRefused, is_blank, read_text

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
    codes = codes_of(values, name)
    return codes[-1] if codes else ""


def codes_of(values: QueryDict, name: str) -> list[str]:
    """Every code asked for; raises BadRequest for what can be no code."""
    codes = [value for value in values.getlist(name) if value]
    if not all(map(CODE.fullmatch, codes)):
        raise BadRequest(_("“%(name)s” is not a code.") % {"name": name})
    return codes


def text_of(values: QueryDict, name: str, most: int) -> str:
    """A text asked for, trimmed; raises BadText for one that is refused.

    Empty when absent, and where nothing of it can be seen.
    """
    try:
        text = read_text(values.get(name, ""), most).strip()
    except TextRefused as problem:
        raise BadText(problem, name) from problem
    return "" if is_blank(text) else text


def day_of(values: QueryDict, name: str) -> datetime.date | None:
    """A day as a date field sends it, None when absent; raises BadRequest for what is no day."""
    text = values.get(name, "")
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as problem:
        raise BadRequest(_("“%(name)s” is not a day.") % {"name": name}) from problem


def search_text(request: HttpRequest) -> str:
    """What is searched for, `q`: not longer than any name."""
    return text_of(request.GET, "q", LONGEST_SEARCH)
