"""A locked sheet does not change, through any door."""

import json
import uuid

import pytest
from django.contrib.admin.sites import site
from django.test import Client

from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

LOCKS = ["submitted", "approved", "window"]
OP = {"cell": "gk", "from": "", "to": "6"}


def lock(world: World, how: str) -> None:
    if how == "window":
        world.term.entry_closes_on = world.term.entry_opens_on
        world.term.save()
    else:
        set_state(world.sheet, SheetState(how))


def unchanged(world: World) -> bool:
    return MarkRecord.objects.get(pk=world.record.pk).midterm is None


def post_json(client: Client, address: str, world: World) -> int:
    op = {"op": str(uuid.uuid4()), "record": world.record.pk, **OP}
    answer = client.post(address, json.dumps({"ops": [op]}), content_type="application/json")
    return answer.status_code


@pytest.mark.parametrize("how", LOCKS)
def test_the_grid_and_a_late_replay_learn_that_the_sheet_is_locked(
    world: World, client_of: ClientOf, how: str
) -> None:
    lock(world, how)
    assert (
        post_json(client_of("teacher"), f"/marksheets/{world.sheet.public_id}/cells/", world) == 423
    )
    assert unchanged(world)


@pytest.mark.parametrize("how", LOCKS)
def test_the_interface_for_machines_answers_the_same(
    world: World, client_of: ClientOf, how: str
) -> None:
    lock(world, how)
    address = f"/api/v1/marksheets/{world.sheet.public_id}/cells/"
    assert post_json(client_of("machine"), address, world) == 423
    assert unchanged(world)


@pytest.mark.parametrize("how", LOCKS)
def test_the_plain_form_says_why_and_writes_nothing(
    world: World, client_of: ClientOf, how: str
) -> None:
    lock(world, how)
    name = f"{world.record.pk}-gk"
    answer = client_of("teacher").post(
        f"/marksheets/{world.sheet.public_id}/", {f"m-{name}": "6", f"o-{name}": ""}
    )
    assert answer.status_code == 200
    assert answer.context["problems"][0]["message"]
    assert unchanged(world)


def test_the_administration_offers_no_way_to_write_marks() -> None:
    assert not {MarkRecord, MarkSheet} & set(site._registry)
