"""No path to the marks bypasses the history, and nobody rewrites it."""

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.scoping import Actor, acting_as
from grades.models import MarkChange, MarkRecord
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def changes(world: World) -> list[MarkChange]:
    return list(MarkChange.objects.filter(record=world.record.pk).order_by("id"))


def test_a_bulk_update_leaves_a_row_a_record(world: World) -> None:
    MarkRecord.objects.filter(sheet=world.sheet).update(midterm=50)
    assert MarkChange.objects.filter(sheet=world.sheet.pk).count() == 6


def test_raw_sql_leaves_its_trace_too(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update grades_markrecord set final = 70 where id = %s", [world.record.pk])
    assert (changes(world)[0].old["final"], changes(world)[0].new["final"]) == (None, 70)


def test_a_deleted_line_keeps_its_last_marks(world: World) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=50)
    MarkRecord.objects.filter(pk=world.record.pk).delete()
    assert changes(world)[-1].new is None
    assert changes(world)[-1].old["midterm"] == 50


def test_an_update_that_changes_nothing_leaves_no_row(world: World) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=None, average=None)
    assert changes(world) == []


def test_who_and_through_which_door(world: World) -> None:
    actor = Actor(world.users["teacher"].pk, "import", "tệp của giáo viên", "batch-1")
    with acting_as(actor):
        MarkRecord.objects.filter(pk=world.record.pk).update(midterm=50)
    change = changes(world)[0]
    assert change.actor == world.users["teacher"]
    assert (change.door, change.reason, change.operation) == (
        "import",
        "tệp của giáo viên",
        "batch-1",
    )


@pytest.mark.parametrize(
    "statement", ["update grades_markchange set old = null", "delete from grades_markchange"]
)
def test_not_even_the_owner_rewrites_the_history(
    as_owner: None, world: World, statement: str
) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=50)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_page_shows_before_after_who_and_door(world: World, client_of: ClientOf) -> None:
    with acting_as(Actor(world.users["teacher"].pk, "browser")):
        MarkRecord.objects.filter(pk=world.record.pk).update(midterm=50)
        MarkRecord.objects.filter(pk=world.record.pk).update(midterm=85)
    page = client_of("head").get(f"/marksheets/{world.sheet.public_id}/history/")
    text = page.content.decode()
    assert "5,0" in text and "8,5" in text
    assert str(world.users["teacher"]) in text
