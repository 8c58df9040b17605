"""What every view of the REST interface starts from."""

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.views import APIView

from eduportal.accounts.selectors import scope_for
from eduportal.accounts.throttling import MachineThrottle
from eduportal.scoping.context import Actor, replace_request_settings


class ScopedAPIView(APIView):
    """A view of the REST interface whose rows are those of the caller, person or machine.

    A machine is known only once the REST framework has read its token, after ScopeMiddleware has
    opened a scope without rows; so the scope is resolved here again. Put it first among the base
    classes: `class SchoolList(ScopedAPIView, ListAPIView)`. A view that forgets it shows a
    machine nothing.
    """

    throttle_classes = [MachineThrottle]

    def perform_authentication(self, request: Request) -> None:
        """Before permissions are checked: they ask `request.scope`."""
        super().perform_authentication(request)
        if request.auth is not None:
            open_scope_of_machine(request)


def open_scope_of_machine(request: Request) -> None:
    """Let the request's transaction see the rows of the user its token belongs to."""
    plain: HttpRequest = request._request
    plain.scope = scope_for(request.user)
    actor = Actor(user_id=request.user.pk, door="api")
    replace_request_settings(plain.scope.setting, actor)
