"""Refusing a request: JSON for a script, a page for a person."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from eduportal.core import doors
from eduportal.core.reading import BadText


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours sent the request: it must never be answered with a redirect."""
    headers = request.headers
    return (
        "application/json" in headers.get("Accept", "")
        or headers.get("X-Requested-With") == "XMLHttpRequest"
        or "HX-Request" in headers
        or request.content_type == "application/json"
    )


def refusal(status: int, code: str, message: str, **more: object) -> JsonResponse:
    """The one shape of a refusal in JSON: `code` for the program, `message` for the person."""
    return JsonResponse({"code": code, "message": message, **more}, status=status)


def is_program(request: HttpRequest) -> bool:
    """Whether the request came to a door of programs, or from a script of ours."""
    return request.path.startswith((doors.API, doors.SYNC)) or wants_json(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 with the sentence of a BadRequest; what Django says of others is not for people."""
    message = str(exception) if isinstance(exception, BadRequest) else ""
    if is_program(request):
        errors = {"errors": {exception.name: message}} if isinstance(exception, BadText) else {}
        return refusal(400, "bad_request", message or _("The request could not be read"), **errors)
    return render(request, "400.html", {"message": message}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that does not exist: JSON for a program, a page for a person."""
    if is_program(request):
        return refusal(404, "not_found", _("There is nothing at this address."))
    return page_not_found(request, exception)


def not_allowed(request: HttpRequest, empty: HttpResponseNotAllowed) -> HttpResponse:
    """405 as a page for a person; a program gets the answer as it is."""
    if is_program(request):
        return empty
    page = render(request, "405.html", status=405)
    page["Allow"] = empty["Allow"]
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token is out of date. A script may fetch a new one and try again."""
    if wants_json(request):
        return refusal(403, "csrf", _("This page is out of date"))
    return render(request, "403_csrf.html", status=403)
