"""Opens the scope of the signed-in user around every request."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core import doors
from eduportal.scoping.context import Actor, request_settings
from eduportal.scoping.scope import NOWHERE


class ScopeMiddleware:
    """Resolve `request.scope` once, before the view, and hold it for the whole transaction.

    A request without a user gets no scope and therefore no rows. ATOMIC_REQUESTS gives the view
    a savepoint inside this transaction, so that an error page may still read. What a view without
    one has begun is undone with the transaction when it ends in an answer of 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.scope_for = import_string(registry.SCOPE_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(doors.WITHOUT_SCOPE):
            return self.get_response(request)
        scope = self.scope_for(request.user) if request.user.is_authenticated else NOWHERE
        request.scope = scope
        actor = Actor(user_id=request.user.pk, door=door_of(request))
        with request_settings(scope.setting, actor):
            response = self.get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
            return response


def door_of(request: HttpRequest) -> str:
    """Which door a request came through, as the mark history names it."""
    if request.path.startswith(doors.API):
        return "api"
    return "admin" if request.path.startswith(doors.ADMIN) else "browser"
