"""Scenarios of the network: the list, one with what follows from it, several side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.params import one_of
from eduportal.core.posting import shown_of
from eduportal.planning.choices import OperationKind, ScenarioState
from eduportal.planning.models import ForecastRun, NetworkOperation, NetworkScenario
from eduportal.planning.scenario_forms import (
    ApproveForm,
    HearForm,
    NameForm,
    ScenarioForm,
    StepForm,
    WordsForm,
)
from eduportal.planning.selectors.outcome import Outcome, last_year, outcome_of
from eduportal.planning.selectors.runs import newest_run
from eduportal.planning.selectors.scenarios import YEARS_AHEAD, scenarios_of, steps_of
from eduportal.planning.services import (
    PlanningRefused,
    draft_scenario,
    name_scenario,
    put_step,
    remove_step,
)
from eduportal.planning.views.scenario_files import scenario_file
from eduportal.planning.views.scenario_shown import (
    answers_of,
    kept_lines,
    lines_of,
    school_lines,
    school_titles,
    way_text,
)
from eduportal.planning.views.scenario_words import cannot_text, step_text
from eduportal.planning.views.shown import year_name
from eduportal.scoping.actions import Action
from schools.models import AdminUnit
from schools.selectors import communes_of

MOST_COMPARED = 3


def units_of(request: HttpRequest) -> list[AdminUnit]:
    """The communes the user plans; Http404 for who plans none."""
    if not request.scope.can_somewhere(Action.PLAN_NETWORK):
        raise Http404
    return communes_of(request.scope.schools_where(Action.PLAN_NETWORK))


def is_department(request: HttpRequest) -> bool:
    """Whether the user plans the whole province."""
    return request.scope.is_everywhere and request.scope.can(Action.PLAN_NETWORK)


def find_scenario(request: HttpRequest, public_id: UUID) -> NetworkScenario:
    """The scenario, if it is of a commune the user plans, or the Department's; or else Http404."""
    mine = scenarios_of(units_of(request), is_province=is_department(request))
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
def scenario_list(request: HttpRequest) -> HttpResponse:
    """The scenarios of the communes the user plans; those ticked side by side."""
    found = list(scenarios_of(units_of(request), is_province=is_department(request)))
    asked = set(request.GET.getlist("with")[:MOST_COMPARED])
    chosen = [each for each in found if str(each.public_id) in asked]
    run = newest_run()
    context = {
        "scenarios": found,
        "chosen": chosen,
        "compared": _compared(chosen, run) if run and len(chosen) > 1 else [],
        "most": MOST_COMPARED,
        "run": run,
    }
    return render(request, "planning/scenarios.html", context)


def _compared(scenarios: list[NetworkScenario], run: ForecastRun) -> list[tuple[str, list[str]]]:
    """Each figure of several scenarios, with the change against today, in one school year."""
    year = max(last_year(steps_of(each), run) for each in scenarios)
    found = [outcome_of(each, run, year) for each in scenarios]
    rows = [(_("School year"), [year_name(year)] * len(found))]
    for lines in zip(*(lines_of(each) for each in found), strict=True):
        rows.append((lines[0].title, [f"{each.after} ({each.change})" for each in lines]))
    rows.append((_("Students who learn elsewhere"), [str(each.ways.students) for each in found]))
    rows.append((_("Rules that refuse it"), [str(len(each.refusals)) for each in found]))
    return rows


@require_http_methods(["GET", "POST"])
def scenario_new(request: HttpRequest) -> HttpResponse:
    """Begin a draft."""
    units = units_of(request)
    form = ScenarioForm(request.POST or None, units=units, is_department=is_department(request))
    if form.is_bound and form.is_valid():
        made = draft_scenario(
            title=form.cleaned_data["title"],
            unit=form.of,
            user=request.user,
            reason=form.cleaned_data["reason"],
        )
        return redirect("planning:scenario", made.public_id)
    return render(request, "planning/scenario_new.html", {"form": form})


@require_GET
def scenario(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Steps, before and after, what the rules answer, and what may be done next."""
    found = find_scenario(request, public_id)
    run, steps = newest_run(), steps_of(found)
    outcome, years = None, []
    if run is not None:
        years = [run.origin + ahead for ahead in range(YEARS_AHEAD + 1)]
        named = one_of(request, "year", [str(year) for year in years])
        outcome = outcome_of(found, run, int(named) if named else last_year(steps, run))
    if one_of(request, "export", ["xlsx"]) and outcome:
        if not request.scope.may_export(request.scope.schools_where(Action.PLAN_NETWORK)):
            raise PermissionDenied
        tables = [(step_text(row), year_name(row.year)) for row in steps]
        return scenario_file(found, tables, lines_of(outcome), _answers(outcome, request))
    context = _context(request, found, outcome) | {
        "run": run,
        "years": [(year, year_name(year)) for year in years],
        "steps": [_row(row, outcome) for row in steps],
    }
    return render(request, "planning/scenario.html", context)


def _answers(outcome: Outcome, request: HttpRequest) -> list[Any]:
    return answers_of(outcome, units_of(request))


def _row(row: NetworkOperation, outcome: Outcome | None) -> dict[str, Any]:
    why = outcome.refused.get(row.pk) if outcome else None
    later = outcome is not None and row.year > outcome.year
    return {
        "step": row,
        "text": step_text(row),
        "year": year_name(row.year),
        "problem": cannot_text(why) if why else "",
        "is_later": later,
    }


def _context(
    request: HttpRequest, found: NetworkScenario, outcome: Outcome | None
) -> dict[str, Any]:
    is_draft = found.state == ScenarioState.DRAFT
    context: dict[str, Any] = {
        "scenario": found,
        "kept": [] if is_draft else kept_lines(found.results.all()),
        "titles": school_titles(),
        "history": found.steps.select_related("by"),
        "is_draft": is_draft,
        "kinds": OperationKind.choices,
        "name_form": NameForm(initial={"title": found.title, "reason": found.reason}),
        "words_form": WordsForm(),
        "return_form": WordsForm(auto_id="return_%s"),
        "hear_form": HearForm(),
        "approve_form": ApproveForm(),
        "is_department": is_department(request),
        "may_decide": request.scope.can(Action.ADMINISTER),
        "may_export": request.scope.may_export(request.scope.schools_where(Action.PLAN_NETWORK)),
    }
    if outcome is not None:
        context |= {
            "outcome": outcome,
            "year_name": year_name(outcome.year),
            "lines": lines_of(outcome),
            "schools": school_lines(outcome),
            "way": way_text(outcome),
            "answers": _answers(outcome, request),
        }
    return context


@require_POST
def scenario_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give a draft another title and reason."""
    found = find_scenario(request, public_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the scenario a title."))
    else:
        told(request, lambda: name_scenario(scenario=found, shown=shown_of(request),
                                            **form.cleaned_data))  # fmt: skip
    return redirect("planning:scenario", public_id)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, public_id: UUID, pk: int | None = None) -> HttpResponse:
    """Add a step of the kind that the address names, or write one anew."""
    found = find_scenario(request, public_id)
    row = _step(found, pk) if pk is not None else None
    kind = OperationKind(row.kind) if row else _kind(request)
    run = newest_run()
    form = StepForm(
        request.POST or None,
        scenario=found,
        kind=kind,
        year=run.origin + 1 if run else found.created_at.year + 1,
        step=row,
    )
    shown = shown_of(request) if form.is_bound else found.revision
    if form.is_bound and form.is_valid():
        try:
            put_step(scenario=found, shown=shown, described=form.described, step=row)
        except PlanningRefused as refusal:
            for problem in refusal.problems:
                form.add_error(None, problem)
        else:
            return redirect("planning:scenario", public_id)
    context = {"scenario": found, "form": form, "kind": kind, "step": row, "shown": shown}
    return render(request, "planning/scenario_step.html", context)


def _kind(request: HttpRequest) -> OperationKind:
    return OperationKind(one_of(request, "kind", OperationKind.values) or OperationKind.MERGE_SITES)


@require_POST
def step_remove(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take a step out of a draft."""
    found = find_scenario(request, public_id)
    row = _step(found, pk)
    told(request, lambda: remove_step(scenario=found, shown=shown_of(request), step=row))
    return redirect("planning:scenario", public_id)


def _step(found: NetworkScenario, pk: int) -> NetworkOperation:
    row = NetworkOperation.objects.filter(scenario=found, pk=pk).first()
    if row is None:
        raise Http404
    return row


def told(request: HttpRequest, act: Any, done: str = "") -> bool:
    """Take the step; say what became of it."""
    try:
        act()
    except PlanningRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem)
        return False
    messages.success(request, done or _("The changes are saved."))
    return True
