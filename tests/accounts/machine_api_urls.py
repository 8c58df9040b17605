"""The portal's addresses and one view of the REST interface, for tests of tokens."""

from django.db import connection
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from eduportal.scoping.actions import Action
from eduportal.scoping.api import ScopedAPIView
from eduportal.urls import urlpatterns as portal
from schools.models import School


class SchoolNames(ScopedAPIView):
    """The schools the caller sees, and the settings its changes would be recorded with."""

    def get(self, request: Request) -> Response:
        return Response(
            {
                "schools": sorted(School.objects.values_list("pk", flat=True)),
                "can_read": request.scope.can_somewhere(Action.READ_MARKS),
                "actor_and_door": actor_and_door(),
            }
        )

    def post(self, request: Request) -> Response:
        return Response({"received": request.data})


def actor_and_door() -> list[str]:
    """Whom a change written now would be put down to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_setting('eduportal.actor', true),"
            " current_setting('eduportal.door', true)"
        )
        return list(cursor.fetchone())


urlpatterns = [path("api/school-names/", SchoolNames.as_view(), name="school-names"), *portal]
