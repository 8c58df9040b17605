"""Administrative units on the Department's pages: corrected, renamed, merged, divided, ended."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal.core.revisions import revision_of
from schools.choices import Succession
from schools.models import AdminUnit, RegisterChange, School
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    client = client_of("department_admin")
    client.cookies["django_language"] = "en"
    return client


def yesterday() -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=1)


def ending(unit: AdminUnit, **how: object) -> dict[str, object]:
    return {"last_day": yesterday(), "legal_doc": "NQ 9/2026", "shown": revision_of(unit), **how}


def stored(unit: AdminUnit) -> AdminUnit:
    return AdminUnit.objects.get(pk=unit.pk)


def test_a_correction_keeps_code_level_and_first_day(admin: Client, world: World) -> None:
    unit = stored(world.communes[0])
    form = {"type": "phuong", "name": "Đức  Hòa", "code": "1", "level": "province"}

    admin.post(reverse("schools:unit", args=[unit.pk]), form | {"shown": revision_of(unit)})

    now = stored(unit)
    assert (now.full_name, now.search_key) == ("Phường Đức Hòa", "duc hoa")
    assert (now.code, now.level, now.valid_from) == (unit.code, unit.level, unit.valid_from)


def test_a_renamed_unit_begins_the_next_day_and_its_schools_follow(
    admin: Client, world: World
) -> None:
    unit = stored(world.communes[0])

    admin.post(
        reverse("schools:unit-end", args=[unit.pk]),
        ending(unit, how="renamed", name="Đức Huệ", type="phuong"),
    )

    new = AdminUnit.objects.get(code=unit.code, valid_to=None)
    assert (new.full_name, new.valid_from) == ("Phường Đức Huệ", timezone.localdate())
    assert stored(unit).valid_to == yesterday()
    assert new.origins.get().relation == Succession.WHOLE
    assert set(School.objects.filter(unit=new)) == set(world.schools[:2])


def test_schools_of_a_divided_unit_wait_to_be_placed(admin: Client, world: World) -> None:
    unit = stored(world.communes[0])
    into = factories.AdminUnitFactory.create_batch(2)

    page = admin.post(
        reverse("schools:unit-end", args=[unit.pk]),
        ending(unit, how="divided", into=[each.pk for each in into]),
        follow=True,
    )

    assert "2 schools have to be given a new unit" in page.content.decode()
    listed = admin.get(reverse("schools:kept-schools"), {"state": "unplaced"})
    assert set(listed.context["page"]) == set(world.schools[:2])


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"how": "merged"}, ["Choose the one unit it goes into."]),
        ({"how": "divided"}, ["Choose the units it is divided among: two or more."]),
        ({"how": "renamed"}, ["Give the name the unit has from the next day on."]),
        (
            {"how": "renamed", "last_day": "2020-01-01", "legal_doc": ""},
            [
                "The unit begins on 01/07/2025: it cannot end before.",
                "Give the name the unit has from the next day on.",
                "This field is required.",
            ],
        ),
        ({"how": "dissolved", "last_day": "9999-12-31"}, ["less than or equal to"]),
        ({"how": "dissolved", "last_day": "2030-01-01"}, ["once the last day is over"]),
        ({"how": "merged", "last_day": "hôm qua"}, ["Enter a valid date.", "Choose the one unit"]),
    ],
)
def test_everything_wrong_with_an_end_is_said_at_once(
    admin: Client, world: World, how: dict[str, str], says: list[str]
) -> None:
    unit = stored(world.communes[0])

    page = admin.post(reverse("schools:unit-end", args=[unit.pk]), ending(unit) | how)

    text = page.content.decode()
    assert [sentence for sentence in says if sentence not in text] == []
    assert stored(unit).valid_to is None


def test_a_unit_whose_parts_go_on_cannot_just_end(admin: Client, world: World) -> None:
    province = factories.AdminUnitFactory(province=True, name="Tây Ninh")
    AdminUnit.objects.filter(pk=world.communes[0].pk).update(parent=province)

    page = admin.post(
        reverse("schools:unit-end", args=[province.pk]), ending(province, how="dissolved")
    )

    assert f"Units that belong to it go on: {world.communes[0].full_name}" in page.content.decode()


def test_the_tree_shows_units_inside_units_with_their_schools(admin: Client, world: World) -> None:
    province = factories.AdminUnitFactory(province=True, name="Tây Ninh")
    AdminUnit.objects.filter(pk=world.communes[0].pk).update(parent=province)
    factories.AdminUnitFactory(former=True, name="Xã cũ")

    [branch, *_others] = [
        each
        for each in admin.get(reverse("schools:unit-list")).context["tree"]
        if each.unit == province
    ]
    assert [(below.unit, below.schools) for below in branch.below] == [(world.communes[0], 2)]

    sought = ask_counted(
        admin, "schools:unit-list:department_admin", reverse("schools:unit-list") + "?q=an long"
    )
    assert world.communes[0].full_name in sought.content.decode()
    assert world.communes[1].full_name not in sought.content.decode()
    ended = admin.get(reverse("schools:unit-list"), {"show": "ended"}).content.decode()
    assert "Xã cũ" in ended and world.communes[0].full_name not in ended


def test_who_changed_what_and_when_stands_on_the_page(admin: Client, world: World) -> None:
    unit = stored(world.communes[0])
    address = reverse("schools:unit", args=[unit.pk])
    admin.post(address, {"type": "phuong", "name": unit.name, "shown": revision_of(unit)})

    text = admin.get(address).content.decode()

    [change] = RegisterChange.objects.filter(table="adminunit", row=unit.pk)
    assert (change.actor, change.door) == (world.users["department_admin"], "browser")
    assert "Type: Commune → Ward" in text and str(change.actor) in text


def test_a_unit_on_which_nothing_hangs_is_removed_and_no_other(admin: Client, world: World) -> None:
    empty, used = factories.AdminUnitFactory(), stored(world.communes[0])
    for unit in (empty, used):
        address = reverse("schools:row-remove", args=["adminunit", unit.pk])
        page = admin.post(address, {"shown": revision_of(unit)}, follow=True)

    assert not AdminUnit.objects.filter(pk=empty.pk).exists()
    assert "It cannot be removed. On it hang: schools: 2" in page.content.decode()
    assert AdminUnit.objects.filter(pk=used.pk).exists()
