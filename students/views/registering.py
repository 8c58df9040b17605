"""Entering a student by hand, and correcting what the register says."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from schools.models import ClassGroup
from schools.period import year_of
from students.forms import IdentityForm, NewStudentForm
from students.models import Student
from students.selectors import transfers_of
from students.services import StayRefused, correct_identity, enter_student


@require_http_methods(["GET", "POST"])
def student_new(request: HttpRequest) -> HttpResponse:
    """Enter one new student into a class of the year shown; the address may choose the class.

    The form leads to the student's page, or with `then=next` to itself for the next of the class.
    """
    kept = request.scope.schools_where(Action.KEEP_REGISTER)
    year = year_of(request)
    if not kept or year is None:
        raise Http404
    classes = ClassGroup.objects.filter(school__in=kept, school_year=year)
    classes = classes.select_related("school_year", "school").order_by("grade_level", "name")
    chosen = one_of(request, "class", [str(group.public_id) for group in classes])
    form = NewStudentForm(request.POST or None, classes=classes, chosen=chosen)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            student = enter_student(arrival=form.arrival, by=request.user)
        except StayRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _said(student))
            if "next" in request.POST:
                return redirect(f"{request.path}?class={form.arrival.class_group.public_id}")
            return redirect("grades:student", student.public_id)
    context = {"form": form, "problems": problems, "year": year}
    return render(request, "students/student_new.html", context)


def _said(student: Student) -> str:
    """That the student is entered, and where one who was admitted comes from."""
    name = {"name": student.full_name}
    if ways := transfers_of(student):
        sentence = _("%(name)s is admitted; comes from %(school)s, completed there.")
        return sentence % (name | {"school": ways[0].other_name})
    return _("%(name)s is entered.") % name


@require_http_methods(["GET", "POST"])
def student_correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct name, birth date, codes and the like."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER) or ()
    student = Student.objects.filter(school__in=kept, public_id=public_id).first()
    if student is None or not student.is_current:
        raise Http404
    stored = {name: getattr(student, name) for name in IdentityForm.base_fields}
    form = IdentityForm(request.POST or None, initial=stored)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        shown = request.POST.get("shown", "")
        try:
            correct_identity(
                student_id=student.pk, shown=shown, fields=form.identity, by=request.user
            )
        except StayRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("Saved."))
            return redirect("grades:student", public_id)
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {"student": student, "form": form, "problems": problems}
    return render(request, "students/student_correct.html", context)
