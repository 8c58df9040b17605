"""Rows of the addresses of collections and returns."""

from typing import Any

from eduportal import scoping
from eduportal.collecting.models import Collection, Return
from eduportal.collecting.services import open_collection
from tests import factories
from tests.route import HEADS, Route, mixed, nothing, only
from tests.world import World

ASKERS = ("commune_officer", "department_officer", "department_admin")
DEPARTMENT = ("department_officer", "department_admin")
FILLERS = (*HEADS, "clerk")


def collection(world: World, *, is_open: bool = True, commune: int | None = None) -> Collection:
    """Of the Department, or of a commune; about all schools it can ask."""
    schools = world.schools if commune is None else world.schools[2 * commune : 2 * commune + 2]
    with scoping.everywhere("a test asks schools"):
        made = factories.CollectionFactory(
            unit=None if commune is None else world.communes[commune],
            schools=[school.pk for school in schools],
            created_by=world.users["department_officer"],
        )
        factories.FormVersionFactory(collection=made)
        if is_open:
            open_collection(collection=made, shown=1, user=made.created_by)
    return made


def open_one(world: World) -> dict[str, Any]:
    return {"public_id": collection(world).public_id}


def foreign_one(world: World) -> dict[str, Any]:
    """Open, of the other commune."""
    return {"public_id": collection(world, commune=1).public_id}


def draft(world: World) -> dict[str, Any]:
    return {"public_id": collection(world, is_open=False).public_id}


def foreign_draft(world: World) -> dict[str, Any]:
    return {"public_id": collection(world, is_open=False, commune=1).public_id}


def draft_field(world: World) -> dict[str, Any]:
    return draft(world) | {"key": "f1"}


def draft_check(world: World) -> dict[str, Any]:
    return draft(world) | {"number": 0}


def return_of(world: World, school: int = 0) -> Return:
    made = collection(world)
    with scoping.everywhere("a test finds a return"):
        return Return.objects.get(collection=made, of_school=world.schools[school])


def own_return(world: World) -> dict[str, Any]:
    return {"public_id": return_of(world).public_id}


def foreign_return(world: World) -> dict[str, Any]:
    return {"public_id": return_of(world, 2).public_id}


def own_file(world: World) -> dict[str, Any]:
    row = return_of(world)
    factories.ReturnFileFactory(of_return=row)
    return {"public_id": row.public_id, "key": "f7"}


def foreign_file(world: World) -> dict[str, Any]:
    row = return_of(world, 2)
    factories.ReturnFileFactory(of_return=row)
    return {"public_id": row.public_id, "key": "f7"}


def remind(world: World) -> dict[str, Any]:
    return {"do": "remind"}


def up(world: World) -> dict[str, Any]:
    return {"do": "up"}


def approve(world: World) -> dict[str, Any]:
    return {"do": "approve"}


IN_DRAFT = only(200, DEPARTMENT)
DONE_IN_DRAFT = only(302, DEPARTMENT)
# Of the one commune's office only the other's officer could write: nobody here.
COLLECTING = [
    Route("collecting:list", only(200, ASKERS)),
    Route("collecting:asked", only(200, FILLERS)),
    Route("collecting:new", only(200, ASKERS)),
    Route("collecting:new", only(200, ASKERS), "POST", form=nothing),
    Route("collecting:collection", only(200, ASKERS), kwargs=open_one),
    Route("collecting:collection", only(200, DEPARTMENT), kwargs=foreign_one),
    Route("collecting:act", mixed(only(302, DEPARTMENT), (403, "commune_officer")), "POST",
          open_one, form=remind),
    Route("collecting:act", only(403, DEPARTMENT), "POST", foreign_one, form=remind),
    Route("collecting:results", only(200, ASKERS), kwargs=open_one),
    Route("collecting:results", only(200, ASKERS), kwargs=open_one, query="export=xlsx"),
    Route("collecting:results", only(200, DEPARTMENT), kwargs=foreign_one),
    Route("collecting:change", IN_DRAFT, kwargs=draft),
    Route("collecting:change", only(404), kwargs=foreign_draft),
    Route("collecting:change", IN_DRAFT, "POST", draft, form=nothing),
    Route("collecting:change", only(404), "POST", foreign_draft, form=nothing),
    Route("collecting:delete", DONE_IN_DRAFT, "POST", draft, form=nothing),
    Route("collecting:delete", only(404), "POST", foreign_draft, form=nothing),
    Route("collecting:form", IN_DRAFT, kwargs=draft),
    Route("collecting:form", only(404), kwargs=foreign_draft),
    Route("collecting:field-new", IN_DRAFT, kwargs=draft),
    Route("collecting:field-new", IN_DRAFT, "POST", draft, form=nothing),
    Route("collecting:field-new", only(404), "POST", foreign_draft, form=nothing),
    Route("collecting:field", IN_DRAFT, kwargs=draft_field),
    Route("collecting:field", IN_DRAFT, "POST", draft_field, form=nothing),
    Route("collecting:field-act", DONE_IN_DRAFT, "POST", draft_field, form=up),
    Route("collecting:check-new", IN_DRAFT, kwargs=draft),
    Route("collecting:check-new", IN_DRAFT, "POST", draft, form=nothing),
    Route("collecting:check-remove", DONE_IN_DRAFT, "POST", draft_check, form=nothing),
    Route("collecting:answers", only(200, FILLERS, ASKERS), kwargs=own_return),
    Route("collecting:answers", only(200, DEPARTMENT), kwargs=foreign_return),
    Route("collecting:answers", mixed(only(200, FILLERS), (403, ASKERS)), "POST", own_return,
          form=nothing),
    Route("collecting:answers", only(403, DEPARTMENT), "POST", foreign_return, form=nothing),
    Route("collecting:answers-act",
          mixed(only(302, DEPARTMENT), (403, (*FILLERS, "commune_officer"))), "POST", own_return,
          form=approve),
    Route("collecting:answers-act", only(302, DEPARTMENT), "POST", foreign_return, form=approve),
    Route("collecting:sheet", only(200, FILLERS, ASKERS), kwargs=own_return),
    Route("collecting:sheet", only(200, DEPARTMENT), kwargs=foreign_return),
    Route("collecting:bring", mixed(only(302, FILLERS), (403, ASKERS)), "POST", own_return,
          form=nothing),
    Route("collecting:bring", only(403, DEPARTMENT), "POST", foreign_return, form=nothing),
    Route("collecting:file", only(200, FILLERS, ASKERS), kwargs=own_file),
    Route("collecting:file", only(200, DEPARTMENT), kwargs=foreign_file),
]  # fmt: skip
