"""What one save costs, and that it is stored whole or not at all, without a savepoint."""

import json
import uuid

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from eduportal import scoping
from grades.models import CellOperation, MarkChange, MarkRecord, MarkSheet
from tests import owner
from tests.factories import AuthenticatorFactory
from tests.world import World, build_world

# Session, user, BEGIN, scope and actor, sheet with lock, answers there are, lines, all that is
# stored, COMMIT.
STATEMENTS = 9
FAULT = """
create function refuse_history() returns trigger language plpgsql as $$
begin raise exception 'no history today'; end $$;
create trigger refuse_history before insert on grades_markchange
    for each row execute function refuse_history();
"""
MENDED = "drop trigger refuse_history on grades_markchange; drop function refuse_history();"


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


@pytest.fixture
def teacher(world: World) -> Client:
    """Signed in with a second factor."""
    device = AuthenticatorFactory(user=world.users["teacher"])
    client = Client()
    client.force_login(device.user, backend="eduportal.accounts.backends.PortalBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return client


def send(client: Client, sheet: MarkSheet, lines: list[MarkRecord], cell: str) -> HttpResponse:
    ops = [
        {"op": str(uuid.uuid4()), "record": line.pk, "cell": cell, "from": "", "to": "8"}
        for line in lines
    ]
    address = reverse("grades:marksheet-save", args=[sheet.public_id])
    return client.post(address, json.dumps({"ops": ops}), content_type="application/json")


def statements(queries: CaptureQueriesContext) -> str:
    return "\n".join(query["sql"][:120] for query in queries)


def test_a_save_of_one_cell_and_of_a_class_costs_nine_statements(
    world: World, teacher: Client
) -> None:
    lines = world.records[world.sheet]
    for count, cell in ((1, "gk"), (len(lines), "ck")):
        with CaptureQueriesContext(connection) as queries:
            response = send(teacher, world.sheet, lines[:count], cell)
        assert {each["status"] for each in response.json()["results"]} <= {"saved", "locked"}
        assert len(queries) == STATEMENTS, statements(queries)


def test_a_save_that_fails_halfway_leaves_no_mark_no_answer_and_no_new_revision(
    world: World, teacher: Client
) -> None:
    teacher.raise_request_exception = False
    with owner.owner_cursor() as cursor:
        cursor.execute(FAULT)
    try:
        response = send(teacher, world.sheet, world.records[world.sheet][:1], "gk")
    finally:
        with owner.owner_cursor() as cursor:
            cursor.execute(MENDED)
    assert response.status_code == 500
    with scoping.everywhere("the test looks"):
        assert not CellOperation.objects.exists() and not MarkChange.objects.exists()
        assert MarkSheet.objects.get(pk=world.sheet.pk).revision == world.sheet.revision
    assert send(teacher, world.sheet, world.records[world.sheet][:1], "gk").status_code == 200
