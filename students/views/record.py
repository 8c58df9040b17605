"""What the register keeps of a student beside identity and class: documents and exemptions."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.posting import posted_from
from eduportal.scoping.actions import Action
from students.forms import EndForm, ExemptionForm, PapersForm
from students.models import Exemption, Student
from students.selectors import exemptions_of, papers_of, papers_revision, subjects_of_student
from students.services import StayRefused, end_exemption, exempt, keep_papers, remove_exemption


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which documents the school asks for, and whether it has them."""
    student = _kept(request, public_id)
    known = papers_of(student)
    form = PapersForm(request.POST or None, papers=known)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        shown = request.POST.get("shown", "")
        if _try(problems, lambda: keep_papers(student=student, shown=shown, wanted=form.papers)):
            messages.success(request, _("The documents are saved."))
            return redirect("grades:student", public_id)
    context = {
        "student": student,
        "form": form,
        "problems": problems,
        "shown": papers_revision(known),
    }
    return render(request, "students/papers.html", context)


@require_http_methods(["GET", "POST"])
def exemptions(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The student's exemptions, and a form for one more."""
    student = _kept(request, public_id)
    form = ExemptionForm(request.POST or None, subjects=subjects_of_student(student))
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        if _try(problems, lambda: exempt(student=student, decision=form.decision)):
            messages.success(request, _("The exemption is recorded. The mark sheets follow it."))
            return redirect("grades:student", public_id)
    return _exemptions_page(request, student, form, problems)


@posted_from("students:exemptions")
def exemption_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End an exemption on a day, or take away one that was recorded by mistake."""
    student = _kept(request, public_id)
    form = EndForm(request.POST)
    problems: list[str] = []
    if not form.is_valid():
        problems.append(_("The form does not say which exemption, or until when."))
    elif _try(problems, lambda: _end(student, form)):
        messages.success(request, _("Recorded. The mark sheets follow it."))
        return redirect("grades:student", public_id)
    empty = ExemptionForm(None, subjects=subjects_of_student(student))
    return _exemptions_page(request, student, empty, problems)


def _end(student: Student, form: EndForm) -> None:
    """What the form asks for. Raises StayRefused, and Http404 for another's exemption."""
    found, shown = form.cleaned_data["exemption"], form.cleaned_data["shown"]
    if not Exemption.objects.filter(pk=found, student=student).exists():
        raise Http404
    if form.cleaned_data["remove"]:
        remove_exemption(exemption_id=found, shown=shown)
    elif on := form.cleaned_data["on"]:
        end_exemption(exemption_id=found, shown=shown, on=on)
    else:
        raise StayRefused([_("Say which day is the last.")])


def _exemptions_page(
    request: HttpRequest, student: Student, form: ExemptionForm, problems: list[str]
) -> HttpResponse:
    context = {
        "student": student,
        "exemptions": list(exemptions_of(student)),
        "form": form,
        "problems": problems,
    }
    return render(request, "students/exemptions.html", context)


def _kept(request: HttpRequest, public_id: UUID) -> Student:
    """The student, for those who keep the register; otherwise Http404."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER) or ()
    student = Student.objects.filter(school__in=kept, public_id=public_id).first()
    if student is None:
        raise Http404
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    return student


def _try(problems: list[str], act: Callable[[], object]) -> bool:
    """Whether it was done; otherwise the problems say why not."""
    try:
        act()
    except StayRefused as refusal:
        problems += refusal.problems
        return False
    return True
