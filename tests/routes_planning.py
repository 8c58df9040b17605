"""Rows of the addresses of rooms, sites and the school network."""

from typing import Any

from django.utils import timezone

from eduportal import scoping
from eduportal.core.revisions import revision_of
from eduportal.planning.models import NetworkScenario
from eduportal.planning.services import make_run
from tests import factories
from tests.route import HEADS, OFFICERS, Route, nothing, only
from tests.world import World

KEEPERS = (*HEADS, "clerk")
SEE_ROOMS = (*KEEPERS, *OFFICERS, "auditor")
PLANNERS = ("commune_officer", "department_officer", "department_admin")
DEPARTMENT = ("department_officer", "department_admin")


def own_site(world: World) -> dict[str, Any]:
    return {"pk": factories.SiteFactory(school=world.school, is_main=False).pk}


def foreign_site(world: World) -> dict[str, Any]:
    return {"pk": factories.SiteFactory(school=world.foreign_school, is_main=False).pk}


def own_commune(world: World) -> dict[str, Any]:
    """Of every planner; there are figures of it."""
    with scoping.everywhere("a test counts students"):
        for year in (2025, 2026):
            for grade in range(6, 10):
                factories.StudentCountFactory(school=world.school, grade=grade, year=year)
        make_run()
    return {"code": world.communes[0].code}


def foreign_commune(world: World) -> dict[str, Any]:
    return {"code": world.communes[1].code}


def own_line(world: World) -> dict[str, Any]:
    line = factories.InMigrationFactory(unit=world.communes[0])
    return {"code": world.communes[0].code, "pk": line.pk}


def foreign_line(world: World) -> dict[str, Any]:
    line = factories.InMigrationFactory(unit=world.communes[1])
    return {"code": world.communes[1].code, "pk": line.pk}


def own_school(world: World) -> dict[str, Any]:
    return {"public_id": world.school.public_id}


def foreign_school(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_school.public_id}


def version(world: World) -> dict[str, Any]:
    return {"pk": factories.AssumptionsFactory().pk}


def site_fields(world: World) -> dict[str, Any]:
    return {"name": "Điểm ấp 3", "solid": "4", "counted_on": f"{timezone.localdate()}"}


def stated_fields(world: World) -> dict[str, Any]:
    return {
        **{"from_year": 2027, "to_year": 2029, "from_grade": 6, "to_grade": 9},
        **{"low": 20, "middle": 30, "high": 40, "reason": "Khu dân cư", "source": "Công văn 12"},
    }


def shown(row: Any) -> dict[str, str]:
    return {"shown": revision_of(row)}


def own_scenario(world: World) -> dict[str, Any]:
    return {"public_id": scenario_of(world, 0).public_id}


def foreign_scenario(world: World) -> dict[str, Any]:
    return {"public_id": scenario_of(world, 1).public_id}


def scenario_of(world: World, commune: int) -> NetworkScenario:
    """A draft of the commune, about its schools, with a step."""
    own_commune(world)
    with scoping.everywhere("a test drafts a scenario"):
        scenario = factories.NetworkScenarioFactory(unit=world.communes[commune])
        factories.NetworkOperationFactory(
            scenario=scenario, from_school=world.schools[2 * commune], position=1
        )
    return scenario


def own_step(world: World) -> dict[str, Any]:
    return step_in(scenario_of(world, 0))


def foreign_step(world: World) -> dict[str, Any]:
    return step_in(scenario_of(world, 1))


def step_in(scenario: NetworkScenario) -> dict[str, Any]:
    with scoping.everywhere("a test names a step"):
        return {"public_id": scenario.public_id, "pk": scenario.operations.get().pk}


def size_line(world: World) -> dict[str, Any]:
    return {"pk": factories.SizeRuleFactory().pk}


def act_fields(world: World) -> dict[str, Any]:
    return {"do": "take_back", "shown": 1}


SCENARIOS = [
    Route("planning:scenarios", only(200, PLANNERS)),
    Route("planning:scenario-new", only(200, PLANNERS)),
    Route("planning:scenario-new", only(200, PLANNERS), "POST", form=nothing),
    Route("planning:scenario", only(200, PLANNERS), kwargs=own_scenario),
    Route("planning:scenario", only(200, DEPARTMENT), kwargs=foreign_scenario),
    Route("planning:scenario", only(200, PLANNERS), kwargs=own_scenario, query="export=xlsx"),
    Route("planning:scenario-name", only(302, PLANNERS), "POST", own_scenario, form=nothing),
    Route("planning:scenario-name", only(302, DEPARTMENT), "POST", foreign_scenario, form=nothing),
    Route("planning:scenario-act", only(302, PLANNERS), "POST", own_scenario, form=act_fields),
    Route(
        "planning:scenario-act", only(302, DEPARTMENT), "POST", foreign_scenario, form=act_fields
    ),
    Route("planning:step-new", only(200, PLANNERS), kwargs=own_scenario),
    Route("planning:step-new", only(200, DEPARTMENT), kwargs=foreign_scenario),
    Route("planning:step-new", only(200, PLANNERS), "POST", own_scenario, form=nothing),
    Route("planning:step-new", only(200, DEPARTMENT), "POST", foreign_scenario, form=nothing),
    Route("planning:step", only(200, PLANNERS), kwargs=own_step),
    Route("planning:step", only(200, DEPARTMENT), kwargs=foreign_step),
    Route("planning:step", only(200, PLANNERS), "POST", own_step, form=nothing),
    Route("planning:step", only(200, DEPARTMENT), "POST", foreign_step, form=nothing),
    Route("planning:step-remove", only(302, PLANNERS), "POST", own_step, form=nothing),
    Route("planning:step-remove", only(302, DEPARTMENT), "POST", foreign_step, form=nothing),
    Route("planning:sizes", only(200, PLANNERS)),
    Route("planning:size-new", only(200, "department_admin")),
    Route("planning:size-new", only(200, "department_admin"), "POST", form=nothing),
    Route("planning:size", only(200, "department_admin"), kwargs=size_line),
    Route("planning:size", only(200, "department_admin"), "POST", size_line, form=nothing),
    Route("planning:size-remove", only(302, "department_admin"), "POST", size_line, form=nothing),
]
PLANNING = [
    Route("schools:rooms", only(200, SEE_ROOMS)),
    Route("schools:site-new", only(200, KEEPERS)),
    Route("schools:site-new", only(200, KEEPERS), "POST", form=nothing),
    Route("schools:site", only(200, KEEPERS), kwargs=own_site),
    Route("schools:site", only(404), kwargs=foreign_site),
    Route("schools:site", only(200, KEEPERS), "POST", own_site, form=nothing),
    Route("schools:site", only(404), "POST", foreign_site, form=nothing),
    # Without what the page showed it stays, and its page says so.
    Route("schools:site-remove", only(302, KEEPERS), "POST", own_site, form=nothing),
    Route("schools:site-remove", only(404), "POST", foreign_site, form=nothing),
    Route("planning:overview", only(200, PLANNERS)),
    Route("planning:overview", only(200, PLANNERS), query="export=students"),
    Route("planning:forecast", only(302, "department_admin"), "POST"),
    Route("planning:accuracy", only(200, PLANNERS)),
    Route("planning:version-new", only(200, "department_admin")),
    Route("planning:version-new", only(200, "department_admin"), "POST", form=nothing),
    Route("planning:version-choose", only(302, "department_admin"), "POST", version, form=nothing),
    Route("planning:commune", only(200, PLANNERS), kwargs=own_commune),
    Route("planning:commune", only(200, DEPARTMENT), kwargs=foreign_commune),
    Route("planning:stated-new", only(200, PLANNERS), kwargs=own_commune),
    Route("planning:stated-new", only(200, PLANNERS), "POST", own_commune, form=nothing),
    Route("planning:stated-new", only(200, DEPARTMENT), "POST", foreign_commune, form=nothing),
    Route("planning:stated", only(200, PLANNERS), kwargs=own_line),
    Route("planning:stated", only(200, DEPARTMENT), kwargs=foreign_line),
    Route("planning:stated", only(200, PLANNERS), "POST", own_line, form=nothing),
    Route("planning:stated", only(200, DEPARTMENT), "POST", foreign_line, form=nothing),
    Route("planning:stated-remove", only(302, PLANNERS), "POST", own_line, form=nothing),
    Route("planning:stated-remove", only(302, DEPARTMENT), "POST", foreign_line, form=nothing),
    Route("planning:school", only(200, SEE_ROOMS), kwargs=own_school),
    Route(
        "planning:school",
        only(200, *OFFICERS[1:], "auditor"),
        kwargs=foreign_school,
    ),
    *SCENARIOS,
]
