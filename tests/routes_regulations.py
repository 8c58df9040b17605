"""Rows of tests/routes.py for regulation sets and shadow runs: the administrator's alone."""

from typing import Any

from tests import factories
from tests.route import Route, nothing, only
from tests.world import World

ADMINISTRATOR = "department_admin"


def default_set(world: World) -> dict[str, Any]:
    return {"code": "tt22-0"}


def draft(world: World) -> dict[str, Any]:
    return {"code": factories.RegulationSetFactory().code}


def coming_set(world: World) -> dict[str, Any]:
    first = int(world.year.code[:4]) + 1
    return {
        "code": factories.RegulationSetFactory(from_year=f"{first}-{first + 1}", in_force=True).code
    }


def withdrawn_set(world: World) -> dict[str, Any]:
    return {"code": factories.RegulationSetFactory(withdrawn=True).code}


def finished_run(world: World) -> dict[str, Any]:
    run = factories.RegulationComparisonFactory(finished=True)
    factories.ComparedResultFactory(
        comparison=run, enrolment=world.enrolments[world.class_group][0]
    )
    return {"public_id": run.public_id}


def compared_result(world: World) -> dict[str, Any]:
    run = factories.RegulationComparisonFactory(finished=True)
    found = factories.ComparedResultFactory(
        comparison=run, enrolment=world.record.enrolment, term=world.term
    )
    return {"public_id": run.public_id, "result": found.pk}


def result_of_another_run(world: World) -> dict[str, Any]:
    return finished_run(world) | {"result": compared_result(world)["result"]}


def this_year(world: World) -> dict[str, Any]:
    return {"year": world.year.code}


REGULATIONS = [
    Route("grades:regulation-list", only(200, ADMINISTRATOR)),
    Route("grades:regulation-detail", only(200, ADMINISTRATOR), kwargs=default_set),
    Route("grades:regulation-detail", only(200, ADMINISTRATOR), kwargs=draft),
    Route("grades:regulation-detail", only(200, ADMINISTRATOR), kwargs=coming_set),
    Route("grades:regulation-detail", only(200, ADMINISTRATOR), kwargs=withdrawn_set),
    Route("grades:regulation-detail", only(400, ADMINISTRATOR), kwargs=draft, query="show=x"),
    Route("grades:regulation-change", only(200, ADMINISTRATOR), kwargs=default_set),
    Route("grades:regulation-change", only(200, ADMINISTRATOR), "POST", default_set, form=nothing),
    # The page says what was wrong: no digest, no comparison, no reason.
    Route("grades:regulation-discard", only(302, ADMINISTRATOR), "POST", draft, form=nothing),
    Route("grades:regulation-force", only(302, ADMINISTRATOR), "POST", draft, form=nothing),
    Route("grades:regulation-withdraw", only(302, ADMINISTRATOR), "POST", coming_set, form=nothing),
    Route("grades:comparison-start", only(302, ADMINISTRATOR), "POST", draft, form=this_year),
    Route("grades:comparison-detail", only(200, ADMINISTRATOR), kwargs=finished_run),
    Route(
        "grades:comparison-detail",
        only(200, ADMINISTRATOR),
        kwargs=finished_run,
        query="show=students",
    ),
    Route(
        "grades:comparison-detail",
        only(200, ADMINISTRATOR),
        kwargs=finished_run,
        query="export=xlsx",
    ),
    Route("grades:comparison-why", only(200, ADMINISTRATOR), kwargs=compared_result),
    Route("grades:comparison-why", only(404), kwargs=result_of_another_run),
    Route(
        "grades:comparison-discard", only(302, ADMINISTRATOR), "POST", finished_run, form=nothing
    ),
]
