"""One student: who, where, how far; and the steps of the clerk: move, leave, come back, undo."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.scoping.actions import Action
from grades.forms.stays import LeaveForm, MoveForm
from grades.selectors.moving import move_overview
from grades.selectors.outside import term_joined
from grades.selectors.student import readable_sheets, results_by_subject, stays_of
from schools.models.year import TERM_NUMBERS
from schools.period import year_of
from students.choices import Ended
from students.models import Enrolment, Student
from students.services import (
    StayRefused,
    change_class,
    come_back,
    end_stay,
    predecessor_of,
    undo_class_change,
    undo_end,
)
from students.visible import visible_students


@require_GET
def student_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Identity, results of the year, stays, and what the person may do next."""
    student, stays = _find(request, public_id)
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    year = year_of(request)
    readable = readable_sheets(request.scope, request.user.pk, student.school_id)
    newest = stays[0] if stays else None
    context = {
        "student": student,
        "stays": stays,
        "stay": newest,
        "year": year,
        "terms": TERM_NUMBERS,
        "subjects": results_by_subject(student, year, readable) if year else [],
        "keeps_register": request.scope.can(Action.KEEP_REGISTER, student.school_id),
        "sees_log": request.scope.can(Action.SEE_ACCESS_LOG, student.school_id),
        "undo": _undo_of(newest),
        "may_return": newest is not None and newest.ends_on is not None,
        "came_from_outside": newest is not None and term_joined(newest) is not None,
    }
    return render(request, "grades/student.html", context)


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
    student, stays = _find(request, public_id)
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


def _find(request: HttpRequest, public_id: UUID) -> tuple[Student, list[Enrolment]]:
    """The student and his or her stays, or Http404."""
    visible = visible_students(request.scope, request.user.pk)
    student = Student.objects.filter(visible, public_id=public_id).select_related("school").first()
    if student is None:
        raise Http404
    return student, stays_of(student)


def _stay_to_keep(
    request: HttpRequest, public_id: UUID, *, left: bool
) -> tuple[Student, Enrolment]:
    """The newest stay, for who keeps the register and where the step makes sense; else Http404."""
    student, stays = _find(request, public_id)
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


def _undo_of(stay: Enrolment | None) -> str:
    """What can be taken back: a sentence, or nothing."""
    if stay is None:
        return ""
    if stay.ends_on is not None:
        return _("Take back that the student left")
    old = predecessor_of(stay)
    if old is None or old.ended != Ended.CLASS_CHANGE:
        return ""
    return _("Back to class %(class)s") % {"class": old.class_group.name}
