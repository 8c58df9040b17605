"""The only writer of plans that move teachers: drafted, asked for, published, closed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings as portal
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.hints import offer
from eduportal.solving.highs import SOLVER
from schools.models import SchoolYear
from staffing.choices import LineMark, LineState, ScenarioState, ScenarioStep
from staffing.models import LineObjection, Scenario, ScenarioLine
from staffing.rebalance.settings import CARRIED, complete
from staffing.rules.scenario_steps import STEPS
from staffing.services.errors import StaffRefused
from staffing.services.faults import require_sound
from staffing.services.telling_plans import tell_of_proposals

TASK = "staffing.solve_scenario"


def draft_scenario(
    *,
    name: str,
    year: SchoolYear,
    options: Mapping[str, Any],
    user: User,
    parent: Scenario | None = None,
) -> Scenario:
    """A new plan; from a `parent` it takes what was said about its lines. Nothing is computed."""
    carried = carried_from(parent) if parent else {}
    return Scenario.objects.create(
        name=name,
        school_year=year,
        options=complete({**options, **carried}),
        parent=parent,
        created_by=user,
    )


def carried_from(parent: Scenario) -> dict[str, list[Any]]:
    """People who stay, moves that stay, and the ways people have seen."""
    before = {key: set(map(_whole, parent.options[key])) for key in CARRIED}
    for line in parent.lines.select_related("from_school", "to_school", "part"):
        stage = line.part.stage
        person = str(_person_of(line))
        way = tuple(f"{each.public_id}:{stage}" for each in (line.from_school, line.to_school))
        if line.mark == LineMark.REFUSED or line.state == LineState.DECLINED:
            before["kept"].add(person)
        elif not line.units:
            before["shown"].add(way)
            if line.mark == LineMark.PINNED or line.state == LineState.ACCEPTED:
                before["pinned"].add((person, way[1]))
    return {key: sorted(map(_plain, found)) for key, found in before.items()}


def _whole(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _person_of(line: ScenarioLine) -> Any:
    return line.staff.public_id


def change_scenario(
    *, scenario: Scenario, shown: int, name: str, options: Mapping[str, Any]
) -> Scenario:
    """Other settings for a draft. Raises StaffRefused."""
    with transaction.atomic():
        found = locked_scenario(scenario, shown)
        if found.state != ScenarioState.DRAFT:
            raise StaffRefused([_("Only a draft can be changed. Begin a new plan from this one.")])
        found.name = name
        found.options = complete({**found.options, **options})
        found.revision += 1
        found.save()
        return found


def take_step(*, scenario: Scenario, shown: int, step: ScenarioStep) -> Scenario:
    """Compute, publish or close. Raises StaffRefused where the step is none from here."""
    with transaction.atomic():
        found = locked_scenario(scenario, shown)
        after = STEPS.get((found.state, step))
        if after is None:
            raise StaffRefused([_("This step cannot be taken now. Nothing was done.")])
        found.state = ScenarioState(after)
        found.revision += 1
        DEEDS[step](found)
        found.save()
        return found


def _solve(found: Scenario) -> None:
    """Begin anew: the facts of today, and nothing of an attempt before."""
    found.parts.all().delete()
    found.snapshot, found.problems = None, []
    found.code_version, found.solver_version = portal.EDUPORTAL_VERSION, SOLVER
    found.started_at = timezone.now()
    offer(TASK, scenario_id=found.pk)


def _publish(found: Scenario) -> None:
    """From here on the two schools and the person see each line; the plan changes no more.

    Raises StaffRefused where what is stored is not what was computed, or breaks a rule.
    """
    require_sound(found)
    found.published_at = timezone.now()
    found.lines.filter(mark__in=(LineMark.REFUSED, LineMark.CLOSED)).update(
        state=LineState.DECLINED, reason=_("taken out before the plan was published")
    )
    found.lines.update(is_shown=True)
    tell_of_proposals(found)


def _close(found: Scenario) -> None:
    """Lines that nothing was decided about fall; an open objection is answered by that."""
    found.lines.filter(state__in=(LineState.PROPOSED, LineState.ACCEPTED)).update(
        state=LineState.DECLINED, reason=_("the plan was closed")
    )
    waiting = LineObjection.objects.filter(line__scenario=found, is_upheld=None)
    waiting.filter(line__state=LineState.DECLINED).update(
        is_upheld=True, answer=_("the plan was closed"), answered_at=timezone.now()
    )


DEEDS = {
    ScenarioStep.SOLVE: _solve,
    ScenarioStep.PUBLISH: _publish,
    ScenarioStep.CLOSE: _close,
}


def locked_scenario(scenario: Scenario, shown: int) -> Scenario:
    """The plan as the page showed it, locked until the transaction ends. Raises StaffRefused."""
    found = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    if found.revision != shown:
        raise StaffRefused(
            [_("The plan has changed since this page was opened. Nothing was done.")]
        )
    return found


def mark_line(*, line: ScenarioLine, shown: int, mark: LineMark) -> ScenarioLine:
    """What the next plan must do with a line of this one. Raises StaffRefused."""
    with transaction.atomic():
        found = ScenarioLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
        if found.revision != shown or found.scenario.state != ScenarioState.SOLVED:
            raise StaffRefused(
                [_("The line has changed since this page was opened. Nothing was done.")]
            )
        found.mark = mark
        found.revision += 1
        found.save()
        return found
