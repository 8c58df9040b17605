"""What a computer proposes: where to build, and which hamlets go to which school."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import one_of
from eduportal.planning.choices import Question, SolveState
from eduportal.planning.location.answers import PlacesJob
from eduportal.planning.location.frozen import Job
from eduportal.planning.models import SolveRun
from eduportal.planning.proposal_forms import PROVINCE, ProposalForm, in_words
from eduportal.planning.rules.assumptions import Setting
from eduportal.planning.rules.proposals import (
    UPPER,
    catchment_settings,
    location_settings,
)
from eduportal.planning.selectors.catchment_facts import catchments_question
from eduportal.planning.selectors.proposing import question_of
from eduportal.planning.services import PlanningRefused
from eduportal.planning.services.drafting import draft_proposal
from eduportal.planning.services.proposing import Asked as Asking
from eduportal.planning.services.proposing import propose, propose_again
from eduportal.planning.views.access import STAGES, Asked, asked_of, find_unit
from eduportal.planning.views.catchments_shown import catchments_page
from eduportal.planning.views.places_shown import places_page
from eduportal.scoping.actions import Action
from schools.choices import Stage

PAGES = {Question.LOCATION: places_page, Question.CATCHMENT: catchments_page}
PROBLEMS = {
    "clock": gettext_lazy("It took longer than a question may."),
    "broken": gettext_lazy("The answer broke a rule when it was checked, and is not shown."),
    "unsolved": gettext_lazy("The solver found no answer to:"),
    "ended": gettext_lazy("The computation was ended from outside, or met its limit of memory."),
}


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What was asked, newest first, of the communes the user plans."""
    asked = asked_of(request)
    runs = SolveRun.objects.filter(_visible(request, asked)).select_related("unit", "asked_by")
    context = {
        "asked": asked,
        "runs": [(run, Stage(run.stage).label) for run in runs.defer("facts", "told")[:100]],
    }
    return render(request, "planning/proposals.html", context)


@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Ask where to build, or for catchments: the level by the address, the rest by a form."""
    asked = asked_of(request)
    question = Question(one_of(request, "question", Question.values) or Question.LOCATION)
    province = _plans_all(request)
    if not _may_ask(asked.stage, question, province):
        raise Http404
    only_province = asked.stage == UPPER
    form = ProposalForm(
        request.POST or None,
        units=[] if only_province else asked.units,
        province=province,
        settings=_settings(question, asked.stage),
        initial={"where": one_of(request, "where", [unit.code for unit in asked.units])},
    )
    if form.is_bound and form.is_valid():
        try:
            run, is_new = propose(asked=_asked(asked, question, form), user=request.user)
        except PlanningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            if not is_new:
                messages.info(request, _("The same question was answered before: here it is."))
            return redirect("planning:proposal", run.pk)
    stages = [(s.value, s.label) for s in STAGES if _may_ask(s, question, province)]
    context = {"asked": asked, "question": question, "form": form, "stages": stages}
    return render(request, "planning/proposal_new.html", context)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its answer, or why there is none yet."""
    asked = asked_of(request)
    run = _run(request, asked, pk)
    context: dict[str, Any] = {
        "asked": asked,
        "run": run,
        "stage": Stage(run.stage).label,
        "where": run.unit.full_name if run.unit else _("the whole province"),
        "settings": in_words(_settings(Question(run.question), run.stage), run.settings),
        "problem": _problem(run.problem) if run.state == SolveState.FAILED else "",
    }
    if run.state == SolveState.SOLVED:
        return PAGES[Question(run.question)](request, asked, run, context)
    return render(request, "planning/proposal_waiting.html", context)


@require_POST
def proposal_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute once more what failed."""
    run = _run(request, asked_of(request), pk)
    try:
        propose_again(run=run)
    except PlanningRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("planning:proposal", pk)


@require_POST
def proposal_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the proposed plan, or an alternative, as a draft of a scenario."""
    run = _run(request, asked_of(request), pk)
    parts = run.parts.select_related("unit", "run__unit")
    code = request.POST.get("part", "")
    part = parts.filter(unit__code=code).first() if code else parts.first()
    if part is None:
        raise Http404
    count = len(part.figures.get("others", ())) if run.question == Question.LOCATION else -1
    named = one_of_post(request, [str(number) for number in range(count + 1)])
    try:
        made = draft_proposal(part=part, number=named, user=request.user)
    except PlanningRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("planning:proposal", pk)
    messages.success(request, _("The plan is kept as a draft of a scenario."))
    return redirect("planning:scenario", made.public_id)


def one_of_post(request: HttpRequest, allowed: list[str]) -> int:
    """The number of a plan that the page offered; otherwise Http404."""
    named = request.POST.get("plan", "")
    if named not in allowed:
        raise Http404
    return int(named)


def _may_ask(stage: str, question: Question, province: bool) -> bool:
    """Upper secondary schools serve several communes: who plans the province asks for them, and
    has no catchments by hamlet."""
    return stage != UPPER or (province and question == Question.LOCATION)


def _plans_all(request: HttpRequest) -> bool:
    return request.scope.schools_where(Action.PLAN_NETWORK) is None


def _settings(question: Question, stage: str) -> tuple[Setting, ...]:
    return location_settings(stage) if question == Question.LOCATION else catchment_settings()


def _asked(asked: Asked, question: Question, form: ProposalForm) -> Asking:
    where = form.cleaned_data["where"]
    unit = None if where == PROVINCE else find_unit(asked, where)
    units = asked.units if unit is None else [unit]
    stage, values = asked.stage, form.values
    job: Job
    if question == Question.CATCHMENT:
        job, told = catchments_question(units, stage, values, asked.run)
    else:
        found = question_of(units, stage, values, asked.run)
        cases = tuple(case for _unit, case in found.cases)
        # Other plans and prices where one question is looked at, not where many are.
        job = PlacesJob(cases, around=len(cases) == 1)
        told = found.told | {"units": [each.pk if each else None for each, _case in found.cases]}
    told["origin"] = asked.run.origin if asked.run else timezone.localdate().year
    return Asking(question, unit, stage, values, form.cleaned_data["source"], job, told)


def _visible(request: HttpRequest, asked: Asked) -> Q:
    """Of the communes the user plans; of the province where the user plans all of it."""
    own = Q(unit__in=[unit.pk for unit in asked.units])
    return own | Q(unit=None) if _plans_all(request) else own


def _run(request: HttpRequest, asked: Asked, pk: int) -> SolveRun:
    runs = SolveRun.objects.select_related("unit", "asked_by").defer("facts")
    found = runs.filter(_visible(request, asked), pk=pk).first()
    if found is None:
        raise Http404
    return found


def _problem(code: str) -> str:
    """In words, with the name of the commune where the solver gave one."""
    word = code.partition(":")[0].partition(" ")[0]
    text = PROBLEMS.get(word)
    if text is None:
        return _("An error of the portal; it is written in its log.")
    about = code.partition(": ")[2]
    return f"{text} {about}".strip() if word == "unsolved" else str(text)
