"""New classes, one class changed, and last year's classes made again."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import code_of
from grades.forms.register import ClassForm, NewClassesForm
from grades.services.classes import (
    alter_class,
    copy_classes,
    leader_of,
    make_classes,
    problems_of_change,
    problems_of_classes,
    revision_with_homeroom,
)
from grades.views.keeping import kept_class, kept_school
from schools.models import School, SchoolYear
from schools.period import year_of
from schools.services import ClassRefused


@require_http_methods(["GET", "POST"])
def class_new(request: HttpRequest) -> HttpResponse:
    """One class or several; all that is wrong with the form and the names is said at once."""
    school, schools = kept_school(request)
    year = year_of(request)
    if year is None:
        raise Http404
    form = NewClassesForm(request.POST or None, school=school)
    problems: list[str] = []
    if form.is_bound:
        is_valid = form.is_valid()
        wanted, homeroom = form.wanted, form.cleaned_data.get("homeroom")
        if not is_valid:
            problems = problems_of_classes(school, year, wanted, homeroom)
        elif _try(
            problems,
            lambda: make_classes(school=school, school_year=year, wanted=wanted, homeroom=homeroom),
        ):
            _say_made(request, len(wanted))
            return redirect(_list_of(school))
    _staff_offered(request, school, form)
    context = {"form": form, "problems": problems, "school": school, "schools": schools}
    return render(request, "register/class_new.html", {**context, "year": year})


@require_POST
def class_copy(request: HttpRequest) -> HttpResponse:
    """The classes of the earlier year that the form names, without their students."""
    school, _schools = kept_school(request)
    year = get_object_or_404(SchoolYear, code=code_of(request.POST, "year"))
    earlier = get_object_or_404(SchoolYear, code=code_of(request.POST, "earlier"))
    problems: list[str] = []
    made: list[int] = []
    if _try(
        problems,
        lambda: made.append(copy_classes(school=school, school_year=year, earlier=earlier)),
    ):
        _say_made(request, made[0])
    for problem in problems:
        messages.error(request, problem)
    return redirect(_list_of(school))


@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is recorded of one class; all that is wrong with form and register is said at once."""
    group = kept_class(request, public_id)
    leader = leader_of(group)
    form = ClassForm(request.POST or None, group=group, leader=leader)
    problems: list[str] = []
    if form.is_bound and not form.is_valid():
        problems = problems_of_change(group, form.facts)
    elif form.is_bound:
        facts, homeroom = form.facts, form.cleaned_data["homeroom"]
        shown = request.POST.get("shown", "")
        if _try(
            problems,
            lambda: alter_class(class_id=group.pk, shown=shown, facts=facts, homeroom=homeroom),
        ):
            messages.success(request, _("The changes are saved."))
            return redirect("grades:roster", public_id)
    _staff_offered(request, group.school, form)
    context = {
        "group": group,
        "form": form,
        "problems": problems,
        "revision": revision_with_homeroom(group, leader),
    }
    return render(request, "register/class_edit.html", context)


def _staff_offered(request: HttpRequest, school: School, form: NewClassesForm | ClassForm) -> None:
    """The list of homeroom teachers names the school's staff."""
    offered = form.fields["homeroom"].queryset
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in offered)))


def _say_made(request: HttpRequest, count: int) -> None:
    made = ngettext("%d class has been made.", "%d classes have been made.", count)
    messages.success(request, made % count)


def _list_of(school: School) -> str:
    return f"{reverse('grades:register')}?school={school.code}"


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether it was done; otherwise the problems say why not."""
    try:
        act()
    except ClassRefused as refusal:
        problems += refusal.problems
        return False
    return True
