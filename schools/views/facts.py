"""Dated facts of schools: what became of them, and which are of the national standard."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.params import one_of
from schools.models import NationalStandard, SchoolSuccession
from schools.views.access import administering
from schools.views.files import school_successions_file
from schools.views.rows import row_new, row_page


@require_GET
@administering
def school_successions(request: HttpRequest) -> HttpResponse:
    """Every succession of schools, the newest first; with `export=xlsx` as a file."""
    may_export = request.scope.may_export(None)
    if one_of(request, "export", ["xlsx"]):
        if not may_export:
            raise PermissionDenied
        return school_successions_file()
    rows = SchoolSuccession.objects.select_related("old", "new")
    context = {"rows": rows, "may_export": may_export}
    return render(request, "schools/school_successions.html", context)


@require_http_methods(["GET", "POST"])
@administering
def school_succession_new(request: HttpRequest) -> HttpResponse:
    """Record what became of a school."""
    return row_new(request, SchoolSuccession(on=timezone.localdate()))


@require_http_methods(["GET", "POST"])
@administering
def school_succession(request: HttpRequest, pk: int) -> HttpResponse:
    """One succession: correct it."""
    rows = SchoolSuccession.objects.select_related("old", "new")
    return row_page(request, get_object_or_404(rows, pk=pk), {})


@require_GET
@administering
def standards(request: HttpRequest) -> HttpResponse:
    """The schools of the national standard, and those whose recognition has ended."""
    rows = NationalStandard.objects.select_related("school", "school__unit")
    context = {"rows": rows, "today": timezone.localdate()}
    return render(request, "schools/standards.html", context)


@require_http_methods(["GET", "POST"])
@administering
def standard_new(request: HttpRequest) -> HttpResponse:
    """Record that a school is of the national standard."""
    return row_new(request, NationalStandard())


@require_http_methods(["GET", "POST"])
@administering
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """One recognition: correct it, end it."""
    rows = NationalStandard.objects.select_related("school")
    return row_page(request, get_object_or_404(rows, pk=pk), {})
