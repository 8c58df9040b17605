"""The Ministry's own spreadsheets with a school's students, to be carried there by hand."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, looked
from eduportal.exchange.ministry.forms import FILES, filled, form
from eduportal.exchange.selectors.ministry_forms import students_listed
from eduportal.scoping.actions import Action
from schools.models import School
from schools.period import year_of


@require_GET
def ministry_file(request: HttpRequest, public_id: UUID, layout: str) -> HttpResponse:
    """One school's file in one of the Ministry's layouts, of the year that is looked at.

    For those who may see the school's students and take them away. Who is in it is what the school
    has sealed last: the same as what goes up.
    """
    school = get_object_or_404(School, public_id=public_id)
    year = year_of(request)
    if (
        layout not in FILES
        or year is None
        or not request.scope.can(Action.READ_STUDENTS, school.pk)
    ):
        raise Http404
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    listed = students_listed(school, year.code)
    looked(request, Kind.STUDENT, listed.persons)
    return download(filled(form(layout), listed.students), f"bo-{layout}-{school.code}")
