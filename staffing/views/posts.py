"""Posts and duties of one person: given, ended, taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.core.reading import whole_number
from schools.models import School, SchoolYear
from staffing.choices import DutyKind, TrainingOutcome
from staffing.forms.people import DutyForm, EndForm, PostForm
from staffing.forms.records import FORMS, MODELS
from staffing.models import Duty, Post, StaffMember, Training
from staffing.selectors.loads import has_many_classes, loads_of
from staffing.services import (
    StaffRefused,
    add_duty,
    add_post,
    add_record,
    end_row,
    end_training,
    remove_row,
)
from staffing.services.posts import Kept
from staffing.views.access import find_staff, year_of
from staffing.views.staff import staff_page

ENDS = {each.value: each for each in TrainingOutcome if each.value}
KINDS: dict[str, type[Kept]] = {"post": Post, "duty": Duty, **MODELS}


@require_POST
def post_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the person a post."""
    staff = find_staff(request, public_id)
    form = PostForm(request.POST)
    if not form.is_valid():
        return staff_page(request, staff, post_form=form)
    facts = form.facts
    return _answer(
        request,
        staff,
        lambda: add_post(staff_id=staff.pk, shown=_shown(request), facts=facts),
        post_form=form,
    )


@require_POST
def duty_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the person a duty that takes periods off."""
    staff = find_staff(request, public_id)
    form = DutyForm(request.POST)
    if not form.is_valid():
        return staff_page(request, staff, duty_form=form)
    said = form.cleaned_data
    year = year_of(request)
    return _answer(
        request,
        staff,
        lambda: add_duty(
            staff_id=staff.pk,
            shown=_shown(request),
            stage=_stage_of(staff, year),
            is_large=bool(year) and has_many_classes(staff.school, year),
            **{**said, "kind": DutyKind(said["kind"])},
        ),
        duty_form=form,
    )


@require_POST
def record_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record one more fact about the person: a subject, a degree, training, a title, a leave."""
    staff = find_staff(request, public_id)
    made = FORMS.get(request.POST.get("what", ""))
    if made is None:
        raise BadRequest(_("The form does not say what to do."))
    form = made(request.POST, school=staff.school)
    if not form.is_valid():
        return staff_page(request, staff, record_form=form)
    other = form.cleaned_data.get("other", "")
    return _answer(
        request,
        staff,
        lambda: add_record(
            form.instance, staff_id=staff.pk, shown=_shown(request), other_school=other
        ),
        record_form=form,
    )


@require_POST
def row_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End a post, duty or record, say how training ended, or take back one recorded by mistake."""
    staff = find_staff(request, public_id)
    row = _row(request, staff)
    step = request.POST.get("step")
    if step == "remove":
        return _answer(request, staff, lambda: remove_row(row, shown=_shown(request)))
    if step != "end" and not (step in ENDS and isinstance(row, Training)):
        raise BadRequest(_("The form does not say what to do."))
    form = EndForm(request.POST)
    if not form.is_valid():
        return staff_page(request, staff, problems=[_("Give the last day.")])
    if isinstance(row, Training) and step in ENDS:
        how = {"shown": _shown(request), "on": form.day, "outcome": ENDS[step]}
        return _answer(request, staff, lambda: end_training(row, **how))
    return _answer(request, staff, lambda: end_row(row, shown=_shown(request), on=form.day))


def _row(request: HttpRequest, staff: StaffMember) -> Kept:
    """The post, duty or record the form names; Http404 unless it is the person's."""
    model = KINDS.get(request.POST.get("what", ""))
    if model is None:
        raise Http404
    row = model.objects.filter(
        pk=whole_number(request.POST.get("row", "")) or 0, staff=staff
    ).first()
    if row is None:
        raise Http404
    return row


def _answer(
    request: HttpRequest, staff: StaffMember, act: Callable[[], object], **forms: object
) -> HttpResponse:
    try:
        act()
    except StaffRefused as refusal:
        return staff_page(request, staff, problems=refusal.problems, **forms)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:staff", staff.public_id)


def _stage_of(staff: StaffMember, year: SchoolYear | None) -> str:
    """The level of education the person teaches most."""
    school: School = staff.school
    if year is None:
        return max(school.stages, default="")
    loads = loads_of(school, year, year.day_in(timezone.localdate()), [staff.pk])
    return loads[0].stage if loads else max(school.stages, default="")


def _shown(request: HttpRequest) -> str:
    return request.POST.get("shown", "")
