"""Rows of the addresses of rooms, sites and the school network."""

from typing import Any

from django.utils import timezone

from eduportal import scoping
from eduportal.core.revisions import revision_of
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
]
