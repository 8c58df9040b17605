"""The classes of a year, with how far the end of each is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from eduportal.scoping.actions import Action
from grades.selectors.year_list import (
    again_sheets_of,
    classes_led_on,
    classes_of_schools,
    year_rows,
)
from schools.models import School
from schools.period import year_of


@require_GET
def year_end(request: HttpRequest) -> HttpResponse:
    """A head's classes, or those a homeroom teacher leads, and the sheets the user enters."""
    year = year_of(request)
    if year is None:
        return render(request, "grades/year_end.html", {"year": None})
    deciding = request.scope.schools_where(Action.APPROVE_MARKS) or ()
    led = classes_led_on(request.user.pk, year, year.day_in(timezone.localdate()))
    classes = classes_of_schools(year, deciding) if deciding else led
    context = {
        "year": year,
        "rows": year_rows(year, classes),
        "again": again_sheets_of(request.user.pk, year),
        "schools": School.objects.filter(pk__in={*deciding, *(each.school_id for each in led)}),
    }
    return render(request, "grades/year_end.html", context)
