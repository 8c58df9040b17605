"""The newest forecast, and what it says of places and schools."""

from collections.abc import Collection
from typing import Any

from eduportal.planning.models import ForecastRun, InMigration, SchoolForecast, UnitForecast
from schools.models import AdminUnit, School


def newest_run() -> ForecastRun | None:
    """The forecast that pages show: one query."""
    return ForecastRun.objects.select_related("assumptions").first()


def communes_forecast(run: ForecastRun, units: Collection[AdminUnit]) -> list[UnitForecast]:
    """What it says of these communes, by name: one query."""
    found = UnitForecast.objects.filter(run=run, unit__in=[unit.pk for unit in units])
    return list(found.select_related("unit").order_by("unit__search_key", "unit"))


def schools_forecast(run: ForecastRun, *units: AdminUnit) -> list[SchoolForecast]:
    """What it says of the open schools of communes that the scope shows: one query."""
    found = SchoolForecast.objects.filter(run=run, school__unit__in=units, school__closed_on=None)
    return list(found.select_related("school").order_by("school__search_key", "school"))


def school_forecast(run: ForecastRun, school: School) -> dict[str, Any] | None:
    found = SchoolForecast.objects.filter(run=run, school=school).first()
    return found.figures if found else None


def errors_of(run: ForecastRun, school: School) -> dict[str, list[list[float]]]:
    """Past errors where the school's levels are forecast, its commune and its area: one query."""
    found = UnitForecast.objects.filter(run=run, unit=school.unit_id).first()
    if found is None:
        return {}
    area = run.figures["areas"].get(found.figures["area"], {})
    return {**found.figures["errors"], **area.get("errors", {})}


def declared_for(units: Collection[AdminUnit]) -> list[InMigration]:
    """What is declared for these communes: one query."""
    found = InMigration.objects.filter(unit__in=[unit.pk for unit in units])
    return list(found.select_related("unit", "stated_by").order_by("unit__search_key", "pk"))
