"""A student who comes from a school with another portal."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.exchange.services import Unreachable
from eduportal.scoping.actions import Action
from schools.models import ClassGroup
from schools.period import year_of
from students.forms import ComerForm
from students.services import StayRefused, take_in_elsewhere


@require_http_methods(["GET", "POST"])
def student_arrives(request: HttpRequest) -> HttpResponse:
    """Take in a student whom another school has let go; leads to the student's page."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER)
    year = year_of(request)
    if not kept or year is None:
        raise Http404
    classes = ClassGroup.objects.filter(school__in=kept, school_year=year)
    classes = classes.select_related("school_year", "school").order_by("grade_level", "name")
    form = ComerForm(request.POST or None, classes=classes)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            student = take_in_elsewhere(comer=form.comer, by=request.user)
        except StayRefused as refusal:
            problems = refusal.problems
        except Unreachable:
            problems = [_("The portal above does not answer. Nothing was saved; try again later.")]
        else:
            messages.success(request, _("%(name)s is entered.") % {"name": student.full_name})
            return redirect("grades:student", student.public_id)
    context = {"form": form, "problems": problems, "year": year}
    return render(request, "students/student_arrives.html", context)
