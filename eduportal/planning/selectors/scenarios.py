"""Scenarios as the rules take them: the network of a year, the steps, what figures go by."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from eduportal.planning.models import (
    ForecastRun,
    NetworkOperation,
    NetworkScenario,
    SchoolForecast,
)
from eduportal.planning.rules.assumptions import usable_rooms
from eduportal.planning.rules.network import Network, Place
from eduportal.planning.rules.network import School as Planned
from eduportal.planning.rules.network import Site as PlannedSite
from eduportal.planning.rules.network_figures import Terms
from eduportal.planning.rules.operations import Kind, Operation
from eduportal.planning.rules.sizes import from_rows
from eduportal.planning.selectors.facts import commune_key, usual_sessions
from schools.choices import Stage
from schools.models import AdminUnit, School, SchoolYear, Site
from staffing.selectors.norms import norms_for

# Years ahead a scenario is shown for.
YEARS_AHEAD = 5
LONGEST = {"02": "longest_02", "03": "longest_03", "04": "longest_04"}


def school_key(pk: int) -> str:
    return f"s{pk}"


def site_key(pk: int) -> str:
    return f"p{pk}"


def new_key(row: NetworkOperation) -> str:
    """The key of the school that a step makes."""
    return f"n{row.pk}"


def scenarios_of(units: Collection[AdminUnit], *, is_province: bool) -> QuerySet[NetworkScenario]:
    """The scenarios of these communes; with `is_province` the Department's own as well."""
    found = NetworkScenario.objects.select_related("unit", "created_by")
    return found if is_province else found.filter(unit__in=[unit.pk for unit in units])


def schools_of(scenario: NetworkScenario) -> QuerySet[School]:
    """The open schools its steps may name: of its commune, or for the Department's those with an
    upper secondary level and centres."""
    found = School.objects.filter(closed_on=None).select_related("unit")
    if scenario.unit_id:
        return found.filter(unit=scenario.unit_id).order_by("search_key", "pk")
    upper = [Stage.UPPER_SECONDARY.value, Stage.CONTINUING.value]
    return found.filter(stages__overlap=upper).order_by("search_key", "pk")


def steps_of(scenario: NetworkScenario) -> list[NetworkOperation]:
    """Its steps in order: one query."""
    rows = NetworkOperation.objects.filter(scenario=scenario)
    return list(rows.select_related("from_school", "to_school", "to_new", "site", "unit"))


def operation_of(row: NetworkOperation) -> Operation:
    """A stored step as the rules take it."""
    has_point = row.latitude is not None and row.longitude is not None
    target = school_key(row.to_school_id) if row.to_school_id else ""
    if row.to_new_id:
        target = f"n{row.to_new_id}"
    return Operation(
        Kind(row.kind),
        school_key(row.from_school_id) if row.from_school_id else "",
        target,
        site_key(row.site_id) if row.site_id else "",
        row.year,
        tuple(row.grades),
        row.stage,
        row.rooms,
        row.share,
        row.sessions,
        new_key(row),
        row.name,
        commune_key(row.unit_id) if row.unit_id else "",
        tuple(row.stages),
        row.zone,
        (float(row.latitude or 0), float(row.longitude or 0)) if has_point else None,
    )


def network_of(scenario: NetworkScenario, run: ForecastRun, year: int) -> Network:
    """The network of today with the students of a school year: three queries.

    A commune's scenario is about its schools; the Department's about every school of the province.
    """
    schools = School.objects.filter(closed_on=None, unit__isnull=False)
    if scenario.unit_id:
        schools = schools.filter(unit=scenario.unit_id)
    there = list(schools.order_by("search_key", "pk"))
    forecasts = SchoolForecast.objects.filter(run=run, school__in=there)
    students = {
        key: _students(figures, year) for key, figures in forecasts.values_list("school", "figures")
    }
    sites: dict[int, list[Site]] = {}
    for site in Site.objects.filter(school__in=there, closed_on=None):
        sites.setdefault(site.school_id, []).append(site)
    planned = [
        _planned(school, students.get(school.pk, {}), sites.get(school.pk, []), run)
        for school in there
    ]
    return Network({each.key: each for each in planned})


def _students(figures: dict[str, dict[str, dict[str, int]]], year: int) -> dict[int, int]:
    """By grade in the year, or in the last one before it that is forecast."""
    found = {}
    for grade, by_year in figures.get("grades", {}).items():
        known = [each for each in by_year if int(each) <= year]
        if known:
            found[int(grade)] = by_year[max(known, key=int)]
    return found


def _planned(
    school: School, students: dict[int, int], sites: Iterable[Site], run: ForecastRun
) -> Planned:
    sites = list(sites)
    found = tuple(
        PlannedSite(
            site_key(site.pk),
            usable_rooms(run.settings, site.classrooms),
            _point(site) or (_point(school) if site.is_main else None),
            site.is_main,
        )
        for site in sites
    )
    if not found and _point(school):
        found = (PlannedSite(f"{school_key(school.pk)}+", None, _point(school), True),)
    seats = [site.seats for site in sites if site.seats is not None]
    return Planned(
        school_key(school.pk),
        school.name,
        commune_key(school.unit_id or 0),
        tuple(sorted(school.stages)),
        (Place(students, found),),
        school.sessions_per_day or usual_sessions(school),
        school.zone,
        min(seats, default=None),
    )


def _point(row: School | Site) -> tuple[float, float] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return float(row.latitude), float(row.longitude)


def terms_of(run: ForecastRun) -> Terms:
    """What figures are counted by: the run's sizes and settings, the norms of its school year."""
    year = SchoolYear.objects.filter(starts_on__year=run.origin).first()
    norms, _set = norms_for(year)
    settings = run.settings
    return Terms(
        from_rows(settings["sizes"]),
        norms.ceilings,
        settings["detour"] / 10,
        {stage: float(settings[key]) for stage, key in LONGEST.items()},
    )
