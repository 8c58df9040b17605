"""Plans that move teachers, for the Department: listed, set up, computed, published, compared."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import Kind, looked
from eduportal.core.numbers import grouped_text
from eduportal.core.params import one_of, search_text
from eduportal.core.reading import whole_number
from eduportal.scoping.actions import Action
from schools.models import SchoolYear
from staffing.choices import LineGround, PartState, ScenarioState, ScenarioStep
from staffing.forms.plan_settings import Eased, PlanForm
from staffing.models import Scenario, ScenarioLine
from staffing.rebalance.settings import CLOSED, DEFAULTS
from staffing.rules.scenario_steps import STEPS
from staffing.selectors.exchanges import Partners, partners_in
from staffing.selectors.scenarios import (
    by_commune,
    by_subject,
    closed_ways,
    prices_of,
    scenarios_of,
    sums_of,
)
from staffing.services import StaffRefused
from staffing.services.faults import require_sound
from staffing.services.scenarios import change_scenario, draft_scenario, take_step
from staffing.views.access import year_of
from staffing.views.plan_files import plan_file
from staffing.views.plan_obstacles import obstacle_rows
from staffing.views.plan_shown import change_rows, eased_of, limit_rows, percent, sums_shown
from staffing.views.plan_words import (
    kilometres,
    names_of_subjects,
    part_name,
    problems_of,
)

DONE = {
    ScenarioStep.SOLVE: gettext_lazy("The plan is being computed."),
    ScenarioStep.PUBLISH: gettext_lazy("The plan is published."),
    ScenarioStep.CLOSE: gettext_lazy("The plan is closed."),
}
LINE_ORDER = ("ground", "from_name", "pk")


def require_planner(request: HttpRequest) -> None:
    """Plans are the Department's: those who plan for every school."""
    if not request.scope.can(Action.PLAN_STAFF):
        raise Http404


def find_plan(request: HttpRequest, public_id: UUID) -> Scenario:
    """The plan; Http404 for whoever is not of the Department."""
    require_planner(request)
    rows = Scenario.objects.select_related("parent", "snapshot", "school_year", "created_by")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of the year, and those chosen to be compared."""
    require_planner(request)
    year = year_shown(request)
    plans = scenarios_of(year)
    sums = sums_of(plans)
    context = {"year": year, "rows": [(each, sums_shown(sums[each.pk])) for each in plans]}
    return render(request, "staffing/plan_list.html", context)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan: with the portal's limits, or from another plan and what was said of it."""
    require_planner(request)
    parent = _parent(request)
    year = parent.school_year if parent else year_shown(request)
    options: dict[str, Any] = dict(DEFAULTS)
    if parent:
        options = parent.options | {CLOSED: closed_ways(parent)}
    name = _("%s, once more") % parent.name if parent else ""
    prices = _prices(parent)
    form = PlanForm(request.POST or None, name=name[:150], options=options, prices=prices)
    if form.is_bound and form.is_valid():
        made = draft_scenario(
            name=form.cleaned_data["name"],
            year=year,
            options=form.options,
            user=request.user,
            parent=parent,
        )
        return redirect("staffing:plan", made.public_id)
    context = {"form": form, "year": year, "parent": parent}
    return render(request, "staffing/plan_form.html", context)


def _prices(computed: Scenario | None) -> dict[str, Eased]:
    """What another value of each setting would do, by the plan that has computed it."""
    return eased_of(computed.options, prices_of(computed)) if computed else {}


def _parent(request: HttpRequest) -> Scenario | None:
    text = request.GET.get("from", "")
    if not text:
        return None
    try:
        return find_plan(request, UUID(text))
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def plan_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Other settings for a draft."""
    plan = find_plan(request, public_id)
    prices = _prices(plan.parent)
    form = PlanForm(request.POST or None, name=plan.name, options=plan.options, prices=prices)
    problems: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            change_scenario(
                scenario=plan,
                shown=shown_in(request),
                name=form.cleaned_data["name"],
                options=form.options,
            )
        except StaffRefused as refusal:
            problems = refusal.problems
        else:
            return redirect("staffing:plan", public_id)
    context = {"form": form, "year": plan.school_year, "plan": plan, "problems": problems}
    return render(request, "staffing/plan_form.html", context)


@require_GET
def plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One plan: what it found, its limits with their prices, its lines; or as a file."""
    found = find_plan(request, public_id)
    if one_of(request, "export", ["xlsx"]):
        return plan_file(request, found)
    return plan_page(request, found)


@require_POST
def plan_step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Compute or close the plan."""
    return _taken(request, public_id, one_of_steps(request))


@require_POST
def plan_publish(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Publish the plan, which is checked again from its rows before."""
    return _taken(request, public_id, ScenarioStep.PUBLISH)


@require_POST
def plan_check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check the stored plan again from its rows."""
    found = find_plan(request, public_id)
    if not has_result(found):
        raise Http404
    try:
        require_sound(found)
    except StaffRefused as refusal:
        return plan_page(request, found, refusal.problems)
    messages.success(
        request, _("The stored plan was checked again: every line and every need holds.")
    )
    return redirect("staffing:plan", public_id)


def _taken(request: HttpRequest, public_id: UUID, step: ScenarioStep) -> HttpResponse:
    found = find_plan(request, public_id)
    try:
        take_step(scenario=found, shown=shown_in(request), step=step)
    except StaffRefused as refusal:
        return plan_page(request, found, refusal.problems)
    messages.success(request, DONE[step])
    return redirect("staffing:plan", public_id)


def one_of_steps(request: HttpRequest) -> ScenarioStep:
    text = request.POST.get("step", "")
    if text not in ScenarioStep.values or text == ScenarioStep.PUBLISH:
        raise Http404
    return ScenarioStep(text)


def shown_in(request: HttpRequest) -> int:
    """The revision the page was made of."""
    return whole_number(request.POST.get("shown", "")) or 0


def plan_page(
    request: HttpRequest, found: Scenario, problems: list[str] | None = None
) -> HttpResponse:
    names = names_of_subjects()
    is_computed, parts = has_result(found), _parts(found, names)
    context = {
        "plan": found,
        "steps": [step for step in ScenarioStep.values if (found.state, step) in STEPS],
        "limits": limit_rows(found.options, prices_of(found) if is_computed else {}),
        "carried": {key: len(found.options[key]) for key in ("pinned", "kept", "shown")},
        "failures": problems_of(found, names),
        "problems": problems or [],
        "parts": parts,
        "done": sum(each["part"].state != PartState.WAITING for each in parts),
        "has_result": is_computed,
        "may_export": request.scope.may_export(None),
        **(_result(request, found, names, parts) if is_computed else {}),
    }
    return render(request, "staffing/plan.html", context)


def has_result(found: Scenario) -> bool:
    """Whether there is a computed plan to show."""
    is_shown = found.state not in (ScenarioState.SOLVING, ScenarioState.FAILED)
    return is_shown and found.parts.filter(state=PartState.SOLVED).exists()


def _parts(found: Scenario, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": part_name(part.name, names),
            "state": part.get_state_display(),
            "part": part,
            "gap": percent(part.gap),
            "seconds": grouped_text((part.cpu_ms or 0) / 1000, 1),
        }
        for part in found.parts.all()
    ]


def _result(
    request: HttpRequest, found: Scenario, names: dict[str, str], parts: list[dict[str, Any]]
) -> dict[str, Any]:
    lines = found.lines.select_related("part")
    ground = one_of(request, "ground", LineGround.values)
    if ground:
        lines = lines.filter(ground=ground)
    text = search_text(request)
    if text:
        lines = lines.filter(staff_name__icontains=text)
    page = keyset_page(request, lines.order_by(*LINE_ORDER), LINE_ORDER)
    partners = partners_in(found.lines.all(), [found.pk])
    looked(request, Kind.STAFF, people_of(page, partners))
    sums = sums_of([found])[found.pk]
    grounds = [(code, label, sums.lines[code]) for code, label in LineGround.choices]
    return {
        "sums": sums_shown(sums),
        "grounds": grounds,
        "ground": ground,
        "text": text,
        "page": page,
        "lines": [line_row(line, names, partners) for line in page],
        "obstacles": obstacle_rows([each["part"] for each in parts], names),
        "subjects": change_rows(by_subject(found, names), with_level=True),
        "communes": change_rows(by_commune(found)),
    }


def people_of(lines: Iterable[ScenarioLine], partners: Partners) -> Iterator[tuple[int, int]]:
    """Who is named with these lines: their people, and those who change places with them."""
    for line in lines:
        for each in (line, *partners.get(line.pk, ())):
            yield each.staff_id, each.from_school_id


def line_row(line: ScenarioLine, names: dict[str, str], partners: Partners) -> dict[str, Any]:
    """A line of a plan in words, with the lines it is one exchange with."""
    return {
        "line": line,
        "partners": partners.get(line.pk, ()),
        "subjects": ", ".join(str(names.get(code, code)) for code in line.subjects),
        "kilometres": kilometres(line.metres),
    }


def year_shown(request: HttpRequest) -> SchoolYear:
    year = year_of(request)
    if year is None:
        raise Http404
    return year
