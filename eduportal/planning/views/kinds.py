"""How well the one band fits each kind of commune: rural, urban, with declared in-migration."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from eduportal.core.numbers import grouped_text
from eduportal.planning.models import InMigration
from eduportal.planning.selectors.runs import communes_forecast
from eduportal.planning.views.access import Asked
from schools.choices import UnitType
from schools.models import AdminUnit

RURAL, URBAN, GROWING = "rural", "urban", "growing"
KINDS: dict[str, Promise] = {
    RURAL: gettext_lazy("communes"),
    URBAN: gettext_lazy("wards"),
    GROWING: gettext_lazy("with declared in-migration"),
}
SHOWN_LEADS = (1, 3)


@dataclass(frozen=True)
class Fit:
    """Of one kind and lead: forecasts that came out, their mean error, how many lay in the band."""

    known: int
    error: str
    inside: int | None


def fits_of(
    asked: Asked, declared: Collection[InMigration]
) -> list[tuple[Promise, int, list[Fit]]]:
    """Each kind with its communes and how the last three years came out, one and three years
    before. Upper secondary school is of areas, which are of no kind."""
    if asked.run is None:
        return []
    growing = {line.unit_id for line in declared}
    bands = {
        lead: (low, high)
        for stage, is_grade, lead, low, high, *_rest in asked.run.figures["bands"]
        if stage == asked.stage and not is_grade
    }
    of_kind: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in KINDS}
    for each in communes_forecast(asked.run, asked.units):
        of_kind[_kind(each.unit, growing)].append(each.figures)
    found = []
    for kind, places in of_kind.items():
        lines = [line for each in places for line in each["errors"].get(asked.stage, [])]
        if lines:
            fits = [_fit(lines, lead, bands.get(lead)) for lead in SHOWN_LEADS]
            found.append((KINDS[kind], len(places), fits))
    return found


def _kind(unit: AdminUnit, growing: Collection[int]) -> str:
    if unit.pk in growing:
        return GROWING
    return URBAN if unit.type == UnitType.WARD else RURAL


def _fit(lines: Sequence[Sequence[float]], lead: int, band: tuple[float, float] | None) -> Fit:
    """A line is target, lead, forecast, what came; a band holds what came over the forecast."""
    known = [(forecast, came) for _target, each, forecast, came in lines if each == lead]
    if not known:
        return Fit(0, "–", None)
    mean = sum(abs(forecast / came - 1) for forecast, came in known) / len(known)
    inside = None
    if band is not None:
        inside = sum(band[0] <= came / forecast <= band[1] for forecast, came in known)
    return Fit(len(known), f"{grouped_text(100 * mean, 1)}%", inside)
