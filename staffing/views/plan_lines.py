"""Lines of plans: those that concern a school or a person, one line with its reasons."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, search_text
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from staffing.choices import ConsentOf, LineMark, LineState
from staffing.forms.plans import (
    AnswerObjectionForm,
    ConsentForm,
    DecisionForm,
    LineReasonForm,
    ObjectionForm,
)
from staffing.models import LineObjection, ScenarioLine, StaffMember
from staffing.selectors.exchanges import Partners, partners_in
from staffing.services import StaffRefused
from staffing.services.consenting import Word, record_consent, take_back_consent
from staffing.services.deciding import KINDS, DecisionFacts, record_decision
from staffing.services.objecting import (
    Objecting,
    accept_line,
    answer_objection,
    decline_line,
    object_to_line,
)
from staffing.services.scenarios import mark_line
from staffing.views.plan_reasons import consents_shown, decider_of, reasons_of
from staffing.views.plan_viewer import (
    Viewer,
    lines_in_sight,
    objections_waiting,
    sides_of,
    sides_waiting,
    steps_open,
    viewer_of,
)
from staffing.views.plan_words import names_of_subjects
from staffing.views.plans import line_row, people_of, shown_in

ORDER = ("-pk",)
OF_SCHOOLS = (Action.DECLARE_STAFF, Action.DECIDE_STAFF)


@require_GET
def plan_lines(request: HttpRequest) -> HttpResponse:
    """The lines of published plans that concern the user, the newest first."""
    rows = lines_in_sight(request)
    own = StaffMember.objects.filter(user=request.user.pk).first()
    is_planner = request.scope.can(Action.PLAN_STAFF)
    of_schools = any(map(request.scope.can_somewhere, OF_SCHOOLS))
    if not is_planner and own is None and not of_schools:
        raise Http404
    state = one_of(request, "state", LineState.values)
    text = search_text(request)
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(staff_name__icontains=text)
    page = keyset_page(request, rows, ORDER)
    partners = partners_in(lines_in_sight(request), [each.scenario_id for each in page])
    looked(request, Kind.STAFF, people_of(page, partners))
    names = names_of_subjects()
    context = {
        "page": page,
        "lines": [line_row(line, names, partners) for line in page],
        "states": LineState.choices,
        "state": state,
        "text": text,
        "own": own,
        "is_planner": is_planner,
        "objections": objections_waiting(request),
    }
    return render(request, "staffing/plan_lines.html", context)


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
    # A line that falls is in no exchange any more.
    partners = partners_of(request, line, viewer).get(line.pk, ())
    try:
        DEEDS[step](request, line, viewer, form)
    except StaffRefused as refusal:
        return _page(request, line, viewer, (step, form), refusal.problems)
    messages.success(request, _("The changes are saved."))
    if step in ("accept", "decide", "decline"):
        _remind(request, partners)
    return redirect("staffing:plan-line", public_id)


def partners_of(request: HttpRequest, line: ScenarioLine, viewer: Viewer) -> Partners:
    """The other halves of the exchange as far as the viewer may see them, under the line's key."""
    rows = ScenarioLine.objects.all() if viewer.is_planner else lines_in_sight(request)
    return partners_in(rows, [line.scenario_id])


def _remind(request: HttpRequest, partners: Sequence[ScenarioLine]) -> None:
    """Say which other lines of the exchange nobody has decided about."""
    waiting = [each.staff_name for each in partners if each.state != LineState.DECIDED]
    if waiting:
        messages.warning(
            request,
            _("This line is one exchange with that of %s; decide about both alike.")
            % ", ".join(waiting),
        )


def _found(request: HttpRequest, public_id: UUID) -> tuple[ScenarioLine, Viewer]:
    rows = ScenarioLine.objects.select_related("scenario").filter(public_id=public_id)
    line = rows.first()
    if line is None:
        raise Http404
    return line, viewer_of(request, line)


def forms_of(line: ScenarioLine, viewer: Viewer, data: Any = None) -> dict[str, forms.Form]:
    """The forms of the steps that ask for words."""
    made: dict[str, Callable[[], forms.Form]] = {
        "object": lambda: ObjectionForm(data),
        "answer": lambda: AnswerObjectionForm(data),
        "decline": lambda: LineReasonForm(data),
        "decide": lambda: DecisionForm(
            data,
            kinds=[kind.value for kind in KINDS[line.ground]],
            decided_by=decider_of(line),
        ),
        "consent": lambda: ConsentForm(
            data, sides=sides_waiting(line, viewer), is_own_word=not viewer.decides
        ),
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
    partners = partners_of(request, line, viewer)
    looked(request, Kind.STAFF, people_of([line], partners))
    objections = LineObjection.objects.filter(line=line)
    if not viewer.decides:
        # A head reads no objection of the person, nor the person the head's.
        objections = objections.filter(by=request.user.pk)
    shown = forms_of(line, viewer)
    if bound and bound[1] is not None:
        shown[bound[0]] = bound[1]
    names = names_of_subjects()
    context = {
        **line_row(line, names, partners),
        "viewer": viewer,
        "reasons": reasons_of(line, names),
        "steps": steps_open(line, viewer),
        "forms": shown,
        "objections": list(objections.select_related("by", "answered_by")),
        "decisions": list(line.decisions.all()),
        "consents": consents_shown(line, viewer),
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
    record_decision(
        line=line,
        shown=shown_in(request),
        facts=DecisionFacts(**form.cleaned_data),
        user=request.user,
    )


def _consent(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    said = form.cleaned_data
    word = Word(
        ConsentOf(said["side"]),
        said.get("said_by") or str(request.user),
        said.get("said_on") or timezone.localdate(),
        said.get("paper", ""),
        said["opinion"],
    )
    record_consent(line=line, word=word, user=request.user)


def _take_back(request: HttpRequest, line: ScenarioLine, viewer: Viewer, form: Any) -> None:
    side = request.POST.get("side", "")
    if side not in sides_of(line, viewer):
        raise Http404
    take_back_consent(line=line, side=ConsentOf(side))


DEEDS: dict[str, Callable[[HttpRequest, ScenarioLine, Viewer, Any], object]] = {
    "mark": _mark,
    "object": _object,
    "answer": _answer,
    "accept": lambda request, line, viewer, form: accept_line(line=line, shown=shown_in(request)),
    "decline": lambda request, line, viewer, form: decline_line(
        line=line,
        shown=shown_in(request),
        reason=form.cleaned_data["reason"],
        user=request.user,
    ),
    "decide": _decide,
    "consent": _consent,
    "take_back": _take_back,
}
