"""Saving cells by program: the browser's service, the browser's contract, the browser's locks."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from grades.models import MarkChange, MarkRecord
from tests.grades.conftest import set_state


def url(sheet):
    return f"/api/v1/marksheets/{sheet.public_id}/cells/"


def edit(record, to, before="", cell="gk", op=None):
    op = op or str(uuid.uuid4())
    return {"op": op, "record": record.pk, "cell": cell, "from": before, "to": to}


def send(client, sheet, *ops):
    return client.post(url(sheet), {"ops": list(ops)}, content_type="application/json")


def test_a_teacher_saves_through_either_door_with_one_answer(world, db_everywhere, client_of):
    client = client_of("teacher")
    by_program = send(client, world.sheet, edit(world.record, "8,5"))
    other = world.records[world.sheet][1]
    page = reverse("grades:marksheet-save", args=[world.sheet.public_id])
    in_browser = client.post(page, {"ops": [edit(other, "8.5")]}, content_type="application/json")
    answers = []
    for response in (by_program, in_browser):
        assert response.status_code == 200
        [result] = response.json()["results"]
        answers.append({k: v for k, v in result.items() if k not in ("op", "record")})
    assert answers[0] == answers[1]
    assert answers[0]["status"] == "saved"
    assert MarkRecord.objects.get(pk=world.record.pk).midterm == 85


def test_the_history_names_the_door(world, db_everywhere, client_of):
    send(client_of("teacher"), world.sheet, edit(world.record, "7"))
    change = MarkChange.objects.get(record=world.record.pk)
    assert (change.door, change.actor) == ("api", world.users["teacher"])


def test_a_repeated_operation_is_answered_again_and_not_applied_again(
    world, db_everywhere, client_of
):
    client, op = client_of("teacher"), edit(world.record, "7")
    first, second = send(client, world.sheet, op), send(client, world.sheet, op)
    assert first.json()["results"] == second.json()["results"]
    assert MarkChange.objects.filter(record=world.record.pk).count() == 1


def test_a_value_changed_by_another_user_is_a_conflict(world, client_of):
    client = client_of("teacher")
    send(client, world.sheet, edit(world.record, "7"))
    [result] = send(client, world.sheet, edit(world.record, "9")).json()["results"]
    assert (result["status"], result["value"]) == ("conflict", "7,0")


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_a_locked_sheet_takes_nothing(state, world, db_everywhere, client_of):
    set_state(world.sheet, state)
    response = send(client_of("teacher"), world.sheet, edit(world.record, "7"))
    assert response.status_code == 423
    assert response.json()["code"] == "locked"
    assert not MarkChange.objects.exists()


def test_days_of_entry_that_are_over_lock_this_door_too(world, db_everywhere, client_of):
    world.term.entry_closes_on = world.term.entry_opens_on
    world.term.save()
    response = send(client_of("teacher"), world.sheet, edit(world.record, "7"))
    assert response.status_code == 423


def test_who_may_only_read_is_refused_and_who_may_not_finds_nothing(world, client_of):
    answers = {
        persona: send(client_of(persona), world.sheet, edit(world.record, "7")).status_code
        for persona in ("head", "machine", "auditor", "homeroom", "other_teacher", "clerk")
    }
    assert answers == {
        "head": 403,
        "machine": 403,
        "auditor": 403,
        "homeroom": 404,
        "other_teacher": 404,
        "clerk": 403,
    }


def test_a_line_of_another_sheet_is_not_touched(world, db_everywhere, client_of):
    foreign = world.records[world.foreign_sheet][0]
    [result] = send(client_of("teacher"), world.sheet, edit(foreign, "7")).json()["results"]
    assert result["status"] == "gone"
    assert MarkRecord.objects.get(pk=foreign.pk).midterm is None


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"ops": 1}', b'{"ops": [{"op": 1}]}', b"\xff"]
)
def test_a_body_that_is_no_batch_is_a_bad_request(body, world, client_of):
    response = client_of("teacher").post(url(world.sheet), body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["code"] == "bad_request"


def test_a_browser_session_needs_the_pages_token(world, db_everywhere):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["teacher"], backend="eduportal.accounts.backends.PortalBackend")
    response = send(client, world.sheet, edit(world.record, "7"))
    assert response.status_code == 403
    assert response.json()["code"] == "not_allowed"
    assert MarkRecord.objects.get(pk=world.record.pk).midterm is None
