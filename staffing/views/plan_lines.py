"""Lines of plans: those that concern a school or a person, one line with its reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, search_text
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.models import School
from staffing.choices import LineMark, LineState, ScenarioState
from staffing.forms.plans import (
    AnswerObjectionForm,
    DecisionForm,
    LineReasonForm,
    ObjectionForm,
)
from staffing.models import LineObjection, ScenarioLine, StaffMember
from staffing.services import StaffRefused
from staffing.services.deciding import KINDS, DecisionFacts, record_decision
from staffing.services.objecting import (
    Objecting,
    accept_line,
    answer_objection,
    decline_line,
    object_to_line,
)
from staffing.services.scenarios import mark_line
from staffing.views.plan_reasons import reasons_of
from staffing.views.plan_words import names_of_subjects
from staffing.views.plans import line_row, shown_in

ORDER = ("-pk",)


@dataclass(frozen=True)
class Viewer:
    """What the user is to a line: of the Department, a head of one of its schools, the person."""

    is_planner: bool
    school: School | None
    is_own: bool


def lines_in_sight(request: HttpRequest) -> QuerySet[ScenarioLine]:
    """The published lines the user may see: all, those of own schools, the own ones."""
    rows = ScenarioLine.objects.filter(is_shown=True)
    if request.scope.can(Action.PLAN_STAFF):
        return rows
    own = Q(staff__in=StaffMember.objects.filter(user=request.user.pk))
    ids = request.scope.schools_where(Action.DECLARE_STAFF)
    if ids is None:
        return rows
    return rows.filter(own | Q(from_school__in=ids) | Q(to_school__in=ids))


@require_GET
def plan_lines(request: HttpRequest) -> HttpResponse:
    """The lines of published plans that concern the user, the newest first."""
    rows = lines_in_sight(request)
    own = StaffMember.objects.filter(user=request.user.pk).first()
    is_planner = request.scope.can(Action.PLAN_STAFF)
    if not is_planner and own is None and not request.scope.can_somewhere(Action.DECLARE_STAFF):
        raise Http404
    state = one_of(request, "state", LineState.values)
    text = search_text(request)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(staff_name__icontains=text)
    page = keyset_page(request, rows, ORDER)
    looked(request, Kind.STAFF, ((each.staff_id, each.from_school_id) for each in page))
    names = names_of_subjects()
    context = {
        "page": page,
        "lines": [line_row(line, names) for line in page],
        "states": LineState.choices,
        "state": state,
        "text": text,
        "own": own,
        "is_planner": is_planner,
        "objections": _open_objections() if is_planner else [],
    }
    return render(request, "staffing/plan_lines.html", context)


def _open_objections() -> list[LineObjection]:
    found = LineObjection.objects.filter(is_upheld=None).select_related("line")
    return list(found.order_by("pk")[:50])


@require_GET
def plan_line(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One line: why this person, what if not, what was said, and what was decided."""
    return _page(request, *_found(request, public_id))


@require_POST
def plan_line_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One step about a line; which ones there are depends on who asks and on its state."""
    line, viewer = _found(request, public_id)
    step = request.POST.get("step", "")
    if step not in steps_open(line, viewer):
        raise Http404
    form = forms_of(line, viewer, request.POST).get(step)
    if form is not None and not form.is_valid():
        return _page(request, line, viewer, (step, form))
    try:
        DEEDS[step](request, line, viewer, form)
    except StaffRefused as refusal:
        return _page(request, line, viewer, (step, form), refusal.problems)
    messages.success(request, _("The changes are saved."))
    return redirect("staffing:plan-line", public_id)


def _found(request: HttpRequest, public_id: UUID) -> tuple[ScenarioLine, Viewer]:
    rows = ScenarioLine.objects.select_related("scenario").filter(public_id=public_id)
    line = rows.first()
    if line is None:
        raise Http404
    is_planner = request.scope.can(Action.PLAN_STAFF)
    is_own = StaffMember.objects.filter(pk=line.staff_id, user=request.user.pk).exists()
    sides = [line.from_school_id, line.to_school_id]
    ids = [each for each in sides if request.scope.can(Action.DECLARE_STAFF, each)]
    school = School.objects.filter(pk__in=ids).first()
    if is_own and school is None:
        school = School.objects.filter(pk=line.from_school_id).first()
    if not is_planner and not (line.is_shown and (is_own or school is not None)):
        raise Http404
    return line, Viewer(is_planner, school, is_own)


def steps_open(line: ScenarioLine, viewer: Viewer) -> list[str]:
    """What the user may do about the line now."""
    is_published = line.scenario.state == ScenarioState.PUBLISHED
    is_open = is_published and line.state in (LineState.PROPOSED, LineState.ACCEPTED)
    waits = LineObjection.objects.filter(line=line, is_upheld=None)
    steps = []
    if viewer.is_planner and line.scenario.state == ScenarioState.SOLVED:
        steps.append("mark")
    if viewer.is_planner and is_open:
        steps += ["accept"] if line.state == LineState.PROPOSED and not waits.exists() else []
        steps += ["answer"] if waits.exists() else []
        steps += ["decide"] if line.state == LineState.ACCEPTED else []
        steps.append("decline")
    if viewer.school is not None and is_open:
        steps.append("object")
    return steps


def forms_of(line: ScenarioLine, viewer: Viewer, data: Any = None) -> dict[str, forms.Form]:
    """The forms of the steps that ask for words."""
    made: dict[str, Callable[[], forms.Form]] = {
        "object": lambda: ObjectionForm(data),
        "answer": lambda: AnswerObjectionForm(data),
        "decline": lambda: LineReasonForm(data),
        "decide": lambda: DecisionForm(data, kinds=[kind.value for kind in KINDS[line.ground]]),
    }
    open_ones = steps_open(line, viewer)
    return {step: make() for step, make in made.items() if step in open_ones}


def _page(
    request: HttpRequest,
    line: ScenarioLine,
    viewer: Viewer,
    bound: tuple[str, forms.Form | None] | None = None,
    problems: list[str] | None = None,
) -> HttpResponse:
    looked(request, Kind.STAFF, [(line.staff_id, line.from_school_id)])
    objections = LineObjection.objects.filter(line=line)
    if not viewer.is_planner:
        # A head reads no objection of the person, nor the person the head's.
        objections = objections.filter(by=request.user.pk)
    shown = forms_of(line, viewer)
    if bound and bound[1] is not None:
        shown[bound[0]] = bound[1]
    names = names_of_subjects()
    context = {
        **line_row(line, names),
        "viewer": viewer,
        "reasons": reasons_of(line, names),
        "steps": steps_open(line, viewer),
        "forms": shown,
        "objections": list(objections.select_related("by", "answered_by")),
        "decisions": list(line.decisions.all()),
        "problems": problems or [],
    }
    return render(request, "staffing/plan_line.html", context)


def _mark(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    text = request.POST.get("mark", "")
    if text not in LineMark.values:
        raise Http404
    mark_line(line=line, shown=shown_in(request), mark=LineMark(text))


def _object(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    assert viewer.school is not None
    who = Objecting(request.user, viewer.school, viewer.is_own)
    object_to_line(line=line, who=who, text=form.cleaned_data["text"])


def _answer(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    key = whole_number(request.POST.get("objection", "")) or 0
    objection = LineObjection.objects.filter(line=line, pk=key).first()
    if objection is None:
        raise Http404
    said = form.cleaned_data
    is_upheld = said["upheld"] == "yes"
    answer_objection(
        objection=objection, user=request.user, is_upheld=is_upheld, answer=said["answer"]
    )


def _decide(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    is_agreed = request.POST.get("agreed") == "on"
    record_decision(
        line=line,
        shown=shown_in(request),
        facts=DecisionFacts(**form.cleaned_data),
        is_agreed=is_agreed,
        user=request.user,
    )


DEEDS: dict[str, Callable[[HttpRequest, ScenarioLine, Viewer, Any], object]] = {
    "mark": _mark,
    "object": _object,
    "answer": _answer,
    "accept": lambda request, line, viewer, form: accept_line(line=line, shown=shown_in(request)),
    "decline": lambda request, line, viewer, form: decline_line(
        line=line, shown=shown_in(request), reason=form.cleaned_data["reason"]
    ),
    "decide": _decide,
}
