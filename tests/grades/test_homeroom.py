"""The homeroom teacher's class: who writes what, and that nobody overwrites anybody."""

import json
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse

from eduportal import scoping
from grades.choices import SheetState
from grades.models import HomeroomChange, HomeroomRecord, MarkSheet
from staffing.models import HomeroomAssignment
from tests.factories.marks import set_state
from tests.world import ClientOf, World


def edit(world: World, cell: str, before: str, after: str, student: int = 0) -> dict[str, str]:
    stay = world.enrolments[world.class_group][student]
    return {"op": str(uuid4()), "record": stay.pk, "cell": cell, "from": before, "to": after}


def save(client, world: World, *ops):
    address = reverse("grades:homeroom-save", args=[world.class_group.public_id, world.term.code])
    return client.post(address, json.dumps({"ops": ops}), content_type="application/json")


def page(client, world: World, group=None):
    group = group or world.class_group
    return client.get(reverse("grades:homeroom", args=[group.public_id, world.term.code]))


def only(response):
    assert response.status_code == 200, response.content
    return response.json()["results"][0]


def stored(world: World, student: int = 0) -> HomeroomRecord:
    stay = world.enrolments[world.class_group][student]
    with scoping.everywhere("a test looks"):
        return HomeroomRecord.objects.get(enrolment=stay)


def test_the_homeroom_teacher_gives_a_level_and_its_change_has_old_new_and_who(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("homeroom")
    assert only(save(client, world, edit(world, "conduct", "", "t")))["value"] == "T"
    assert only(save(client, world, edit(world, "conduct", "T", "K")))["status"] == "saved"
    assert stored(world).conduct == 3
    with scoping.everywhere("a test looks"):
        changes = HomeroomChange.objects.order_by("pk")
        found = [((c.old or {}).get("conduct"), c.new["conduct"], c.actor_id) for c in changes]
    teacher = world.users["homeroom"].pk
    assert found == [(None, 4, teacher), (4, 3, teacher)]
    shown = client.get(
        reverse("grades:homeroom-history", args=[world.class_group.public_id, world.term.code])
    ).content.decode()
    assert "Tốt" in shown and "Khá" in shown


def test_what_another_has_changed_meanwhile_is_a_conflict_and_both_are_told(
    world: World, client_of: ClientOf
) -> None:
    save(client_of("homeroom"), world, edit(world, "conduct", "", "T"))
    answer = only(save(client_of("head"), world, edit(world, "conduct", "", "C")))
    assert (answer["status"], answer["value"]) == ("conflict", "T")
    assert answer["by"] == str(world.users["homeroom"])
    assert stored(world).conduct == 4


def test_a_retry_is_the_same_and_a_bad_edit_stops_no_good_one(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("homeroom")
    good = edit(world, "comment", "", "  Chăm ngoan,  hòa đồng. ")
    answers = save(client, world, edit(world, "conduct", "", "X"), good).json()["results"]
    assert [each["status"] for each in answers] == ["invalid", "saved"]
    assert only(save(client, world, good))["status"] == "same"
    assert (stored(world).comment, stored(world).conduct) == ("Chăm ngoan, hòa đồng.", None)


def test_heads_may_correct_and_teachers_of_a_subject_see_nothing(
    world: World, client_of: ClientOf
) -> None:
    assert only(save(client_of("vice_head"), world, edit(world, "grounds", "", "Nghỉ nhiều")))
    assert page(client_of("teacher"), world).status_code == 404
    assert save(client_of("teacher"), world, edit(world, "conduct", "", "T")).status_code == 404
    assert page(client_of("auditor"), world).status_code == 200
    assert save(client_of("auditor"), world, edit(world, "conduct", "", "T")).status_code == 403
    other = world.classes[world.school][1]
    assert page(client_of("homeroom"), world, other).status_code == 404


def test_only_the_homeroom_teacher_of_today_writes(world: World, client_of: ClientOf) -> None:
    with scoping.everywhere("a test ends the assignment"):
        HomeroomAssignment.objects.all().delete()
    assert page(client_of("homeroom"), world).status_code == 404


def test_nothing_is_written_once_the_class_is_sealed(world: World, client_of: ClientOf) -> None:
    with scoping.everywhere("a test seals"):
        set_state(world.sheet, "sealed")
    answer = save(client_of("homeroom"), world, edit(world, "conduct", "", "T"))
    assert answer.status_code == 423 and "khóa sổ" in answer.json()["message"].lower()


def test_the_page_says_what_is_missing_and_whose_it_is_and_shows_no_level(
    world: World, client_of: ClientOf
) -> None:
    shown = page(client_of("homeroom"), world).content.decode()
    teacher = world.staff["teacher"].full_name
    assert teacher in shown and "thiếu" in shown
    assert world.enrolments[world.class_group][0].student.full_name in shown


@pytest.mark.parametrize("persona", ["homeroom", "head"])
def test_a_form_without_script_saves_what_differs(
    world: World, client_of: ClientOf, persona: str
) -> None:
    stay = world.enrolments[world.class_group][0]
    fields = {
        f"m-{stay.pk}-conduct": "Đ",
        f"o-{stay.pk}-conduct": "",
        f"m-{stay.pk}-comment": "",
        f"o-{stay.pk}-comment": "",
    }
    address = reverse("grades:homeroom", args=[world.class_group.public_id, world.term.code])
    assert client_of(persona).post(address, fields).status_code == 302
    assert stored(world).conduct == 2


def test_the_menu_leads_to_the_one_class(world: World, client_of: ClientOf) -> None:
    answer = client_of("homeroom").get(reverse("grades:homeroom-list"))
    assert answer["Location"] == reverse(
        "grades:homeroom", args=[world.class_group.public_id, world.term.code]
    )
    assert client_of("teacher").get(reverse("grades:homeroom-list")).status_code == 200


def now(client, world: World, since: int, **params: str):
    place = [world.class_group.public_id, world.term.code]
    return client.get(reverse("grades:homeroom-now", args=place), {"since": since, **params}).json()


def test_an_open_page_learns_what_others_changed_and_where_they_type(
    world: World, client_of: ClientOf
) -> None:
    teacher, head = client_of("homeroom"), client_of("head")
    seen = now(teacher, world, since=-1)["revision"]
    assert now(teacher, world, since=seen, at="comment")["rows"] == []
    saved = save(head, world, edit(world, "comment", "", "Ngoan.")).json()
    assert saved["revision"] > seen
    found = now(teacher, world, since=seen)
    first = found["rows"][0]
    assert (found["revision"], found["state"]) == (saved["revision"], "open")
    assert first["cells"] == {"conduct": "", "grounds": "", "comment": "Ngoan."}
    assert first["by"] == {"comment": str(world.users["head"])}
    others = now(head, world, since=found["revision"])["present"]
    assert [each["who"] for each in others] == [str(world.users["homeroom"])]


def test_an_open_page_learns_of_a_mark_and_of_the_seal(world: World, client_of: ClientOf) -> None:
    teacher = client_of("homeroom")
    seen = now(teacher, world, since=-1)["revision"]
    with scoping.everywhere("a test"):
        record = world.records[world.sheet][0]
        record.average = 95
        record.save()
        MarkSheet.objects.filter(pk=world.sheet.pk).update(revision=F("revision") + 1)
        set_state(world.sheet, SheetState.SEALED)
    found = now(teacher, world, since=seen)
    assert found["state"] == "locked"
    assert "9,5" in [each["text"] for each in found["rows"][0]["subjects"]]
