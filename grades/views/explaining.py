"""Why a derived value is what it is: a page of its own, and the panel beside the mark sheet."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.looking import Kind, looked
from grades.models import MarkRecord, MarkSheet
from grades.rules.schemes import NoScheme
from grades.selectors.explaining import (
    Neighbours,
    about_sheet,
    record_of,
    why_level,
    why_settled,
    why_term_result,
)
from grades.selectors.explaining_year import why_year, why_year_of_subject
from grades.selectors.student import readable_sheets, reads_every_sheet, stays_of
from grades.services.homeroom_rights import may_lead
from grades.services.permissions import may_read, may_write
from grades.views.access import find_sheet
from schools.models import SchoolYear, Subject
from schools.selectors import term_of_code
from students.models import Enrolment, Student
from students.visible import visible_students


@require_GET
def marksheet_why(request: HttpRequest, public_id: UUID, record_id: int) -> HttpResponse:
    """Why one line of the sheet has its average or result, or none yet."""
    sheet = find_sheet(request, public_id, leaders_too=True)
    record, neighbours = record_of(sheet, record_id)
    found = why_term_result(record) if record else None
    if record is None or found is None:
        raise Http404
    student = (record.enrolment.student_id, sheet.school_id)
    looked(
        request,
        Kind.STUDENT,
        [student],
        is_entry=may_write(request.scope, request.user.pk, sheet),
    )
    context = {
        "found": [found, *filter(None, [why_settled(record)])],
        "about": about_sheet(record),
        **_above_line(request, sheet),
        **_steps(sheet, neighbours),
    }
    return _answer(request, context, has_panel=True)


def _above_line(request: HttpRequest, sheet: MarkSheet) -> dict[str, str]:
    """The sheet for those who read it, otherwise the class side by side."""
    group = sheet.class_group
    if may_read(request.scope, request.user.pk, sheet):
        address = reverse("grades:marksheet-edit", args=[sheet.public_id])
        return {"up": f"{sheet.subject.name} {group.name}", "up_url": address}
    address = reverse("grades:homeroom", args=[group.public_id, sheet.term.code])
    return {"up": _("Class %(name)s") % {"name": group.name}, "up_url": address}


def _steps(sheet: MarkSheet, neighbours: Neighbours) -> dict[str, str]:
    """Addresses of the same question about the students before and after."""

    def address(record_id: int | None) -> str:
        if record_id is None:
            return ""
        return reverse("grades:marksheet-why", args=[sheet.public_id, record_id])

    return {"before_url": address(neighbours.before), "after_url": address(neighbours.after)}


@require_GET
def student_why_term(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """Why a student has the learning result of a term, or none."""
    found_term = term_of_code(term)
    if found_term is None:
        raise Http404
    student, stays = _whole_student(request, public_id, found_term.school_year)
    try:
        found = why_level(stays, found_term, _address_of_line)
    except NoScheme as missing:
        raise Http404 from missing
    if found is None:
        raise Http404
    return _of_student(request, student, [found], str(found_term))


@require_GET
def student_why_year(request: HttpRequest, public_id: UUID, year: str) -> HttpResponse:
    """What a student's year comes to: learning, conduct and title as far as they follow."""
    found_year = get_object_or_404(SchoolYear, code=year)
    student, stays = _whole_student(request, public_id, found_year)

    def address(subject: str) -> str:
        return reverse("grades:student-why-subject", args=[public_id, year, subject])

    found = why_year(stays, found_year, address)
    if not found:
        raise Http404
    return _of_student(request, student, found, str(found_year))


@require_GET
def student_why_subject(
    request: HttpRequest, public_id: UUID, year: str, subject: str
) -> HttpResponse:
    """Why a subject of a student has its result of the year."""
    student = _student(public_id)
    found_year = get_object_or_404(SchoolYear, code=year)
    found_subject = get_object_or_404(Subject, code=subject)
    stays = stays_of(student)
    readable = readable_sheets(request.scope, request.user.pk, student.school_id)
    if _leads(request, stays, found_year):
        readable = Q()
    found = why_year_of_subject(stays, found_year, found_subject, readable, _address_of_line)
    if found is None:
        raise Http404
    return _of_student(request, student, [found], f"{found_subject.name} · {found_year}")


def _student(public_id: UUID) -> Student:
    """A student in the user's scope; otherwise Http404. What is shown of one is asked after it."""
    return get_object_or_404(Student.objects.select_related("school"), public_id=public_id)


def _whole_student(
    request: HttpRequest, public_id: UUID, year: SchoolYear
) -> tuple[Student, list[Enrolment]]:
    """A student whose results over all subjects of a year the user may read; otherwise Http404."""
    student = _student(public_id)
    stays = stays_of(student)
    reads = reads_every_sheet(request.scope, student.school_id)
    if not reads and not _leads(request, stays, year):
        raise Http404
    return student, stays


def _leads(request: HttpRequest, stays: list[Enrolment], year: SchoolYear) -> bool:
    """Whether the user leads a class of the year in which the student sits or sat."""
    return any(
        may_lead(request.scope, request.user.pk, stay.class_group)
        for stay in stays
        if stay.school_year_id == year.pk
    )


def _address_of_line(record: MarkRecord) -> str:
    return reverse("grades:marksheet-why", args=[record.sheet.public_id, record.pk])


def _of_student(
    request: HttpRequest, student: Student, found: list[Any], what: str
) -> HttpResponse:
    looked(request, Kind.STUDENT, [(student.pk, student.school_id)])
    context = {
        "found": found,
        "about": f"{student.full_name} · {what}",
        **_above(request, student),
    }
    return _answer(request, context)


def _above(request: HttpRequest, student: Student) -> dict[str, str]:
    """The student's page for those who may open it, otherwise the list of classes."""
    visible = visible_students(request.scope, request.user.pk)
    if Student.objects.filter(visible, pk=student.pk).exists():
        address = reverse("grades:student", args=[student.public_id])
        return {"up": student.full_name, "up_url": address}
    return {"up": _("Mark books of the classes"), "up_url": reverse("grades:class-list")}


def _answer(
    request: HttpRequest, context: dict[str, Any], *, has_panel: bool = False
) -> HttpResponse:
    """The page, or what the panel of the mark sheet asks for."""
    is_panel = has_panel and request.headers.get("X-Requested-With") == "XMLHttpRequest"
    answer = render(request, "grades/_why.html" if is_panel else "grades/why.html", context)
    patch_vary_headers(answer, ["X-Requested-With"])
    return answer
