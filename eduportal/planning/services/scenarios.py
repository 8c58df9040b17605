"""The only writer of scenarios of the network and their steps while they are drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.planning.choices import OperationKind, ScenarioState
from eduportal.planning.models import NetworkOperation, NetworkScenario
from eduportal.planning.rules.operations import Kind, Operation
from eduportal.planning.services.errors import PlanningRefused, refuse_if
from schools.models import AdminUnit, School

MOST_STEPS = 200


def draft_scenario(
    *,
    title: str,
    unit: AdminUnit | None,
    user: User,
    reason: str = "",
    operations: Iterable[Operation] = (),
) -> NetworkScenario:
    """A new draft: of a commune, or the Department's without one.

    `operations` name schools as "s" and their id, sites as "p" and their id, communes as "c" and
    their id (selectors/scenarios.py, facts.py), and a school that a step opens by any key of its
    own. Raises PlanningRefused.
    """
    with transaction.atomic():
        refuse_if([] if title.strip() else [_("Give the scenario a title.")])
        # Closed ones too: what is known of them stays a matter of the commune.
        schools = (
            list(School.objects.filter(unit=unit).values_list("pk", flat=True)) if unit else []
        )
        scenario = NetworkScenario.objects.create(
            title=title.strip(), unit=unit, schools=schools, reason=reason, created_by=user
        )
        made: dict[str, NetworkOperation] = {}
        for at, each in enumerate(operations):
            row = NetworkOperation(scenario=scenario, position=at + 1, **_columns(each, made))
            row.save()
            if each.kind in (Kind.OPEN, Kind.SPLIT):
                made[each.key] = row
        return scenario


def _columns(step: Operation, made: Mapping[str, NetworkOperation]) -> dict[str, object]:
    point = step.point
    return {
        "kind": step.kind.value,
        "year": step.year,
        "from_school_id": _id_in(step.school),
        "to_school_id": None if step.target in made else _id_in(step.target),
        "to_new": made.get(step.target),
        "site_id": _id_in(step.site),
        "grades": list(step.grades),
        "stage": step.stage,
        "rooms": step.rooms,
        "share": step.share,
        "sessions": step.sessions,
        "name": step.name,
        "stages": list(step.stages),
        "unit_id": _id_in(step.commune),
        "zone": step.zone,
        "latitude": Decimal(str(round(point[0], 5))) if point else None,
        "longitude": Decimal(str(round(point[1], 5))) if point else None,
    }


def _id_in(key: str) -> int | None:
    """The id in a key such as "s12"; None for an empty one."""
    return int(key[1:]) if key else None


@dataclass(frozen=True)
class Described:
    """A step as a form describes it; what its kind does not use is empty."""

    kind: OperationKind
    year: int
    columns: Mapping[str, object]


def name_scenario(*, scenario: NetworkScenario, shown: int, title: str, reason: str) -> None:
    """Give a draft another title and reason. Raises PlanningRefused."""
    with transaction.atomic():
        row = locked_draft(scenario, shown)
        refuse_if([] if title.strip() else [_("Give the scenario a title.")])
        row.title, row.reason = title.strip(), reason
        row.save(update_fields=["title", "reason"])


def put_step(
    *,
    scenario: NetworkScenario,
    shown: int,
    described: Described,
    step: NetworkOperation | None = None,
) -> NetworkOperation:
    """Add a step to a draft at its end, or write one of its steps anew. Raises PlanningRefused."""
    with transaction.atomic():
        locked_draft(scenario, shown)
        steps = NetworkOperation.objects.filter(scenario=scenario)
        if step is None:
            if steps.count() >= MOST_STEPS:
                raise PlanningRefused([_("A scenario has %s steps at most.") % MOST_STEPS])
            last = steps.aggregate(last=Max("position"))["last"] or 0
            step = NetworkOperation(scenario=scenario, position=last + 1)
        step.kind, step.year = described.kind, described.year
        for name, value in described.columns.items():
            setattr(step, name, value)
        step.save()
        return step


def remove_step(*, scenario: NetworkScenario, shown: int, step: NetworkOperation) -> None:
    """Take a step out of a draft, and those that lead to a school it would have made.

    Raises PlanningRefused.
    """
    with transaction.atomic():
        locked_draft(scenario, shown)
        NetworkOperation.objects.filter(pk=step.pk).delete()


def delete_scenario(*, scenario: NetworkScenario, shown: int) -> None:
    """Remove a draft that was never submitted. Raises PlanningRefused."""
    with transaction.atomic():
        row = locked_draft(scenario, shown)
        if row.steps.exists():
            raise PlanningRefused([_("It has been submitted once and stays, with what was said.")])
        NetworkScenario.objects.filter(pk=row.pk).delete()


def locked(scenario: NetworkScenario, shown: int) -> NetworkScenario:
    """The scenario, locked and one change further, if it is as shown. Raises PlanningRefused."""
    row = NetworkScenario.objects.select_for_update(of=["self"]).filter(pk=scenario.pk).first()
    if row is None or row.revision != shown:
        raise PlanningRefused(
            [_("This has been changed since this page was opened. Nothing was saved; reload it.")]
        )
    NetworkScenario.objects.filter(pk=row.pk).update(revision=F("revision") + 1)
    row.revision += 1
    return row


def locked_draft(scenario: NetworkScenario, shown: int) -> NetworkScenario:
    row = locked(scenario, shown)
    if row.state != ScenarioState.DRAFT:
        raise PlanningRefused([_("The scenario is no draft any more: take it back first.")])
    return row
