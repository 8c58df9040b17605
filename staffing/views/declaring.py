"""One school's declaration of its staff: declare, check, object, decide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.models import School
from staffing import services
from staffing.choices import DeclarationState as State
from staffing.forms.declaring import AnswerForm, DecideForm, DeclareForm, WordsForm
from staffing.models import Declaration, StaffingReview
from staffing.rules.declaring import STEPS, Line
from staffing.selectors.declaring import counted_now, line_names, review_of
from staffing.services import Act, StaffRefused
from staffing.views.access import may_check, year_of

SEES = (Action.DECLARE_STAFF, Action.CHECK_STAFF, Action.KEEP_REGISTER, Action.SEE_DASHBOARD)
FORMS = {
    "check": AnswerForm,
    "declare": DeclareForm,
    "decide": DecideForm,
    "object": WordsForm,
    "return": WordsForm,
    "reopen": WordsForm,
}


@require_GET
def declaration(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the portal counts, what the school declares, and what was said about it."""
    return _page(request, *_found(request, public_id))


@require_POST
def declaration_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One step of the declaration the address names."""
    school, review = _found(request, public_id)
    step = request.POST.get("step", "")
    found = Declaration.objects.filter(review=review, school=school).first() if review else None
    if review is None or step not in steps_open(request, school, found):
        raise Http404
    form = _form(step, _lines(school, review, found, step), request.POST)
    if not form.is_valid():
        return _page(request, school, review, form)
    act = Act(
        user=request.user,
        shown=whole_number(request.POST.get("shown", "")) or 0,
        text=form.cleaned_data.get("text", ""),
    )
    try:
        DEEDS[step](school, review, found, form, act)
    except StaffRefused as refusal:
        return _page(request, school, review, form, refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:declaration", public_id)


def steps_open(request: HttpRequest, school: School, found: Declaration | None) -> list[str]:
    """The steps the user may take now, as the state and the two rights allow."""
    state = found.state if found else ""
    rights = {
        "declare": request.scope.can(Action.DECLARE_STAFF, school.pk),
        "object": request.scope.can(Action.DECLARE_STAFF, school.pk),
        "check": may_check(request, school),
        "return": may_check(request, school) and state == State.OBJECTED,
        "decide": may_check(request, school),
        "reopen": request.scope.can(Action.ADMINISTER),
    }
    return [step for step, has in rights.items() if has and (state, step) in STEPS]


def _found(request: HttpRequest, public_id: UUID) -> tuple[School, StaffingReview | None]:
    school = School.objects.filter(public_id=public_id).first()
    if school is None or not any(request.scope.can(action, school.pk) for action in SEES):
        raise Http404
    year = year_of(request)
    return school, review_of(year) if year else None


def _lines(
    school: School, review: StaffingReview, found: Declaration | None, step: str
) -> list[Line]:
    """The lines as they were left; for a declaration as the portal counts them now."""
    if step != "declare" or found is None:
        return found.read_lines if found else counted_now(school, review.school_year)
    said = {line.code: line for line in found.read_lines}
    return [
        replace(before, counted=each.counted)
        if (before := said.get(each.code)) and before.differs
        else each
        for each in counted_now(school, review.school_year)
    ]


def _form(step: str, lines: list[Line], data: Any = None) -> Any:
    made: Callable[..., forms.Form] = FORMS[step]
    return made(lines, line_names(lines), data) if step in ("declare", "check") else made(data)


def _page(
    request: HttpRequest,
    school: School,
    review: StaffingReview | None,
    bound: forms.Form | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    found = Declaration.objects.filter(review=review, school=school).first() if review else None
    lines = found.read_lines if found else []
    names = line_names(lines)
    context = {
        "school": school,
        "review": review,
        "found": found,
        "revision": found.revision if found else 0,
        "forms": _forms(request, school, review, found, bound) if review else {},
        "lines": [(line, names[line.code]) for line in lines],
        "differing": sum(line.differs for line in lines),
        "steps": list(found.steps.select_related("by")) if found else [],
        "is_others": not may_check(request, school)
        and request.scope.can(Action.CHECK_STAFF, school.pk),
        "problems": problems or [],
    }
    return render(request, "staffing/declaration.html", context)


def _forms(
    request: HttpRequest,
    school: School,
    review: StaffingReview,
    found: Declaration | None,
    bound: forms.Form | None,
) -> dict[str, Any]:
    """The form of each step the user may take, with what was typed in the one that was sent."""
    return {
        step: bound
        if bound and request.POST.get("step") == step
        else _form(step, _lines(school, review, found, step))
        for step in steps_open(request, school, found)
    }


DEEDS: dict[str, Callable[..., Declaration]] = {
    "declare": lambda school, review, found, form, act: services.declare(
        school=school, review=review, declared=form.declared, reasons=form.reasons, act=act
    ),
    "check": lambda school, review, found, form, act: services.check(
        declaration=found, accepted=form.accepted, answers=form.answers, act=act
    ),
    "object": lambda school, review, found, form, act: services.object_to(
        declaration=found, act=act
    ),
    "return": lambda school, review, found, form, act: services.send_back(
        declaration=found, act=act
    ),
    "reopen": lambda school, review, found, form, act: services.reopen(declaration=found, act=act),
    "decide": lambda school, review, found, form, act: services.decide(
        declaration=found,
        decision=form.cleaned_data["decision"],
        decided_on=form.cleaned_data["decided_on"],
        act=act,
    ),
}
