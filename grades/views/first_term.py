"""The first term of a student who came after it: typed from a paper, or taken from a package."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.text import visible
from eduportal.scoping.actions import Action
from grades.forms.first_term import FirstTermForm
from grades.rules.mark_text import format_cell
from grades.selectors.elsewhere import TermElsewhere, term_elsewhere
from grades.selectors.first_term import FirstTermPlace, first_term_place
from grades.services import OutsideRefused
from grades.services.first_term import enter_first_term, take_first_term
from grades.views.elsewhere import asked_elsewhere
from students.models import Student
from students.visible import visible_students


@require_http_methods(["GET", "POST"])
def student_first_term(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What counts of the term in the year, and entering it. With `package` the address asks what
    other schools have sealed of it."""
    student, place = _found(request, public_id)
    asks = "package" in request.GET
    sealed, trouble = _sealed(student, place) if asks else (None, "")
    form = FirstTermForm(request.POST if request.method == "POST" and not asks else None)
    problems: list[str] = []
    try:
        if request.method == "POST" and _entered(request, student, form, sealed, asks=asks):
            messages.success(request, _("The first term is entered; the year counts with it."))
            return redirect("grades:student-first-term", public_id)
    except OutsideRefused as refusal:
        problems = refusal.problems
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {
        "student": student,
        "place": place,
        "form": form,
        "asks": asks,
        "sealed": sealed,
        "trouble": trouble,
        "problems": problems,
        "rows": _rows(request, place, sealed),
    }
    return render(request, "grades/student_first_term.html", context)


def _found(request: HttpRequest, public_id: UUID) -> tuple[Student, FirstTermPlace]:
    """The student, and where the term belongs; Http404 for who keeps no register there."""
    seen = visible_students(request.scope, request.user.pk)
    student = Student.objects.filter(seen, public_id=public_id).select_related("school").first()
    if student is None or not request.scope.can(Action.KEEP_REGISTER, student.school_id):
        raise Http404
    place = first_term_place(student)
    if place is None:
        raise Http404
    return student, place


def _sealed(student: Student, place: FirstTermPlace) -> tuple[TermElsewhere | None, str]:
    found, trouble = asked_elsewhere(student)
    return term_elsewhere(found, place.term), trouble


def _entered(
    request: HttpRequest,
    student: Student,
    form: FirstTermForm,
    sealed: TermElsewhere | None,
    *,
    asks: bool,
) -> bool:
    """Keep what the package says, or what was typed; raises OutsideRefused."""
    named = {"student": student, "scope": request.scope, "user": request.user}
    named["before"] = request.POST.get("before", "")
    if asks:
        if sealed is not None:
            take_first_term(found=sealed, **named)
        return sealed is not None
    if not form.is_valid():
        return False
    typed = {
        key.removeprefix("r-"): text for key, text in request.POST.items() if key.startswith("r-")
    }
    values = form.cleaned_data
    said = {"conduct": values["conduct"], "absences": values["absences"]}
    enter_first_term(source=form.source, typed=typed, **said, **named)
    return True


def _rows(
    request: HttpRequest, place: FirstTermPlace, sealed: TermElsewhere | None
) -> list[dict[str, Any]]:
    """Each subject with what counts now, what the package says, and what was typed."""
    now = {row.subject_id: row.result for row in place.newest.results.all()} if place.newest else {}
    given = sealed.results if sealed else {}
    return [
        {
            "subject": subject,
            "form": form,
            "now": format_cell(now.get(subject.pk)) or "–",
            "sealed": format_cell(given[subject.code][1])
            if given.get(subject.code, ("",))[0] == form
            else "–",
            "typed": visible(request.POST.get(f"r-{subject.code}", "")),
        }
        for subject, form in place.subjects
    ]
