"""The homeroom teacher's class: page, saving, history, roll, comments and their bank."""

from typing import Any

from eduportal import scoping
from tests import factories
from tests.route import HEADS, Route, mixed, nothing, only
from tests.world import World

# Who sees the world's first class side by side.
LOOKERS = ("homeroom", *HEADS, "auditor")
WRITERS = ("homeroom", *HEADS)


def own_place(world: World) -> dict[str, Any]:
    return {"public_id": world.class_group.public_id, "term": world.term.code}


def foreign_place(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_class.public_id, "term": world.term.code}


def own_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.sheet.public_id}


def foreign_sheet(world: World) -> dict[str, Any]:
    return {"public_id": world.foreign_sheet.public_id}


def level_of(stay: int) -> dict[str, Any]:
    op = {"op": "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de002", "record": stay}
    return {"ops": [op | {"cell": "conduct", "from": "", "to": "T"}]}


def one_level(world: World) -> dict[str, Any]:
    return level_of(world.enrolments[world.class_group][0].pk)


def foreign_level(world: World) -> dict[str, Any]:
    return level_of(world.enrolments[world.foreign_class][0].pk)


def saving(name: str) -> list[Route]:
    """JSON that stores levels."""
    return [
        Route(
            name,
            mixed(only(200, WRITERS, anonymous=401), (403, "auditor")),
            "POST",
            own_place,
            json=one_level,
        ),
        Route(name, only(403, "auditor", anonymous=401), "POST", foreign_place, json=foreign_level),
    ]


def at_risk(world: World) -> dict[str, Any]:
    """One student of the class is at risk: an action was written."""
    with scoping.everywhere("a test helps"):
        stay = world.enrolments[world.class_group][0]
        factories.SupportActionFactory(enrolment=stay, term=world.term)
    return own_place(world)


HOMEROOM = [
    Route("grades:at-risk", only(200, LOOKERS), kwargs=at_risk),
    Route("grades:at-risk", only(200, "auditor"), kwargs=foreign_place),
    Route("grades:at-risk", only(302, LOOKERS), "POST", own_place, form=nothing),
    Route("grades:homeroom-list", mixed(only(200, "teacher", "other_teacher"), (302, "homeroom"))),
    Route("grades:homeroom", only(200, LOOKERS), kwargs=own_place),
    Route("grades:homeroom", only(200, "auditor"), kwargs=foreign_place),
    Route(
        "grades:class-book-file",
        mixed(only(200, WRITERS), (403, "auditor")),
        kwargs=own_place,
        query="content=marks",
    ),
    Route("grades:class-book-file", only(403, "auditor"), kwargs=foreign_place),
    Route("grades:class-template", mixed(only(200, WRITERS), (403, "auditor")), kwargs=own_place),
    # Without a file the form is shown again.
    Route(
        "grades:class-template",
        mixed(only(200, WRITERS), (403, "auditor")),
        "POST",
        own_place,
    ),
    Route("grades:class-template", only(403, "auditor"), "POST", foreign_place),
    # Nothing differs; who may only look is told so.
    Route(
        "grades:homeroom",
        mixed(only(302, WRITERS), (200, "auditor")),
        "POST",
        own_place,
        form=nothing,
    ),
    Route("grades:homeroom", only(200, "auditor"), "POST", foreign_place, form=nothing),
    *saving("grades:homeroom-save"),
    Route("grades:homeroom-now", only(200, LOOKERS), kwargs=own_place),
    Route("grades:homeroom-now", only(200, "auditor"), kwargs=foreign_place),
    Route("grades:homeroom-history", only(200, LOOKERS), kwargs=own_place),
    Route("grades:homeroom-history", only(200, "auditor"), kwargs=foreign_place),
    Route("grades:roll-file", mixed(only(200, WRITERS), (403, "auditor")), kwargs=own_place),
    Route("grades:roll-file", only(403, "auditor"), kwargs=foreign_place),
    Route("grades:roll-call", only(200, LOOKERS), kwargs=own_place),
    Route("grades:roll-call", only(200, "auditor"), kwargs=foreign_place),
    Route(
        "grades:roll-call",
        mixed(only(302, WRITERS), (200, "auditor")),
        "POST",
        own_place,
        form=nothing,
    ),
    Route("grades:roll-call", only(200, "auditor"), "POST", foreign_place, form=nothing),
    # No sentence is in the form.
    Route(
        "grades:homeroom-phrase",
        mixed(only(400, WRITERS), (403, "auditor")),
        "POST",
        own_place,
        form=nothing,
    ),
    Route("grades:homeroom-phrase", only(403, "auditor"), "POST", foreign_place, form=nothing),
    Route(
        "grades:marksheet-phrase",
        mixed(only(400, "teacher"), (403, (*HEADS, "auditor"))),
        "POST",
        own_sheet,
        form=nothing,
    ),
    Route("grades:marksheet-phrase", only(403, "auditor"), "POST", foreign_sheet, form=nothing),
    Route("grades:class-comments", only(200, HEADS), kwargs=own_place),
    Route("grades:class-comments", only(404), kwargs=foreign_place),
    Route("grades:class-comments", only(302, HEADS), "POST", own_place, form=nothing),
    Route("grades:class-comments", only(404), "POST", foreign_place, form=nothing),
]
