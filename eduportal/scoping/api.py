"""What every view of the REST interface starts from."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_filters import Filter
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from eduportal import registry
from eduportal.core.api import StrictFilterBackend, problem_response
from eduportal.core.looking import Kind, Person, looked
from eduportal.scoping.actions import Action
from eduportal.scoping.context import Actor, replace_request_settings

SchoolIds = frozenset[int] | None


class ScopedAPIView(APIView):
    """A view whose rows are those of the caller, person or machine.

    A machine is known only once the REST framework has read its token, after ScopeMiddleware has
    opened a scope without rows; so the scope is resolved here again, before permissions.
    """

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        if request.auth is not None:
            open_scope_of_machine(request)

    def get_exception_handler(self) -> Any:
        return problem_response

    def schools_where(self, action: Action) -> SchoolIds:
        """Schools at which the caller may do this, None for all of the scope.

        A machine also needs to be let in at the school. Raises PermissionDenied when there is
        nowhere.
        """
        scope = self.request.scope
        needed = [action] if self.request.auth is None else [action, Action.CALL_API]
        if not all(map(scope.can_somewhere, needed)):
            raise PermissionDenied(_("Your role does not include this."))
        allowed: SchoolIds = None
        for schools in map(scope.schools_where, needed):
            if schools is not None:
                allowed = schools if allowed is None else allowed & schools
        return allowed

    def schools_exported(self) -> SchoolIds:
        """Schools whose persons the caller may take away as data, None for all of the scope.

        For a machine it is being let in. Raises PermissionDenied when there is nowhere.
        """
        right = Action.EXPORT if self.request.auth is None else Action.CALL_API
        school_ids: SchoolIds = self.request.scope.schools_where(right)
        if school_ids is not None and not school_ids:
            raise PermissionDenied(_("Your role does not include exporting persons or marks."))
        return school_ids

    def require_export(self, school_id: int) -> None:
        """Raise PermissionDenied unless persons of the school may be taken away as data."""
        school_ids = self.schools_exported()
        if school_ids is not None and school_id not in school_ids:
            raise PermissionDenied(_("Your role does not include exporting persons or marks."))


class ReadOnlyScopedViewSet(ScopedAPIView, ReadOnlyModelViewSet[Any]):
    """A list, narrowed by `filters` only, and its rows by public identifier.

    `lists_persons`: the list is an export, and holds only what the caller may export.
    """

    lookup_field = "public_id"
    http_method_names = ["get", "head"]
    filter_backends = [StrictFilterBackend]
    filters: dict[str, Filter] = {}
    lists_persons = False

    def students_of(self, rows: Sequence[Any]) -> Iterable[Person]:
        """The students whom these rows show, for the access log."""
        return ()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.lists_persons and self.action == "list":
            school_ids = self.schools_exported()
            if school_ids is not None:
                queryset = queryset.filter(school__in=school_ids)
        narrowed: QuerySet[Any] = super().filter_queryset(queryset)
        return narrowed

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """The serializer of what is handed out; without arguments it only describes itself."""
        for shown in args:
            rows = shown if kwargs.get("many") else [shown]
            looked(self.request, Kind.STUDENT, self.students_of(rows))
        return super().get_serializer(*args, **kwargs)


def open_scope_of_machine(request: Request) -> None:
    """Let the request's transaction see the rows of the user its token belongs to."""
    plain: HttpRequest = request._request
    plain.scope = import_string(registry.SCOPE_RESOLVER)(request.user)
    replace_request_settings(plain.scope.setting, Actor(user_id=request.user.pk, door="api"))
