"""The one reader of what a request brings: texts, numbers, network addresses and JSON."""

import json
import math
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NoReturn

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.core.text import TextRefused, visible

SENTENCES = {
    "unreadable_character": gettext_noop(
        "“%(name)s” holds a character that cannot be read (%(character)s, place %(place)d). "
        "Type it again."
    ),
    "too_long": gettext_noop(
        "“%(name)s” has %(length)d characters; at most %(most)d are taken in."
    ),
}
# Of an identifier in PostgreSQL.
LARGEST_NUMBER = 2**63 - 1
_LONGEST_NAME = 50
_MOST_DIGITS = 19


class BadText(BadRequest):
    """A text of the address or the form that is not taken in; `name` says which."""

    def __init__(self, problem: TextRefused, name: str) -> None:
        super().__init__(refusal_sentence(problem, name))
        self.name = visible(name[:_LONGEST_NAME])


class BadJson(BadRequest):
    """A body that is not taken for JSON; `status` is what the refusal answers with."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def refusal_sentence(problem: TextRefused, name: str) -> str:
    """Why the text called `name` is refused, in the user's language."""
    shown = visible(name[:_LONGEST_NAME])
    return _(SENTENCES[problem.code]) % {"name": shown, **problem.params}


def whole_number(text: str) -> int | None:
    """The number written in ASCII digits; None for anything else and beyond an identifier."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    number = int(text)
    return number if number <= LARGEST_NUMBER else None


def network_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address written in the text; None for anything else."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def json_value(body: bytes) -> Any:
    """What the body says. Raises BadJson for all that is no JSON (RFC 8259) or too deep.

    Texts inside may still hold anything: read each with `read_text`.
    """
    try:
        return json.loads(body, parse_float=_finite, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise BadJson(_("The request must be JSON.")) from problem


def json_body(request: HttpRequest) -> Any:
    """The value of a request that says it is JSON; raises BadJson."""
    if request.content_type != "application/json":
        raise BadJson(_("The request must be JSON."), 415)
    try:
        return json_value(request.body)
    except RequestDataTooBig as problem:
        raise BadJson(_("The request is too large."), 413) from problem
    except UnreadablePostError as problem:
        raise BadJson(_("The request ended before it was complete.")) from problem


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text[:20])
    return number


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)
