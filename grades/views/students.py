"""The clerk's steps with one student: move, leave, come back, undo."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.scoping.actions import Action
from grades.forms.stays import LeaveForm, MoveForm
from grades.selectors.moving import move_overview
from grades.views.access import find_student
from students.choices import Ended
from students.models import Enrolment, Student
from students.services import (
    StayRefused,
    change_class,
    come_back,
    end_stay,
    undo_class_change,
    undo_end,
)


@require_http_methods(["GET", "POST"])
def student_move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Another class: first what would happen, then the step itself."""
    student, stay = _stay_to_keep(request, public_id, left=False)
    data = request.POST or (request.GET if "to" in request.GET else None)
    form = MoveForm(data, stay=stay)
    problems: list[str] = []
    context = {"student": student, "stay": stay, "form": form, "problems": problems}
    if form.is_bound and form.is_valid():
        to, on = form.choice
        if request.method == "POST":
            done = _try(
                problems,
                lambda: change_class(enrolment_id=stay.pk, shown=_shown(request), to=to, on=on),
            )
            if done:
                messages.success(request, _("Moved to class %(class)s.") % {"class": to.name})
                return redirect("grades:student", public_id)
        context |= {"to": to, "on": on, "subjects": move_overview(stay, to, on)}
    return render(request, "grades/student_move.html", context)


@require_http_methods(["GET", "POST"])
def student_leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The last day in the class, and why."""
    student, stay = _stay_to_keep(request, public_id, left=False)
    form = LeaveForm(request.POST or None)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        on, ended = form.cleaned_data["on"], Ended(form.cleaned_data["ended"])
        shown = _shown(request)
        if _try(problems, lambda: end_stay(enrolment_id=stay.pk, shown=shown, on=on, ended=ended)):
            messages.success(request, _("Recorded. It can be taken back on this page."))
            return redirect("grades:student", public_id)
    context = {"student": student, "stay": stay, "form": form, "problems": problems}
    return render(request, "grades/student_leave.html", context)


@require_http_methods(["GET", "POST"])
def student_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A student who had left comes back in the same year."""
    student, stay = _stay_to_keep(request, public_id, left=True)
    form = MoveForm(request.POST or None, stay=stay, same_class=True)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        to, on = form.choice
        shown = _shown(request)
        if _try(problems, lambda: come_back(enrolment_id=stay.pk, shown=shown, to=to, on=on)):
            messages.success(request, _("Back in class %(class)s.") % {"class": to.name})
            return redirect("grades:student", public_id)
    context = {"student": student, "stay": stay, "form": form, "problems": problems}
    return render(request, "grades/student_return.html", context)


@require_POST
def student_undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the newest change of class or the leaving back."""
    student, stays = find_student(request, public_id)
    if not stays or not request.scope.can(Action.KEEP_REGISTER, student.school_id):
        raise Http404
    undo = undo_end if stays[0].ends_on is not None else undo_class_change
    problems: list[str] = []
    shown = _shown(request)
    if _try(problems, lambda: undo(enrolment_id=stays[0].pk, shown=shown)):
        messages.success(request, _("Taken back."))
    for problem in problems:
        messages.error(request, problem)
    return redirect("grades:student", public_id)


def _stay_to_keep(
    request: HttpRequest, public_id: UUID, *, left: bool
) -> tuple[Student, Enrolment]:
    """The newest stay, for who keeps the register and where the step makes sense; else Http404."""
    student, stays = find_student(request, public_id)
    may = request.scope.can(Action.KEEP_REGISTER, student.school_id)
    if not may or not stays or (stays[0].ends_on is not None) is not left:
        raise Http404
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    return student, stays[0]


def _shown(request: HttpRequest) -> str:
    return request.POST.get("shown", "")


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether the step was taken; otherwise the problems say why not."""
    try:
        act()
    except StayRefused as refusal:
        problems += refusal.problems
        return False
    return True
