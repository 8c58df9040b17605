"""The panel that says how a cell came to hold what it holds, and the comments beside cells."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from eduportal.scoping import Actor, acting_as
from grades.choices import SheetState
from grades.models import CellComment, MarkRecord
from tests.factories import CellCommentFactory
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def address(world: World, cell: str = "gk", record: int | None = None) -> str:
    named = [world.sheet.public_id, record or world.record.pk, cell]
    return reverse("grades:marksheet-cell", args=named)


def test_every_change_of_the_cell_is_told_the_newest_first(
    world: World, client_of: ClientOf
) -> None:
    lines = MarkRecord.objects.filter(pk=world.record.pk)
    with acting_as(Actor(world.users["teacher"].pk, "import", "tệp giữa kì")):
        lines.update(midterm=50)
        lines.update(final=90)
    with acting_as(Actor(world.users["teacher"].pk, "browser")):
        lines.update(midterm=85)
    text = client_of("head").get(address(world)).content.decode()
    assert text.index("8,5</ins>") < text.index("5,0</ins>")
    assert "tệp giữa kì" in text and str(world.users["teacher"]) in text
    assert "9,0" not in text


def test_a_cell_that_takes_no_marks_says_why(world: World, client_of: ClientOf) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    text = client_of("teacher").get(address(world)).content.decode()
    assert "đã nộp" in text


@pytest.mark.parametrize("cell", ["average", "exempt", "tx9", "x"])
def test_what_is_no_cell_of_the_sheet_is_not_found(
    world: World, client_of: ClientOf, cell: str
) -> None:
    assert client_of("teacher").get(address(world, cell)).status_code == 404


def test_a_line_of_another_sheet_is_not_found(world: World, client_of: ClientOf) -> None:
    foreign = world.records[world.foreign_sheet][0].pk
    assert client_of("teacher").get(address(world, record=foreign)).status_code == 404


def test_teacher_and_head_write_comments_that_the_sheet_marks(
    world: World, client_of: ClientOf
) -> None:
    for persona, words in (("teacher", "Chấm bù"), ("head", "Đã xem bài giấy")):
        answer = client_of(persona).post(address(world), {"text": words})
        assert answer.status_code == 200 and words in answer.content.decode()
    found = [(each.text, each.author) for each in CellComment.objects.all()]
    assert found == [
        ("Chấm bù", world.users["teacher"]),
        ("Đã xem bài giấy", world.users["head"]),
    ]
    sheet = client_of("teacher").get(f"/marksheets/{world.sheet.public_id}/").content.decode()
    assert sheet.count("is-noted") == 1


@pytest.mark.parametrize("words", ["", "  ", "x" * 301])
def test_a_comment_that_says_nothing_or_too_much_is_kept_for_its_writer(
    world: World, client_of: ClientOf, words: str
) -> None:
    answer = client_of("teacher").post(address(world), {"text": words})
    assert answer.status_code == 422
    assert not CellComment.objects.exists()


def test_nothing_is_written_beside_a_sealed_cell(world: World, client_of: ClientOf) -> None:
    CellCommentFactory(record=world.record, text="Chấm bù")
    set_state(world.sheet, SheetState.SEALED)
    assert client_of("teacher").post(address(world), {"text": "Thêm"}).status_code == 422
    page = client_of("head").get(address(world)).content.decode()
    assert "Chấm bù" in page and "<textarea" not in page


def test_the_database_takes_no_empty_comment(world: World) -> None:
    for fault in ({"text": ""}, {"cell": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CellCommentFactory(record=world.record, **fault)
