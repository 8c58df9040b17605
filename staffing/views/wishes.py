"""The schools a person asks for, and why the person stays: for the person and the head."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.selectors import as_listed, public_schools_of
from staffing.forms.plans import OFFERED, ProtectionForm, WishForm
from staffing.models import StaffMember
from staffing.selectors.wishes import protections_of, wishes_of, wishes_shown
from staffing.services import StaffRefused
from staffing.services.wishing import (
    ProtectionFacts,
    add_protection,
    remove_protection,
    set_wishes,
)


@require_GET
def wishes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Wishes by rank; the grounds on which the person stays."""
    return _page(request, _found(request, public_id))


@require_POST
def wishes_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Store the wishes; record or take away a ground, with the right to."""
    staff = _found(request, public_id)
    step = request.POST.get("step", "")
    if step not in ("wishes", "protect", "remove") or (
        step != "wishes" and not _may_protect(request, staff)
    ):
        raise Http404
    form: Any = {
        "wishes": lambda: WishForm(request.POST, names=[]),
        "protect": lambda: ProtectionForm(request.POST),
    }.get(step, lambda: None)()
    if form is not None and not form.is_valid():
        return _page(request, staff, (step, form))
    try:
        _do(request, staff, step, form)
    except StaffRefused as refusal:
        return _page(request, staff, (step, form), refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:wishes", public_id)


def _do(request: HttpRequest, staff: StaffMember, step: str, form: Any) -> None:
    if step == "wishes":
        set_wishes(staff=staff, shown=request.POST.get("shown", ""), names=form.schools)
    elif step == "protect":
        add_protection(staff=staff, facts=ProtectionFacts(**form.cleaned_data))
    else:
        remove_protection(staff=staff, key=whole_number(request.POST.get("row", "")) or 0)


def _found(request: HttpRequest, public_id: UUID) -> StaffMember:
    """The person: oneself, or one of a school whose head one is."""
    rows = StaffMember.objects.select_related("school").filter(public_id=public_id)
    staff = rows.first()
    if staff is None or not (_is_own(request, staff) or _may_protect(request, staff)):
        raise Http404
    return staff


def _is_own(request: HttpRequest, staff: StaffMember) -> bool:
    return staff.user_id is not None and staff.user_id == request.user.pk


def _may_protect(request: HttpRequest, staff: StaffMember) -> bool:
    return bool(request.scope.can(Action.KEEP_PROTECTIONS, staff.school_id))


def _page(
    request: HttpRequest,
    staff: StaffMember,
    bound: tuple[str, Any] | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    looked(request, Kind.STAFF, at_school(staff.school_id, [staff.pk]))
    names = [each.to_name for each in wishes_of(staff)]
    own = as_listed(staff.school.name, staff.school.code)
    shown: dict[str, Any] = {"wishes": WishForm(names=names)}
    if _may_protect(request, staff):
        shown["protect"] = ProtectionForm()
    if bound and bound[1] is not None:
        shown[bound[0]] = bound[1]
    context = {
        "staff": staff,
        "shown": wishes_shown(staff),
        "forms": shown,
        "protections": protections_of(staff),
        "offered": [each for each in public_schools_of(staff.school.stages) if each != own],
        "list": OFFERED,
        "problems": problems or [],
    }
    return render(request, "staffing/wishes.html", context)
