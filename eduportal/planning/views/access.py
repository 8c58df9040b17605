"""Whose network a user plans: the communes, the stage and the year a page is about."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from eduportal.core.params import one_of
from eduportal.planning.models import ForecastRun, UnitForecast
from eduportal.planning.rules.school_needs import AHEAD
from eduportal.planning.selectors.runs import newest_run
from eduportal.scoping.actions import Action
from schools.choices import Stage
from schools.models import AdminUnit
from schools.selectors import communes_of

STAGES = [Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY]
# The year shown where none is asked for: soon enough to be known, late enough to build for.
USUAL_LEAD = 2


@dataclass(frozen=True)
class Asked:
    """The communes a user may plan, the newest forecast (None before the first), the level of
    education and the school year looked at; `export` is empty for a page."""

    units: list[AdminUnit]
    run: ForecastRun | None
    stage: Stage
    year: int
    export: str
    may_export: bool

    @property
    def years(self) -> list[int]:
        """The year counted last, and those ahead."""
        if self.run is None:
            return []
        return list(range(self.run.origin, self.run.origin + AHEAD[self.stage] + 1))


def asked_of(request: HttpRequest, formats: tuple[str, ...] = ("xlsx",)) -> Asked:
    """Read and check what a page of the network is asked for.

    Raises Http404 for who plans nothing, BadRequest for an unknown value, PermissionDenied for an
    export of more than the user may export.
    """
    if not request.scope.can_somewhere(Action.PLAN_NETWORK):
        raise Http404
    ids = request.scope.schools_where(Action.PLAN_NETWORK)
    run = newest_run()
    stage = Stage(one_of(request, "stage", [each.value for each in STAGES]) or Stage.PRIMARY)
    export = one_of(request, "export", formats)
    may_export = request.scope.may_export(ids)
    if export and not may_export:
        raise PermissionDenied
    year = 0
    if run is not None:
        years = range(run.origin, run.origin + max(AHEAD.values()) + 1)
        named = one_of(request, "year", [str(each) for each in years])
        last = run.origin + AHEAD[stage]
        year = min(int(named) if named else run.origin + USUAL_LEAD, last)
    return Asked(communes_of(ids), run, stage, year, export, may_export)


def find_unit(asked: Asked, code: str) -> AdminUnit:
    """The commune of the code among those the user plans; otherwise Http404."""
    unit = next((unit for unit in asked.units if unit.code == code), None)
    if unit is None:
        raise Http404
    return unit


def figures_of(asked: Asked, found: UnitForecast) -> dict[str, Any]:
    """What is forecast where: the commune's own; those of its area for upper secondary school."""
    own: dict[str, Any] = found.figures
    if asked.stage != Stage.UPPER_SECONDARY or asked.run is None:
        return own
    area: dict[str, Any] = asked.run.figures["areas"].get(own["area"], {})
    return area or {"grades": {}, "errors": {}, "ratios": {}, "stages": {}}
