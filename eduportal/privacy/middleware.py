"""Writes a request's entries of the access log before its answer leaves the portal."""

from collections.abc import Callable
from ipaddress import ip_address

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from eduportal.accounts.addresses import client_address
from eduportal.core import doors
from eduportal.core.looking import Looks
from eduportal.logs import current_work
from eduportal.privacy.access_log import Reader, write_down
from eduportal.scoping.middleware import door_of

SAFE = ("GET", "HEAD", "OPTIONS")


class AccessLogMiddleware:
    """Directly inside ScopeMiddleware: entries and page are of one transaction.

    A page whose entries cannot be written is not shown, and what its request did is undone. An
    answer of 500 shows nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(doors.WITHOUT_SCOPE):
            return self.get_response(request)
        looks = request.looks = Looks()
        response = self.get_response(request)
        seen = looks.close()
        if seen and response.status_code < 500:
            try:
                write_down(seen, reader_of(request, response), waits=request.method not in SAFE)
            except Exception:
                transaction.set_rollback(True)
                raise
        return response


def reader_of(request: HttpRequest, response: HttpResponse) -> Reader:
    """Who sent the request, as the log names it."""
    match = request.resolver_match
    return Reader(
        door="file" if response.has_header("Content-Disposition") else door_of(request),
        route=match.view_name if match else request.path,
        user_id=request.user.pk,
        scope=request.scope,
        request_id=str((current_work.get() or {}).get("request_id", "")),
        client=_address(client_address(request)),
    )


def _address(text: str) -> str | None:
    """None for what is no address: the portal may listen on a socket of the machine."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None
