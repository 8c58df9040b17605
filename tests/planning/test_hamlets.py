"""Hamlets: entered, corrected, shown with the schools; a bad list is refused as a whole."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from eduportal.core.revisions import revision_of
from eduportal.planning.models import Hamlet, RoadDistance
from eduportal.planning.services import PlanningRefused
from eduportal.planning.services.placing import Placed, place_hamlet
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, sentences, written
from tests.imports.undone import taken_back
from tests.query_counts import ask_counted
from tests.routes_places import hamlet_fields
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def test_a_commune_enters_corrects_and_removes_a_hamlet(world: World, client_of: ClientOf) -> None:
    client, unit = client_of("commune_officer"), world.communes[0]
    client.cookies["django_language"] = "en"
    new = reverse("planning:hamlet-new", args=[unit.code])
    wrong = client.post(new, {**hamlet_fields(), "latitude": "44", "g1": "-1", "source": ""})
    assert set(wrong.context["form"].errors) == {"latitude", "g1", "source"}
    assert client.post(new, hamlet_fields()).status_code == 302
    row = Hamlet.objects.get()
    assert row.students == [40, *[None] * 4, 35, *[None] * 6] and row.of_grades(1, 5) == 40
    # A second of the name is refused, and so is a page that is older than the row.
    assert "of this name" in str(client.post(new, hamlet_fields()).context["form"].errors)
    page = reverse("planning:hamlet", args=[unit.code, row.pk])
    assert client.get(page).context["form"].initial["g1"] == 40
    fields = {**hamlet_fields(), "g1": "41", "shown": revision_of(row)}
    assert client.post(page, fields).status_code == 302
    row.refresh_from_db()
    assert row.students[0] == 41
    asked = {"stage": "02"}
    shown = ask_counted(client, "network hamlets", reverse("planning:hamlets", args=[unit.code]))
    assert shown.context["total"] == 41
    assert "map-hamlet" in shown.context["map"]
    client.post(
        reverse("planning:hamlet-remove", args=[unit.code, row.pk]), {"shown": revision_of(row)}
    )
    empty = client.get(reverse("planning:hamlets", args=[unit.code]), asked)
    assert not empty.context["rows"] and "No hamlets yet" in empty.content.decode()


def test_a_hamlet_that_somebody_removed_meanwhile_is_not_written_again(world: World) -> None:
    row = factories.HamletFactory(unit=world.communes[0])
    shown = revision_of(row)
    Hamlet.objects.all().delete()
    placed = Placed("Ấp 1", row.latitude, row.longitude, row.students, "x")
    with pytest.raises(PlanningRefused):
        place_hamlet(unit=row.unit, placed=placed, hamlet=row, shown=shown)


def rows_of(world: World, *lines: tuple[Any, ...]) -> list[list[Any]]:
    titles = ["Mã xã", "Xã, phường", "Ấp", "Vĩ độ", "Kinh độ", "Lớp 1", "Lớp 6", "Nguồn"]
    return [titles, *([world.communes[0].code, "", *line] for line in lines)]


def test_every_wrong_hamlet_and_way_of_a_list_is_named(world: World) -> None:
    """At once, with its row and what is wrong."""
    lines = rows_of(
        world,
        ("Ấp 1", "10.5", "106.1", "9000", "", "UBND"),
        ("Ấp 2", "", "106.1", "30", "", "UBND"),
        ("Ấp 3", "50", "106.1", "30", "", "UBND"),
        ("Ấp 4", "10.5", "106.1", "30", "20", ""),
    )
    said = said_of("hamlets", lines)
    for word in ("9000", "8 to 24", "Nguồn"):
        assert word in said
    titles = ["Mã xã", "Xã", "Ấp", "Mã trường", "Km", "Nguồn"]
    code = world.communes[0].code
    factories.HamletFactory(unit=world.communes[0], name="Ấp 1")
    ways = [
        titles,
        [code, "", "Ấp 1", world.school.code, "0", "UBND"],
        [code, "", "Ấp 9", world.school.code, "3,5", ""],
    ]
    said = said_of("roads", ways)
    for word in ("at most 200", "no hamlet “Ấp 9”", "Nguồn"):
        assert word in said


def said_of(kind: str, lines: list[list[Any]]) -> str:
    with translation.override("en"):
        return " ".join(str(each) for each in sentences(checked(xlsx(lines), kind, None)))


def test_lists_write_hamlets_and_ways_and_go_back(world: World) -> None:
    """What the list does not say of a hamlet stays."""
    known = factories.HamletFactory(unit=world.communes[0], name="Ấp 1")
    lines = rows_of(world, ("Ấp 1", "10.5", "106.1", "44", "", "UBND"))
    hamlets = written(checked(xlsx(lines), "hamlets", None))
    known.refresh_from_db()
    assert known.students == [44, *[30] * 11] and known.source == "UBND"
    titles = ["Mã xã", "Xã", "Ấp", "Mã trường", "Km", "Nguồn"]
    way = [world.communes[0].code, "", "Ấp 1", world.school.code, "3,25", "UBND"]
    roads = written(checked(xlsx([titles, way]), "roads", None))
    assert RoadDistance.objects.get().metres == 3250
    for job in (roads, hamlets):
        taken_back(job, world.users["department_admin"])
    known.refresh_from_db()
    assert not RoadDistance.objects.exists() and known.students == [30] * 12
