"""Addresses of the REST interface, version 1."""

from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import SimpleRouter

from eduportal.exchange.api import PackageViewSet
from grades.api import MarkSheetViewSet
from schools.api import ClassViewSet, SchoolViewSet
from students.api import StudentViewSet

app_name = "api"


class MachineTokenScheme(OpenApiAuthenticationExtension):
    """How the description of the interface says that a machine brings a token."""

    target_class = "eduportal.accounts.authentication.MachineTokenAuthentication"
    name = "machineToken"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "“Token …” of a machine account.",
        }


router = SimpleRouter()
router.register("schools", SchoolViewSet, "school")
router.register("classes", ClassViewSet, "class")
router.register("students", StudentViewSet, "student")
router.register("marksheets", MarkSheetViewSet, "marksheet")
router.register("packages", PackageViewSet, "package")

schema = SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated])

urlpatterns = [path("schema/", schema, name="schema"), *router.urls]
