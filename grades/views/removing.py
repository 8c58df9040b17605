"""The page before a removal: what it is, what hangs on it, and the button if nothing does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.accounts.models import User
from eduportal.core.looking import Kind, at_school, looked
from eduportal.exchange.models import Line
from eduportal.scoping.actions import Action
from grades.models import MarkRecord, MarkSheet
from grades.selectors.hanging import (
    Hanging,
    hanging_on_class,
    hanging_on_sheet,
    hanging_on_staff,
    hanging_on_student,
)
from grades.services.permissions import may_withdraw
from grades.services.removing import (
    RemovalRefused,
    remove_class,
    remove_sheet,
    remove_staff,
    remove_student,
)
from grades.views.access import find_sheet
from grades.views.keeping import kept_class
from staffing.models import Duty, HomeroomAssignment, Post, StaffMember, TeachingAssignment
from staffing.models.records import RECORDS
from staffing.selectors.staff import revision_of
from students.models import Enrolment, Exemption, Paper, Student, Transfer
from students.selectors.completed import admitted_from


@dataclass(frozen=True)
class Removing:
    """One object a page asks about: `back` is where it is, `after` where the list of its kind is.

    `links` say on which page each kind of row that hangs on it is found.
    """

    title: str
    name: str
    goes_with_it: str
    shown: str
    hanging: Hanging
    remove: Callable[[str], None]
    back: str
    after: str
    links: dict[type[Model], str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[int, str, str]]:
        """How many, of what, and the address: the most first."""
        return [
            (count, str(model._meta.verbose_name_plural), self.links.get(model, ""))
            for model, count in self.hanging.most_common()
        ]


@require_http_methods(["GET", "POST"])
def student_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a student entered by mistake."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER) or ()
    student = Student.objects.filter(school__in=kept, public_id=public_id).first()
    if student is None:
        raise Http404
    looked(request, Kind.STUDENT, at_school(student.school_id, [student.pk]))
    return _page(request, _of_student(student, request.user))


def _of_student(student: Student, by: User) -> Removing:
    stay = Enrolment.objects.filter(student=student).select_related("class_group").last()
    here = reverse("grades:student", args=[student.public_id])
    roster = reverse("grades:roster", args=[stay.class_group.public_id]) if stay else ""
    return Removing(
        title=_("Remove the student"),
        name=f"{student.full_name}, {student.birth_date:%d/%m/%Y}",
        goes_with_it=_goes_with(student),
        shown=student.revision,
        hanging=hanging_on_student(student),
        remove=lambda shown: remove_student(student_id=student.pk, shown=shown, by=by),
        back=here,
        after=roster or reverse("students:student-list"),
        links={
            Enrolment: here,
            MarkRecord: here,
            Line: here,
            Transfer: reverse("students:transfer-list"),
            Paper: reverse("students:papers", args=[student.public_id]),
            Exemption: reverse("students:exemptions", args=[student.public_id]),
        },
    )


def _goes_with(student: Student) -> str:
    if admitted_from(student) is None:
        return _("The stay in the class and its empty lines go as well.")
    return _(
        "The stay in the class and its empty lines go as well. The student was admitted: the "
        "record of the school where he or she completed is in use again."
    )


@require_http_methods(["GET", "POST"])
def class_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a class made by mistake."""
    group = kept_class(request, public_id)
    here = reverse("grades:roster", args=[public_id])
    return _page(
        request,
        Removing(
            title=_("Remove the class"),
            name=f"{group.name}, {group.school_year}",
            goes_with_it=_("The homeroom goes as well."),
            shown=group.revision,
            hanging=hanging_on_class(group),
            remove=lambda shown: remove_class(class_id=group.pk, shown=shown, by=request.user),
            back=here,
            after=f"{reverse('grades:register')}?school={group.school.code}",
            links={
                Enrolment: here,
                MarkSheet: reverse("grades:class-detail", args=[public_id]),
                TeachingAssignment: reverse("staffing:class-assignments", args=[public_id]),
            },
        ),
    )


@require_http_methods(["GET", "POST"])
def marksheet_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Withdraw a sheet that holds nothing and that nobody teaches."""
    sheet = find_sheet(request, public_id)
    if not may_withdraw(request.scope, sheet.school_id):
        raise Http404
    assignments = reverse("staffing:class-assignments", args=[sheet.class_group.public_id])
    here = reverse("grades:marksheet-edit", args=[public_id])
    return _page(
        request,
        Removing(
            title=_("Withdraw the mark sheet"),
            name=f"{sheet.subject.name}, {sheet.class_group.name}, {sheet.term}",
            goes_with_it=_(
                "Its empty lines go as well. It opens again once a teacher is assigned."
            ),
            shown=str(sheet.revision),
            hanging=hanging_on_sheet(sheet),
            remove=lambda shown: remove_sheet(sheet_id=sheet.pk, shown=shown, by=request.user),
            back=here,
            after=reverse("grades:class-detail", args=[sheet.class_group.public_id]),
            links={MarkRecord: here, TeachingAssignment: assignments},
        ),
    )


@require_http_methods(["GET", "POST"])
def staff_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Remove a person recorded by mistake."""
    kept = request.scope.schools_where(Action.KEEP_REGISTER) or ()
    staff = StaffMember.objects.filter(school__in=kept, public_id=public_id).first()
    if staff is None:
        raise Http404
    looked(request, Kind.STAFF, at_school(staff.school_id, [staff.pk]))
    here = reverse("staffing:staff", args=[public_id])
    return _page(
        request,
        Removing(
            title=_("Remove the person"),
            name=staff.full_name,
            goes_with_it=_("An account that is linked stays."),
            shown=revision_of(staff),
            hanging=hanging_on_staff(staff),
            remove=lambda shown: remove_staff(staff_id=staff.pk, shown=shown, by=request.user),
            back=here,
            after=reverse("staffing:staff-list"),
            links=dict.fromkeys(
                [Post, Duty, TeachingAssignment, HomeroomAssignment, *RECORDS], here
            ),
        ),
    )


def _page(request: HttpRequest, removing: Removing) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        try:
            removing.remove(request.POST.get("shown", ""))
        except RemovalRefused as refusal:
            problem = refusal.problem
        else:
            messages.success(request, _("Removed: %(name)s") % {"name": removing.name})
            return redirect(removing.after)
    context: dict[str, Any] = {"it": removing, "problems": [problem] if problem else []}
    return render(request, "register/remove.html", context)
