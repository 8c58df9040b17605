"""Finding what a request names, or answering 404: a foreign object does not exist."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from eduportal.scoping.actions import Action
from grades.models import MarkSheet
from grades.selectors.student import stays_of
from grades.services.homeroom_rights import may_see_homeroom
from grades.services.permissions import may_read
from grades.services.year_steps import may_propose
from schools.models import ClassGroup, Term
from schools.period import show_period
from schools.selectors import term_of_code
from students.models import Enrolment, Student
from students.visible import visible_students


def find_sheet(request: HttpRequest, public_id: UUID, *, leaders_too: bool = False) -> MarkSheet:
    """The sheet, if it lies in the user's scope and the user may read it; otherwise Http404.

    `leaders_too` lets in whoever sees the class side by side (may_see_homeroom).
    """
    sheet = (
        MarkSheet.objects.filter(public_id=public_id)
        .select_related(
            "class_group__school",
            "subject",
            "term__school_year",
            "term__midterm_request",
            "regulation",
        )
        .first()
    )
    if sheet is None:
        raise Http404
    who = (request.scope, request.user.pk)
    is_leader = leaders_too and may_see_homeroom(*who, sheet.class_group)
    if not is_leader and not may_read(*who, sheet):
        raise Http404
    address = reverse("grades:marksheet-term", args=[sheet.public_id, "TERM"])
    show_period(request, sheet.term, address)
    return sheet


def find_class(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user may read the school's sheets; otherwise Http404."""
    class_group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "grade_level", "school_year")
        .first()
    )
    if class_group is None or not request.scope.can(Action.READ_MARKS, class_group.school_id):
        raise Http404
    return class_group


def find_homeroom(request: HttpRequest, public_id: UUID, term: str) -> tuple[ClassGroup, Term]:
    """The class and the term, if the user sees the class side by side; otherwise Http404."""
    group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "grade_level", "school_year")
        .first()
    )
    found = term_of_code(term)
    if group is None or found is None or group.school_year_id != found.school_year_id:
        raise Http404
    if not may_see_homeroom(request.scope, request.user.pk, group):
        raise Http404
    show_period(request, found, reverse("grades:homeroom", args=[group.public_id, "TERM"]))
    return group, found


def find_led_class(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user may read the school's sheets or leads it; otherwise Http404."""
    class_group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "grade_level", "school_year")
        .first()
    )
    if class_group is None:
        raise Http404
    reads = request.scope.can(Action.READ_MARKS, class_group.school_id)
    if not reads and not may_propose(class_group, request.scope, request.user):
        raise Http404
    return class_group


def find_student(request: HttpRequest, public_id: UUID) -> tuple[Student, list[Enrolment]]:
    """A student the user may see, with the stays, the newest first; otherwise Http404."""
    visible = visible_students(request.scope, request.user.pk)
    student = Student.objects.filter(visible, public_id=public_id).select_related("school").first()
    if student is None:
        raise Http404
    return student, stays_of(student)
