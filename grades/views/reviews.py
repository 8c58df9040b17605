"""Requests of students and parents to look at marks again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, text_of
from eduportal.scoping.actions import Action
from grades.choices import ReviewState, SheetState
from grades.forms.reviewing import ReviewForm
from grades.models import MarkReview, MarkSheet
from grades.selectors.amending import visible_amendments
from grades.selectors.reviews import cells_of, sheets_led, visible_reviews
from grades.services import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.permissions import may_read
from grades.services.reviewing import (
    OUTCOME_LENGTH,
    may_settle,
    may_write_down,
    settle_review,
    write_review,
)

NEEDED = (
    Action.WRITE_OWN_MARKS,
    Action.APPROVE_MARKS,
    Action.READ_MARKS,
    Action.KEEP_REGISTER,
)


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Requests the user may see; those without an outcome, or the others."""
    if not any(map(request.scope.can_somewhere, NEEDED)):
        raise Http404
    show = one_of(request, "show", ("open", "ended")) or "open"
    found = visible_reviews(request.scope, request.user.pk)
    is_open = found.filter(state=ReviewState.OPEN)
    ended = found.exclude(state=ReviewState.OPEN)
    page = keyset_page(request, is_open if show == "open" else ended, ("-pk",))
    for each in page.object_list:
        student = each.record.enrolment.student_id
        looked(request, Kind.STUDENT, at_school(each.school_id, [student]))
    context = {"page": page, "show": show, "open_count": is_open.count()}
    context["led"] = sheets_led(request.user.pk)
    context["keeps_register"] = request.scope.can_somewhere(Action.KEEP_REGISTER)
    return render(request, "grades/review_list.html", context)


@require_http_methods(["GET", "POST"])
def review_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a request about cells of one sheet down."""
    sheet = _sheet(request, public_id)
    line = request.GET.get("line")
    form = ReviewForm(request.POST or None, sheet=sheet, initial={"record": line})
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        record = form.cleaned_data["record"]
        record.sheet = sheet
        try:
            review = write_review(
                record=record,
                cells=form.cleaned_data["cells"],
                facts=form.facts,
                scope=request.scope,
                user=request.user,
            )
        except AmendmentRefused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The request is written down; the teacher is told."))
            return redirect("grades:review", review.public_id)
    students = sheet.records.values_list("enrolment__student", flat=True)
    looked(request, Kind.STUDENT, at_school(sheet.school_id, students))
    context = {"sheet": sheet, "form": form, "problems": problems}
    return render(request, "grades/review_new.html", context)


def _sheet(request: HttpRequest, public_id: UUID) -> MarkSheet:
    """A sheet about which the user may write requests down, or Http404."""
    related = ("class_group__school_year", "class_group__school", "subject", "term", "regulation")
    sheet = MarkSheet.objects.filter(public_id=public_id).select_related(*related).first()
    if sheet is None or not may_write_down(request.scope, request.user.pk, sheet):
        raise Http404
    return sheet


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request; a POST says what came of it."""
    found = visible_reviews(request.scope, request.user.pk).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        _settle(request, found)
        return redirect("grades:review", public_id)
    student = found.record.enrolment.student
    looked(request, Kind.STUDENT, at_school(found.school_id, [student.pk]))
    sheet = found.record.sheet
    settles = found.state == ReviewState.OPEN and may_settle(request.scope, request.user.pk, sheet)
    context = {
        "review": found,
        "sheet": sheet,
        "student": student,
        "cells": cells_of(found),
        "reads_marks": may_read(request.scope, request.user.pk, sheet),
        "can_settle": settles,
        "opens_amendment": _opens_amendment(request, found),
        "is_sealed": sheet.state == SheetState.SEALED,
        "outcome_length": OUTCOME_LENGTH,
    }
    return render(request, "grades/review.html", context)


def _opens_amendment(request: HttpRequest, found: MarkReview) -> bool:
    """Whether the user may look at the amendment that ended the request."""
    if found.amendment_id is None:
        return False
    visible = visible_amendments(request.scope, request.user.pk)
    return visible.filter(pk=found.amendment_id).exists()


def _settle(request: HttpRequest, found: MarkReview) -> None:
    try:
        settle_review(
            review=found,
            state=request.POST.get("state", ""),
            outcome=text_of(request.POST, "outcome", OUTCOME_LENGTH),
            scope=request.scope,
            user=request.user,
        )
    except (AmendmentRefused, NotAllowed, ShownOtherwise) as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The outcome is written down; who wrote the request is told."))
