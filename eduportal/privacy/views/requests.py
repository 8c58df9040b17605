"""What persons may ask for: a copy of everything kept about them, and its correction."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.accounts.models import User
from eduportal.core.downloads import download
from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.privacy.choices import EDGES, ENDED, CorrectionState
from eduportal.privacy.copies import Copy, copy_of_account, copy_of_staff, copy_of_student
from eduportal.privacy.copies.account import staff_of
from eduportal.privacy.forms import CorrectionForm, StepForm
from eduportal.privacy.models import Correction
from eduportal.privacy.selectors import corrections_at, has_worked_at, works_at
from eduportal.privacy.services import corrections
from eduportal.privacy.views.log import (
    find_account,
    find_student,
    may_export,
    schools_asked_about,
    students_shown,
)
from staffing.models import StaffMember
from students.models import Student


@require_GET
def student_copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything kept about the student, as one workbook."""
    child = find_student(request, public_id)
    if not request.scope.may_export(frozenset({child.school_id})):
        raise PermissionDenied
    copy = copy_of_student(child, schools_asked_about(request))
    students_shown(request, [child])
    return _file(request, copy, f"student-{child.public_id}")


@require_GET
def account_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything kept about the account and its holder as staff, as one workbook."""
    user, school_ids = find_account(request, pk)
    # Where its role has ended, or where it has only looked, its data is not the school's to give.
    if not works_at(user, school_ids):
        raise Http404
    if not may_export(request):
        raise PermissionDenied
    staff = staff_of(user, school_ids)
    looked(request, Kind.STAFF, ((each.pk, each.school_id) for each in staff))
    return _file(request, copy_of_account(user, staff, school_ids), f"account-{user.pk}")


@require_GET
def staff_copy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything kept about a member of staff without an account, as one workbook."""
    school_ids = schools_asked_about(request)
    staff = StaffMember.objects.filter(user=None).select_related("school", "main_subject")
    if school_ids is not None:
        staff = staff.filter(school__in=school_ids)
    member = get_object_or_404(staff, public_id=public_id)
    if not request.scope.may_export(frozenset({member.school_id})):
        raise PermissionDenied
    looked(request, Kind.STAFF, [(member.pk, member.school_id)])
    return _file(request, copy_of_staff(member), f"staff-{member.public_id}")


def _file(request: HttpRequest, copy: Copy, name: str) -> HttpResponse:
    looked(request, Kind.ACCOUNT, ((pk, None) for pk in copy.accounts))
    return download(copy.as_xlsx(), name)


@require_GET
def correction_list(request: HttpRequest) -> HttpResponse:
    """Requests for correction that wait, the most urgent first; and those that have ended."""
    found = corrections_at(schools_asked_about(request))
    has_ended = "ended" in request.GET
    if has_ended:
        found = found.filter(state__in=ENDED)
    else:
        found = found.exclude(state__in=ENDED)
    order = ("-ended_at", "-pk") if has_ended else ("done_due", "pk")
    page = keyset_page(request, found, order)
    _persons_shown(request, list(page))
    context = {"page": page, "has_ended": has_ended}
    return render(request, "privacy/correction_list.html", context)


@require_http_methods(["GET", "POST"])
def student_correction(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down what is wrong about a student."""
    return _new(request, find_student(request, public_id))


@require_http_methods(["GET", "POST"])
def account_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what is wrong about the holder of an account."""
    user, school_ids = find_account(request, pk)
    if not has_worked_at(user, school_ids):
        raise Http404
    return _new(request, user)


def _new(request: HttpRequest, about: Student | User) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = CorrectionForm(posted, initial={"came_on": timezone.localdate()})
    if posted is not None and form.is_valid():
        correction = corrections.write_down(
            about=about,
            school_ids=schools_asked_about(request),
            user=request.user,
            **form.cleaned_data,
        )
        messages.success(request, _("The request has been written down."))
        return redirect("privacy:correction-detail", public_id=correction.public_id)
    if isinstance(about, Student):
        students_shown(request, [about])
    else:
        looked(request, Kind.ACCOUNT, [(about.pk, None)])
    context = {"form": form, "name": about.full_name}
    return render(request, "privacy/correction_new.html", context)


@require_http_methods(["GET", "POST"])
def correction_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request: what is wrong, until when, and its next step."""
    found = corrections_at(schools_asked_about(request))
    correction = get_object_or_404(found, public_id=public_id)
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, state=correction.state)
    if posted is not None and form.is_valid() and _moved(request, correction, form):
        return redirect("privacy:correction-detail", public_id=public_id)
    _persons_shown(request, [correction])
    has_next = CorrectionState(correction.state) in EDGES
    context = {"correction": correction, "form": form if has_next else None}
    return render(request, "privacy/correction_detail.html", context)


def _moved(request: HttpRequest, correction: Correction, form: StepForm) -> bool:
    """Whether the step was taken; otherwise the form says why not."""
    try:
        corrections.move(correction=correction, user=request.user, **form.cleaned_data)
    except corrections.StepRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("The request has been brought up to date."))
    return True


def _persons_shown(request: HttpRequest, found: list[Correction]) -> None:
    students_shown(request, (each.student for each in found if each.student))
    looked(request, Kind.ACCOUNT, ((each.account_id, None) for each in found if each.account_id))
