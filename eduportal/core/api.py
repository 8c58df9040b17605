"""What every part of the REST interface shares: pages, filters, refusals."""

import uuid
from base64 import b64decode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.filters import BaseFilterBackend
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

LONGEST_TEXT = 100


class KeysetPagination(CursorPagination):
    """Pages by key: rows inserted meanwhile never shift a page, and page 5,000 costs as page 1."""

    ordering = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def decode_cursor(self, request: Request) -> Any:
        """None without a cursor; raises ValidationError for one this interface never gave out."""
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is not None and not _is_cursor(encoded):
            raise exceptions.ValidationError({"cursor": _("This is not a page of the list.")})
        return super().decode_cursor(request)

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= self.max_page_size):
            message = _("A number from 1 to %(most)d.") % {"most": self.max_page_size}
            raise exceptions.ValidationError({self.page_size_query_param: message})
        return int(asked)


def _is_cursor(encoded: str) -> bool:
    """Whether offset, reverse and position are numbers; else any text would reach the query."""
    try:
        text = b64decode(encoded.encode("ascii"), validate=True).decode("ascii")
    except ValueError:
        return False
    tokens = parse_qs(text, keep_blank_values=True)
    numbers = [value for values in tokens.values() for value in values]
    return tokens.keys() <= {"o", "r", "p"} and all(n.isdigit() and len(n) < 19 for n in numbers)


@dataclass(frozen=True)
class Filter:
    """One thing a list can be narrowed by.

    `read` turns the text of the address into the value `lookup` compares with; it raises
    ValueError with the sentence for the caller.
    """

    lookup: str
    read: Callable[[str], Any]
    meaning: str
    allowed: Collection[str] = ()


def text_filter(lookup: str, meaning: str) -> Filter:
    return Filter(lookup, _text, meaning)


def uuid_filter(lookup: str, meaning: str) -> Filter:
    return Filter(lookup, _uuid, meaning)


def choice_filter(lookup: str, allowed: Collection[str], meaning: str) -> Filter:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(_("One of: %(allowed)s.") % {"allowed": ", ".join(allowed)})
        return text

    return Filter(lookup, read, meaning, allowed)


def _text(text: str) -> str:
    if "\x00" in text or not 1 <= len(text) <= LONGEST_TEXT:
        raise ValueError(_("A text of 1 to %(most)d characters.") % {"most": LONGEST_TEXT})
    return text


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as problem:
        raise ValueError(_("An identifier (UUID).")) from problem


class AllowListFilter(BaseFilterBackend):
    """Narrows a list by the view's `filters`; any other parameter is refused with the list."""

    def filter_queryset(
        self, request: Request, queryset: "QuerySet[Any]", view: APIView
    ) -> "QuerySet[Any]":
        filters: dict[str, Filter] = getattr(view, "filters", {})
        problems: dict[str, str] = {}
        for name, text in request.query_params.items():
            if name in filters:
                try:
                    queryset = queryset.filter(**{filters[name].lookup: filters[name].read(text)})
                except ValueError as problem:
                    problems[name] = str(problem)
            elif name not in PAGE_PARAMETERS:
                allowed = ", ".join([*filters, *PAGE_PARAMETERS])
                problems[name] = _("Not known. Allowed: %(allowed)s.") % {"allowed": allowed}
        if problems:
            raise exceptions.ValidationError(problems)
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """The filters as OpenAPI parameters."""
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": each.meaning,
                "schema": {"type": "string"} | ({"enum": [*each.allowed]} if each.allowed else {}),
            }
            for name, each in getattr(view, "filters", {}).items()
        ]


PAGE_PARAMETERS = (KeysetPagination.cursor_query_param, KeysetPagination.page_size_query_param)
CODES = {
    400: "bad_request",
    401: "signed_out",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    415: "unsupported_media_type",
    429: "too_many_attempts",
}


def problem_response(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Every refusal in one shape: `code` for the program, `message` for a person.

    `errors` maps parameters to what is wrong with each. None, an error 500, for anything that is
    not a refusal.
    """
    if isinstance(problem, Http404):
        problem = exceptions.NotFound()
    response = exception_handler(problem, context)
    if response is None or not isinstance(problem, exceptions.APIException):
        return response
    code = CODES.get(response.status_code, "refused")
    body: dict[str, Any] = {"code": code, "message": _sentence(problem)}
    if isinstance(problem, exceptions.ValidationError) and isinstance(problem.detail, dict):
        body["errors"] = problem.detail
    response.data = body
    return response


def _sentence(problem: exceptions.APIException) -> str:
    if isinstance(problem, exceptions.ValidationError):
        return _("The request holds something this interface does not know.")
    return str(problem.detail)
