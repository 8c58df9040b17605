"""The grid's page and its two doors for saving."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from grades.models import MarkRecord
from tests.conftest import ClientOf
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def teacher(client_of: ClientOf) -> Client:
    return client_of("teacher")


def address(world: World, tail: str = "") -> str:
    return f"/marksheets/{world.sheet.public_id}/{tail}"


def op(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "op": str(uuid.uuid4()),
        "record": world.record.pk,
        "cell": "gk",
        "from": "",
        "to": "8,5",
    } | changes


def post(client: Client, world: World, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(address(world, "cells/"), text, content_type="application/json")


def test_a_saved_cell_comes_back_with_the_sheets_revision(world: World, teacher: Client) -> None:
    answer = post(teacher, world, {"ops": [op(world)]}).json()
    assert answer["results"][0]["status"] == "saved"
    assert answer["revision"] == 1


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "[]",
        "null",
        '{"ops": {}}',
        '{"ops": [1]}',
        '{"ops": [{"op": "x", "record": 1, "cell": "gk", "from": "", "to": ""}]}',
    ],
)
def test_a_request_of_the_wrong_shape_is_400_with_a_sentence(
    world: World, teacher: Client, body: str
) -> None:
    answer = post(teacher, world, body)
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_numbers_in_place_of_texts_are_refused(world: World, teacher: Client) -> None:
    [result] = post(teacher, world, {"ops": [op(world, to=8.5)]}).json()["results"]
    assert result["status"] == "invalid" and result["message"]


def test_one_identity_for_two_operations_is_refused(world: World, teacher: Client) -> None:
    same = op(world)
    assert post(teacher, world, {"ops": [same, same | {"cell": "ck"}]}).status_code == 400


def test_more_than_a_batch_is_413_and_nothing_is_saved(world: World, teacher: Client) -> None:
    assert post(teacher, world, {"ops": [op(world) for _ in range(201)]}).status_code == 413
    assert MarkRecord.objects.get(pk=world.record.pk).midterm is None


def test_a_signed_out_save_is_401_in_json_and_never_a_redirect(world: World) -> None:
    answer = post(Client(), world, {"ops": [op(world)]})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_save_without_the_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["teacher"], backend="eduportal.accounts.backends.PortalBackend")
    assert post(client, world, {"ops": [op(world)]}).status_code == 403
    assert MarkRecord.objects.get(pk=world.record.pk).midterm is None


def test_the_plain_form_saves_what_differs_and_names_what_it_cannot(
    world: World, teacher: Client
) -> None:
    first, second = world.records[world.sheet][:2]
    answer = teacher.post(
        address(world),
        {
            f"m-{first.pk}-gk": "7,5",
            f"o-{first.pk}-gk": "",
            f"m-{first.pk}-ck": "",
            f"o-{first.pk}-ck": "",
            f"m-{second.pk}-gk": "11",
            f"o-{second.pk}-gk": "",
        },
    )
    problem = answer.context["problems"][0]
    assert (problem["cell_id"], problem["value"]) == (f"m-{second.pk}-gk", "11")
    assert second.enrolment.student.full_name in problem["label"]
    assert MarkRecord.objects.get(pk=first.pk).midterm == 75
    assert MarkRecord.objects.get(pk=second.pk).midterm is None


@pytest.mark.parametrize("record", ["²", "x", "", "-1", "1e3"])
def test_a_field_that_names_no_line_is_refused_in_words(
    world: World, teacher: Client, record: str
) -> None:
    answer = teacher.post(address(world), {f"m-{record}-gk": "9"})
    assert answer.context["problems"][0]["message"]
    assert not MarkRecord.objects.exclude(midterm=None).exists()


def test_changes_are_sent_only_to_who_has_an_older_revision(world: World, teacher: Client) -> None:
    post(teacher, world, {"ops": [op(world)]})
    assert teacher.get(address(world, "changes/?since=1")).json()["rows"] == []
    rows = teacher.get(address(world, "changes/?since=0")).json()["rows"]
    assert len(rows) == 6


def test_a_head_reads_the_sheet_but_cannot_write_it(world: World, client_of: ClientOf) -> None:
    head = client_of("head")
    assert head.get(address(world)).context["editable"] is False
    assert post(head, world, {"ops": [op(world)]}).status_code == 403


def test_the_head_counts_those_who_are_in_the_class(world: World, teacher: Client) -> None:
    before = teacher.get(address(world)).context["page"].present
    leave(world.record.enrolment)
    page = teacher.get(address(world))
    assert page.context["page"].present == before - 1
    assert f"{before - 1} học sinh" in page.content.decode()
