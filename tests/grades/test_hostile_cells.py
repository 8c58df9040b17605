"""One bad cell never stops the good ones, through whichever door it comes."""

import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from eduportal import scoping
from grades.models import CellOperation, MarkRecord, MarkSheet, SheetStep
from tests import hostile
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

DOORS = ["grades:marksheet-save", "api:marksheet-cells"]
# What stands for no mark at all, or empties the cell.
HARMLESS = ("", " ")


def send(client: Client, door: str, sheet: MarkSheet, ops: list[Any]) -> HttpResponse:
    address = reverse(door, kwargs={"public_id": sheet.public_id})
    return client.post(address, json.dumps({"ops": ops}), content_type="application/json")


def edit(line: MarkRecord, **different: Any) -> dict[str, Any]:
    sound = {"record": line.pk, "cell": "gk", "from": "", "to": "8,5"}
    return {"op": str(uuid.uuid4()), **sound, **different}


def midterms(world: World) -> list[int | None]:
    with scoping.everywhere("a test reads what was stored"):
        marks = MarkRecord.objects.filter(sheet=world.sheet).order_by("pk")
        return list(marks.values_list("midterm", flat=True))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["record", "cell", "from", "to"])
def test_a_hostile_value_gets_its_own_sentence_and_the_good_cell_is_saved(
    door: str, name: str, world: World, client_of: ClientOf
) -> None:
    client = client_of("teacher")
    bad = [value for value in hostile.VALUES if value not in HARMLESS]
    first, second = world.records[world.sheet][:2]

    ops = [*(edit(first, **{name: value}) for value in bad), edit(second)]
    response = send(client, door, world.sheet, ops)

    assert response.status_code == 200
    *refused, good = response.json()["results"]
    assert good["status"] == "saved"
    assert {result["status"] for result in refused} <= {"invalid", "gone", "conflict"}
    assert all(result["message"] for result in refused)
    assert midterms(world)[:2] == [None, 85]


def test_a_plain_form_saves_the_good_cell_and_says_what_is_wrong_with_the_bad(
    world: World, client_of: ClientOf
) -> None:
    client, records = client_of("teacher"), world.records[world.sheet]
    address = reverse("grades:marksheet-edit", kwargs={"public_id": world.sheet.public_id})
    fields = {
        f"m-{records[0].pk}-gk": "7\x00",
        f"m-{records[1].pk}-gk": "7,5",
        f"m-{records[2].pk}-remark": "\u202e",
        **dict.fromkeys(hostile.FIELD_NAMES, "8"),
    }

    response = client.post(
        address, urlencode(fields), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 200
    problems = response.context["problems"]
    assert len(problems) == 2 + len([n for n in hostile.FIELD_NAMES if n.startswith("m-")])
    assert all(problem["message"] for problem in problems)
    assert "(U+0000, " in problems[0]["message"] and "(U+202E, " in problems[1]["message"]
    assert midterms(world)[:3] == [None, 75, None]


@pytest.mark.parametrize("door", DOORS)
def test_an_operation_of_another_sheet_is_refused_and_the_good_cell_is_saved(
    door: str, world: World, client_of: ClientOf
) -> None:
    client = client_of("teacher")
    other = world.sheets[world.classes[world.school][1], world.subjects[0]]
    used = edit(world.records[other][0])
    assert send(client, door, other, [used]).json()["results"][0]["status"] == "saved"
    first, second = world.records[world.sheet][:2]

    reused = edit(first, op=used["op"])
    results = send(client, door, world.sheet, [reused, edit(second)]).json()["results"]

    assert [result["status"] for result in results] == ["invalid", "saved"]
    assert results[0]["message"]
    assert midterms(world)[:2] == [None, 85]


@pytest.mark.parametrize("door", DOORS)
def test_an_operation_of_a_school_out_of_sight_is_refused_as_a_whole(
    door: str, world: World, client_of: ClientOf
) -> None:
    used = edit(world.record)
    with scoping.everywhere("another school has used the operation"):
        CellOperation.objects.create(
            op=used["op"],
            school=world.foreign_school,
            sheet=world.foreign_sheet,
            user=world.users["other_teacher"],
            answer={},
        )

    response = send(client_of("teacher"), door, world.sheet, [used])

    assert (response.status_code, response.json()["code"]) == (409, "operation_reused")
    assert response.json()["message"]
    assert midterms(world)[0] is None


@pytest.mark.parametrize("op", [None, 1, "x", "", [], "²" * 32, "٠" * 32, "\ud800"])
@pytest.mark.parametrize("door", DOORS)
def test_an_operation_without_identity_is_a_bad_request(
    door: str, op: Any, world: World, client_of: ClientOf
) -> None:
    response = send(client_of("teacher"), door, world.sheet, [edit(world.record, op=op)])

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")
    assert "1" in response.json()["message"]


@pytest.mark.parametrize(("door", "status"), [(DOORS[0], 415), (DOORS[1], 400)])
def test_a_form_is_no_batch_of_cells(
    door: str, status: int, world: World, client_of: ClientOf
) -> None:
    address = reverse(door, kwargs={"public_id": world.sheet.public_id})

    response = client_of("teacher").post(address, {"ops": "[]"})

    assert response.status_code == status and response.json()["message"]


@pytest.mark.parametrize("reason", ["x" * 301, "a\x00b", "\u202e", "e\u0301" * 10_000])
def test_a_reason_that_cannot_be_kept_is_refused_with_a_sentence(
    reason: str, world: World, client_of: ClientOf
) -> None:
    with scoping.everywhere("the sheet was handed in"):
        set_state(world.sheet, "submitted")
    address = reverse("grades:marksheet-step", kwargs={"public_id": world.sheet.public_id})

    response = client_of("head").post(address, {"step": "return", "reason": reason}, follow=True)

    assert "Lý do" in str([str(each) for each in response.context["messages"]])
    with scoping.everywhere("a test reads what was stored"):
        assert MarkSheet.objects.get(pk=world.sheet.pk).state == "submitted"
        assert not SheetStep.objects.filter(step="return").exists()
