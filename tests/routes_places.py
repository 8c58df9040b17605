"""Rows of the addresses of hamlets, and of what a computer proposes from them."""

from typing import Any

from tests import factories
from tests.route import Route, nothing, only
from tests.routes_planning import DEPARTMENT, PLANNERS, foreign_commune
from tests.world import World


def own_code(world: World) -> dict[str, Any]:
    return {"code": world.communes[0].code}


def own_hamlet(world: World) -> dict[str, Any]:
    hamlet = factories.HamletFactory(unit=world.communes[0])
    return {"code": world.communes[0].code, "pk": hamlet.pk}


def foreign_hamlet(world: World) -> dict[str, Any]:
    hamlet = factories.HamletFactory(unit=world.communes[1])
    return {"code": world.communes[1].code, "pk": hamlet.pk}


def borrowed_hamlet(world: World) -> dict[str, Any]:
    """A hamlet of another commune under the address of one's own."""
    return {**foreign_hamlet(world), **own_code(world)}


def hamlet_fields() -> dict[str, Any]:
    fields = {"name": "Ấp Bình Hòa", "latitude": "11.30500", "longitude": "106.11000"}
    return {**fields, "source": "Công an xã, 9/2026", "g1": "40", "g6": "35"}


def own_run(world: World) -> dict[str, Any]:
    return {"pk": factories.SolveRunFactory(unit=world.communes[0]).pk}


def foreign_run(world: World) -> dict[str, Any]:
    return {"pk": factories.SolveRunFactory(unit=world.communes[1]).pk}


def run_of_province(world: World) -> dict[str, Any]:
    return {"pk": factories.SolveRunFactory(unit=None).pk}


def foreign_answer(world: World) -> dict[str, Any]:
    return answer_of(world.communes[1])


def own_answer(world: World) -> dict[str, Any]:
    return answer_of(world.communes[0])


def answer_of(unit: Any) -> dict[str, Any]:
    """A plan that changes nothing: its draft is refused with a sentence."""
    run = factories.SolveRunFactory(unit=unit, state="solved", problem="")
    nobody = [0] * 5
    figures: dict[str, Any] = {
        **{"sites": [], "others": [], "prices": []},
        **{"students": nobody, "before": nobody, "after": nobody},
        "ways": {"mean": 0, "longest": 0, "flows": []},
    }
    run.parts.create(unit=unit, without_place=0, figures=figures)
    return {"pk": run.pk}


def first_plan(world: World) -> dict[str, Any]:
    return {"plan": "0"}


PLACES = [
    Route("planning:proposal-draft", only(302, PLANNERS), "POST", own_answer, form=first_plan),
    Route(
        "planning:proposal-draft", only(302, DEPARTMENT), "POST", foreign_answer, form=first_plan
    ),
    Route("planning:proposals", only(200, PLANNERS)),
    Route("planning:proposal-new", only(200, PLANNERS), query="stage=03"),
    Route("planning:proposal-new", only(200, DEPARTMENT), query="stage=04"),
    Route("planning:proposal-new", only(200, PLANNERS), "POST", form=nothing, query="stage=02"),
    Route("planning:proposal", only(200, PLANNERS), kwargs=own_run),
    Route("planning:proposal", only(200, PLANNERS), kwargs=own_answer),
    Route("planning:proposal", only(200, DEPARTMENT), kwargs=foreign_run),
    Route("planning:proposal", only(200, DEPARTMENT), kwargs=run_of_province),
    Route("planning:proposal-again", only(302, PLANNERS), "POST", own_run, form=nothing),
    Route("planning:proposal-again", only(302, DEPARTMENT), "POST", foreign_run, form=nothing),
    Route("planning:proposal-again", only(302, DEPARTMENT), "POST", run_of_province, form=nothing),
    Route("planning:hamlets", only(200, PLANNERS), kwargs=own_code),
    Route("planning:hamlets", only(200, DEPARTMENT), kwargs=foreign_commune),
    Route("planning:hamlet-new", only(200, PLANNERS), kwargs=own_code),
    Route("planning:hamlet-new", only(200, PLANNERS), "POST", own_code, form=nothing),
    Route("planning:hamlet-new", only(200, DEPARTMENT), "POST", foreign_commune, form=nothing),
    Route("planning:hamlet", only(200, PLANNERS), kwargs=own_hamlet),
    Route("planning:hamlet", only(200, DEPARTMENT), kwargs=foreign_hamlet),
    Route("planning:hamlet", only(404), kwargs=borrowed_hamlet),
    Route("planning:hamlet", only(200, PLANNERS), "POST", own_hamlet, form=nothing),
    Route("planning:hamlet", only(200, DEPARTMENT), "POST", foreign_hamlet, form=nothing),
    Route("planning:hamlet-remove", only(302, PLANNERS), "POST", own_hamlet, form=nothing),
    Route("planning:hamlet-remove", only(302, DEPARTMENT), "POST", foreign_hamlet, form=nothing),
    Route("planning:hamlet-remove", only(404), "POST", borrowed_hamlet, form=nothing),
]
