"""The only writer of how far a scenario has come: submitted, heard, approved, taken back."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.planning.choices import OperationKind, ScenarioState, StepKind
from eduportal.planning.models import (
    NetworkOperation,
    NetworkScenario,
    ScenarioResult,
    ScenarioStep,
)
from eduportal.planning.rules.network_figures import READINGS, Figures, figures_of
from eduportal.planning.selectors.outcome import Outcome, last_year, outcome_of
from eduportal.planning.selectors.runs import newest_run
from eduportal.planning.selectors.scenarios import steps_of
from eduportal.planning.services.errors import PlanningRefused, refuse_if
from eduportal.planning.services.scenarios import locked
from schools.models import School

MAKING = (OperationKind.OPEN, OperationKind.SPLIT)


def submit(*, scenario: NetworkScenario, shown: int, user: User, text: str = "") -> None:
    """Hand a draft in, with its figures as they are now. Raises PlanningRefused.

    What a rule refuses needs words: `text`.
    """
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.DRAFT)
        run, steps = newest_run(), steps_of(row)
        if run is None or not steps:
            raise PlanningRefused([_("A scenario without a step says nothing.")])
        found = outcome_of(row, run, last_year(steps, run))
        if found.refused:
            raise PlanningRefused([_("Mend or remove the steps that cannot be taken first.")])
        if found.refusals and not text.strip():
            told = {"count": len(found.refusals)}
            raise PlanningRefused(
                [_("Rules refuse it, %(count)s: write why it is handed in all the same.") % told]
            )
        ScenarioResult.objects.filter(scenario=row).delete()
        ScenarioResult.objects.bulk_create(_results(row, found))
        _to(row, ScenarioState.SUBMITTED, StepKind.SUBMIT, user, text)


def _results(scenario: NetworkScenario, found: Outcome) -> list[ScenarioResult]:
    """A line for each school touched, as it is before and after."""
    return [
        ScenarioResult(
            scenario=scenario,
            year=found.year,
            position=at,
            figures={
                "key": key,
                "name": (found.after.schools.get(key) or found.before.schools[key]).name,
                "before": _kept(found, key, is_after=False),
                "after": _kept(found, key, is_after=True),
            },
        )
        for at, key in enumerate(found.touched)
    ]


def _kept(found: Outcome, key: str, *, is_after: bool) -> dict[str, object] | None:
    school = (found.after if is_after else found.before).schools.get(key)
    return figures_kept(figures_of(school, found.terms)) if school else None


def figures_kept(found: Figures) -> dict[str, object]:
    """As JSON: posts as hundredths, unknown rooms as None."""
    need = found.need
    return {
        "students": need.students,
        "classes": need.classes,
        "rooms_needed": need.rooms_needed,
        "rooms": None if need.unknown else need.rooms,
        "short_rooms": need.short_rooms,
        "spare_rooms": need.spare_rooms,
        "sites": found.sites,
        "teachers": None
        if found.no_zone
        else {each.value: round(100 * found.teachers[each]) for each in READINGS},
    }


def take_back(*, scenario: NetworkScenario, shown: int, user: User) -> None:
    """What was submitted is a draft again. Raises PlanningRefused."""
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.SUBMITTED)
        _to(row, ScenarioState.DRAFT, StepKind.TAKE_BACK, user)


def send_back(*, scenario: NetworkScenario, shown: int, user: User, text: str) -> None:
    """The Department returns it to be changed, with a reason. Raises PlanningRefused."""
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.SUBMITTED, ScenarioState.OBJECTIONS)
        refuse_if([] if text.strip() else [_("Say what has to be changed.")])
        _to(row, ScenarioState.DRAFT, StepKind.RETURN, user, text)


def hear(
    *,
    scenario: NetworkScenario,
    shown: int,
    user: User,
    first: datetime.date,
    last: datetime.date,
) -> None:
    """Objections are heard from a day to a day. Raises PlanningRefused."""
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.SUBMITTED)
        refuse_if([] if first <= last else [_("The last day comes before the first.")])
        row.heard_from, row.heard_to = first, last
        span = f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
        _to(row, ScenarioState.OBJECTIONS, StepKind.HEAR, user, span)


def object_to(*, scenario: NetworkScenario, shown: int, user: User, text: str) -> None:
    """Write an objection down, or whose it is. Raises PlanningRefused."""
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.OBJECTIONS)
        refuse_if([] if text.strip() else [_("Write down what the objection is.")])
        _note(row, StepKind.OBJECT, user, text)


def approve(
    *,
    scenario: NetworkScenario,
    shown: int,
    user: User,
    decision: str,
    decided_on: datetime.date,
    effective_on: datetime.date,
) -> None:
    """Approve it under a decision; it is written into the register on its day.

    Raises PlanningRefused.
    """
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.SUBMITTED, ScenarioState.OBJECTIONS)
        refuse_if(_approval_problems(row, decision, decided_on, effective_on))
        row.decision, row.decided_on, row.effective_on = decision.strip(), decided_on, effective_on
        text = f"{row.decision}, {decided_on:%d/%m/%Y}"
        _to(row, ScenarioState.APPROVED, StepKind.APPROVE, user, text)


def _approval_problems(
    row: NetworkScenario, decision: str, decided_on: datetime.date, effective_on: datetime.date
) -> list[str]:
    problems, today = [], timezone.localdate()
    if not decision.strip():
        problems.append(_("Give the number of the decision."))
    if decided_on > today:
        problems.append(_("The day of the decision is not yet there."))
    if effective_on < decided_on:
        problems.append(_("It cannot take effect before it is decided."))
    if row.state == ScenarioState.OBJECTIONS and row.heard_to and row.heard_to >= today:
        told = {"day": f"{row.heard_to:%d/%m/%Y}"}
        problems.append(_("Objections are heard until %(day)s: decide after it.") % told)
    return problems + _code_problems(row) + _step_problems(row)


def _step_problems(row: NetworkScenario) -> list[str]:
    """What could be taken when it was handed in may be impossible by now."""
    run, steps = newest_run(), steps_of(row)
    if run is None or not outcome_of(row, run, last_year(steps, run)).refused:
        return []
    return [_("Steps cannot be taken any more: return it to be changed.")]


def _code_problems(row: NetworkScenario) -> list[str]:
    """A new school is written under an official code of its own."""
    making = NetworkOperation.objects.filter(scenario=row, kind__in=MAKING)
    codes = [(step.name, step.code) for step in making]
    taken = set(School.objects.filter(code__in=[code for _name, code in codes]).values_list("code"))
    problems = []
    for name, code in codes:
        if not code:
            problems.append(_("%(name)s has no official code yet.") % {"name": name})
        elif (code,) in taken or [each for _name, each in codes].count(code) > 1:
            told = {"name": name, "code": code}
            problems.append(_("%(name)s: another school has the code %(code)s.") % told)
    return problems


def undo_approval(*, scenario: NetworkScenario, shown: int, user: User) -> None:
    """Take an approval back while nothing of it is in the register: it is submitted again.

    Raises PlanningRefused.
    """
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.APPROVED)
        if NetworkOperation.objects.filter(scenario=row, applied_at__isnull=False).exists():
            raise PlanningRefused(
                [_("A part is in the register already: end the scenario, and change that there.")]
            )
        NetworkOperation.objects.filter(scenario=row).update(waits_for="")
        row.decision, row.decided_on, row.effective_on = "", None, None
        _to(row, ScenarioState.SUBMITTED, StepKind.UNDO, user)


def end(*, scenario: NetworkScenario, shown: int, user: User, text: str) -> None:
    """End an approved scenario whose other steps will not be written. Raises PlanningRefused."""
    with transaction.atomic():
        row = _in_state(scenario, shown, ScenarioState.APPROVED)
        refuse_if([] if text.strip() else [_("Say why the other steps are not written.")])
        _to(row, ScenarioState.APPLIED, StepKind.APPLY, user, text)


def _in_state(scenario: NetworkScenario, shown: int, *states: ScenarioState) -> NetworkScenario:
    row = locked(scenario, shown)
    if row.state not in states:
        raise PlanningRefused([_("The scenario is in another state by now. Look again.")])
    return row


def _to(
    row: NetworkScenario, state: ScenarioState, kind: StepKind, user: User | None, text: str = ""
) -> None:
    row.state = state
    row.save()
    _note(row, kind, user, text)


def _note(row: NetworkScenario, kind: StepKind, user: User | None, text: str) -> None:
    ScenarioStep.objects.create(scenario=row, kind=kind, by=user, text=text.strip()[:1000])


def mark_applied(row: NetworkScenario) -> None:
    """Every step is in the register (services/applying.py)."""
    _to(row, ScenarioState.APPLIED, StepKind.APPLY, None)
