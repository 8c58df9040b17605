"""Rows of the addresses of plans that move teachers, of decisions and of wishes."""

from typing import Any

from eduportal import scoping
from staffing.models import ScenarioLine, StaffDecision, StaffMember
from staffing.rebalance.settings import DEFAULTS
from tests import factories
from tests.route import Route, nothing, only
from tests.world import World

PLANNERS = ("department_officer", "department_admin")
DAYS = {"decided_on": "2026-11-01", "starts_on": "2099-01-01"}


def own_staff(world: World) -> dict[str, Any]:
    return {"public_id": world.staff["teacher"].public_id}


def solved(world: World) -> dict[str, Any]:
    """A plan with the line of the teacher, who goes to the school nearby."""
    return {"public_id": line_of(world, solved=True).scenario.public_id}


def draft(world: World) -> dict[str, Any]:
    return {"public_id": factories.ScenarioFactory(school_year=world.year).public_id}


def line_of(world: World, **plan: bool) -> ScenarioLine:
    with scoping.everywhere("a test plans"):
        scenario = factories.ScenarioFactory(school_year=world.year, **plan)
        part = factories.ScenarioPartFactory(scenario=scenario)
        factories.OpenCellFactory(part=part, school=world.neighbour_school)
        return factories.ScenarioLineFactory(
            part=part,
            staff=world.staff["teacher"],
            staff_name=name_of(world.staff["teacher"]),
            to_school=world.neighbour_school,
        )


def name_of(staff: StaffMember) -> str:
    """As the walk for personal data tells people apart (tests/personal.py)."""
    return f"gv{staff.pk:09}zq"


def published_line(world: World) -> dict[str, Any]:
    return {"public_id": line_of(world, published=True).public_id}


def unpublished_line(world: World) -> dict[str, Any]:
    return {"public_id": line_of(world, solved=True).public_id}


def foreign_line(world: World) -> dict[str, Any]:
    """Between two schools that are none of the persona's."""
    with scoping.everywhere("a test plans"):
        scenario = factories.ScenarioFactory(school_year=world.year, published=True)
        part = factories.ScenarioPartFactory(scenario=scenario)
        staff = factories.StaffMemberFactory(school=world.foreign_school)
        other = world.schools[3]
        return {
            "public_id": factories.ScenarioLineFactory(
                part=part, staff=staff, staff_name=name_of(staff), to_school=other
            ).public_id
        }


def decision(world: World) -> dict[str, Any]:
    return {"public_id": decision_of(world).public_id}


def decision_of(world: World) -> StaffDecision:
    with scoping.everywhere("a test decides"):
        line = line_of(world, published=True)
        line.state = "decided"
        line.save()
        return factories.StaffDecisionFactory(line=line, starts_on=DAYS["starts_on"])


def new_plan(world: World) -> dict[str, Any]:
    return {"name": "Phương án mới", **DEFAULTS}


def shown(world: World) -> dict[str, Any]:
    return {"shown": "1"}


def closing(world: World) -> dict[str, Any]:
    return {"step": "close", "shown": "1"}


def objecting(world: World) -> dict[str, Any]:
    return {"step": "object", "text": "Nhà xa"}


def withdrawing(world: World) -> dict[str, Any]:
    return {"step": "withdraw", "shown": "1", "number": "20/QĐ", "on": "2026-11-02"}


def no_wish(world: World) -> dict[str, Any]:
    return {"step": "wishes", "shown": ""}


PLANS = [
    Route("staffing:plan-list", only(200, *PLANNERS)),
    Route("staffing:plan-new", only(200, *PLANNERS)),
    Route("staffing:plan-new", only(302, *PLANNERS), "POST", form=new_plan),
    Route("staffing:plan-compare", only(200, *PLANNERS)),
    Route("staffing:plan", only(200, *PLANNERS), kwargs=solved),
    Route("staffing:plan", only(200, *PLANNERS), kwargs=solved, query="export=xlsx"),
    Route("staffing:plan-edit", only(200, *PLANNERS), kwargs=draft),
    Route("staffing:plan-edit", only(200, *PLANNERS), "POST", draft, form=nothing),
    Route("staffing:plan-step", only(302, *PLANNERS), "POST", draft, form=closing),
    # What the factory makes was never computed: the check refuses it.
    Route("staffing:plan-publish", only(200, *PLANNERS), "POST", solved, form=shown),
    Route("staffing:plan-check", only(200, *PLANNERS), "POST", solved, form=shown),
    Route(
        "staffing:plan-lines",
        only(
            200,
            *PLANNERS,
            "commune_officer",
            *("head", "vice_head", "clerk", "teacher", "homeroom", "other_teacher"),
        ),
    ),
    # The teacher's own line; the head's of the same school; the commune's, where the schools are.
    Route(
        "staffing:plan-line",
        only(200, *PLANNERS, "commune_officer", "head", "vice_head", "teacher"),
        kwargs=published_line,
    ),
    Route("staffing:plan-line", only(200, *PLANNERS), kwargs=unpublished_line),
    Route("staffing:plan-line", only(200, *PLANNERS), kwargs=foreign_line),
    Route(
        "staffing:plan-line-step",
        only(302, "head", "vice_head", "teacher"),
        "POST",
        published_line,
        form=objecting,
    ),
    Route("staffing:plan-line-step", only(404), "POST", foreign_line, form=objecting),
    Route(
        "staffing:decision",
        only(200, *PLANNERS, "commune_officer", "head", "vice_head", "teacher"),
        kwargs=decision,
    ),
    Route("staffing:decision-step", only(302, *PLANNERS), "POST", decision, form=withdrawing),
    Route("staffing:wishes", only(200, "head", "teacher"), kwargs=own_staff),
    Route("staffing:wishes-step", only(302, "head", "teacher"), "POST", own_staff, form=no_wish),
]
