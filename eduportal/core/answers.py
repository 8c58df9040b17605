"""Refusing a request: JSON for a script, a page for a person."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token is out of date. A script may fetch a new one and try again."""
    if wants_json(request):
        return refusal(403, "csrf", _("This page is out of date"))
    return render(request, "403_csrf.html", status=403)
