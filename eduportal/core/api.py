"""What every part of the REST interface shares: pages, filters, refusals."""

from base64 import b64decode
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs

from django.db.models import QuerySet
from django.http import Http404
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter, Filter, FilterSet, UUIDFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from eduportal.core.reading import whole_number
from eduportal.core.text import search_key

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
        size = whole_number(asked)
        if size is None or not 1 <= size <= self.max_page_size:
            message = _("A number from 1 to %(most)d.") % {"most": self.max_page_size}
            raise exceptions.ValidationError({self.page_size_query_param: message})
        return size


def _is_cursor(encoded: str) -> bool:
    """Whether offset, reverse and position are numbers; else any text would reach the query."""
    try:
        text = b64decode(encoded.encode("ascii"), validate=True).decode("ascii")
    except ValueError:
        return False
    tokens = parse_qs(text, keep_blank_values=True)
    numbers = [value for values in tokens.values() for value in values]
    return tokens.keys() <= {"o", "r", "p"} and None not in map(whole_number, numbers)


def text_filter(field: str, meaning: str) -> Filter:
    """Rows whose field is this text."""
    return CharFilter(field, max_length=LONGEST_TEXT, help_text=meaning)


def name_filter(field: str, meaning: str) -> Filter:
    """Rows whose search key holds this text, however it is accented."""
    return NameFilter(field, "contains", max_length=LONGEST_TEXT, help_text=meaning)


def uuid_filter(field: str, meaning: str) -> Filter:
    return UUIDFilter(field, help_text=meaning)


def choice_filter(
    field: str, allowed: Collection[str], meaning: str, among: type[ChoiceFilter] = ChoiceFilter
) -> Filter:
    """Rows whose field is one of these values; the refusal of any other lists them."""
    refusal = format_lazy(gettext_lazy("One of: {allowed}."), allowed=", ".join(allowed))
    return among(
        field,
        choices=[(value, value) for value in allowed],
        empty_label=None,
        error_messages={"invalid_choice": refusal},
        help_text=meaning,
    )


class NameFilter(CharFilter):
    """Compares with the key without accents, as places and people are stored."""

    def filter(self, rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        narrowed: QuerySet[Any] = super().filter(rows, search_key(value))
        return narrowed


class AmongFilter(ChoiceFilter):
    """Rows whose list holds the value."""

    def filter(self, rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
        return rows.filter(**{f"{self.field_name}__contains": [value]}) if value else rows


class StrictFilterBackend(DjangoFilterBackend):
    """Narrows a list by the view's `filters`; any other parameter is refused with the list.

    So is an empty value, which django-filter would take for no filter at all: a program that lost
    its value must not get every row.
    """

    def get_filterset_class(self, view: APIView, queryset: Any = None) -> type[FilterSet]:
        return type("Filters", (FilterSet,), dict(getattr(view, "filters", {})))

    def filter_queryset(
        self, request: Request, queryset: "QuerySet[Any]", view: APIView
    ) -> "QuerySet[Any]":
        filters = self.get_filterset(request, queryset, view)
        allowed = [*filters.filters, *PAGE_PARAMETERS]
        problems = {name: " ".join(found) for name, found in filters.errors.items()}
        for name, texts in request.query_params.lists():
            if name not in allowed:
                known = {"allowed": ", ".join(allowed)}
                problems[name] = _("Not known. Allowed: %(allowed)s.") % known
            elif len(texts) > 1:
                problems[name] = _("The value is given more than once.")
            elif name != PAGE_SIZE and not _says_something(filters.filters.get(name), texts[0]):
                problems[name] = _("The value is missing.")
        if problems:
            raise exceptions.ValidationError(problems)
        narrowed: QuerySet[Any] = filters.qs
        return narrowed


def _says_something(asked: Filter | None, text: str) -> bool:
    """Whether the text narrows anything: an accent alone is no name."""
    return bool(search_key(text) if isinstance(asked, NameFilter) else text.strip())


PAGE_SIZE = KeysetPagination.page_size_query_param
PAGE_PARAMETERS = (KeysetPagination.cursor_query_param, PAGE_SIZE)
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
