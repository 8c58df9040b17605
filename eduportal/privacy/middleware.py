"""Writes a request's entries of the access log before its answer leaves the portal."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from eduportal.accounts.addresses import client_address
from eduportal.core import doors
from eduportal.core.looking import Kind, Looks
from eduportal.core.reading import network_address
from eduportal.logs import current_work
from eduportal.privacy.access_log import Reader, Seen, write_down
from eduportal.privacy.choices import AlertKind
from eduportal.privacy.limits import too_many
from eduportal.privacy.refusals import too_many_students
from eduportal.privacy.services.alerts import raise_alert
from eduportal.scoping.middleware import door_of

SAFE = ("GET", "HEAD", "OPTIONS")


class AccessLogMiddleware:
    """Directly inside ScopeMiddleware: entries and page are of one transaction.

    A page whose entries cannot be written is not shown, and what its request did is undone. An
    answer of 500 shows nobody, and so does one that would show more students than the account may
    see in an hour or a day.
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
                is_page = not 300 <= response.status_code < 400
                refusal = _beyond_limit(request, seen) if is_page else None
                if refusal is not None:
                    return refusal
                write_down(seen, reader_of(request, response), waits=request.method not in SAFE)
            except Exception:
                transaction.set_rollback(True)
                raise
        return response


def _beyond_limit(request: HttpRequest, seen: Seen) -> HttpResponse | None:
    """The refusal and its alert, if the account would be shown more students than its limit.

    Entering marks is never stopped: on a term's last evening a teacher opens sheet after sheet. A
    form that was sent and leads on shows nobody; one that comes back as a page does, and what it
    has written stays.
    """
    students = {
        pk for (kind, _school), found in seen.items() if kind == Kind.STUDENT for pk in found
    }
    if not students or request.user.pk is None or request.looks.is_entry:
        return None
    page = page_of(request)
    found = too_many(request.user.pk, request.scope, students)
    if found is None:
        return None
    raise_alert(
        kind=AlertKind.BULK_READING,
        user_id=request.user.pk,
        page=page,
        count=found.count,
        limit=found.limit,
        hours=found.hours,
    )
    return too_many_students(request, found)


def page_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else request.path


def reader_of(request: HttpRequest, response: HttpResponse) -> Reader:
    """Who sent the request, as the log names it."""
    return Reader(
        door="file" if response.has_header("Content-Disposition") else door_of(request),
        route=page_of(request),
        user_id=request.user.pk,
        scope=request.scope,
        request_id=str((current_work.get() or {}).get("request_id", "")),
        client=_address(client_address(request)),
    )


def _address(text: str) -> str | None:
    """None for what is no address: the portal may listen on a socket of the machine."""
    address = network_address(text)
    return None if address is None else str(address)
