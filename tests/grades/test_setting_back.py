"""A sheet set back to an earlier moment: shown first, then saved as ordinary changes."""

import pytest
from django.urls import reverse

from eduportal.scoping import Actor, acting_as
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord
from grades.selectors.days import days_of_sheet
from grades.selectors.setting_back import Difference, differences, moments_of
from tests.grades.conftest import set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

WHY = "Dán nhầm bảng của lớp khác"


def mark(world: World, number: int, **cells: object) -> None:
    """One save of one student's line, through a door of its own."""
    record = world.records[world.sheet][number]
    operation = f"save-{number}-{sorted(cells.items())}"[:36]
    with acting_as(Actor(world.users["teacher"].pk, "browser", "", operation)):
        MarkRecord.objects.filter(pk=record.pk).update(**cells)


def would_change(world: World, first: int) -> list[Difference]:
    return differences(world.sheet, first, days_of_sheet(world.sheet), "")


def address(world: World) -> str:
    return reverse("grades:marksheet-set-back", args=[world.sheet.public_id])


def form(world: World, first: int, **more: str) -> dict[str, object]:
    """What the page posts when every box stays ticked."""
    found = would_change(world, first)
    shown = {f"o-{each.place}": each.now for each in found}
    ticked = [each.place for each in found if not each.why]
    return {"before": first, "cell": ticked, "reason": WHY, **shown, **more}


@pytest.fixture
def pasted(world: World) -> int:
    """Two right marks, then a block of the wrong class over them; returns its first change."""
    mark(world, 0, midterm=80, remark="Chăm")
    mark(world, 1, midterm=70)
    mark(world, 0, midterm=30, final=40, remark="Chăm")
    first = MarkChange.objects.latest("pk").pk
    mark(world, 1, midterm=20)
    return first


def test_each_save_is_a_moment_the_newest_first(world: World, pasted: int) -> None:
    moments = moments_of(world.sheet)
    assert len(moments) == 4
    assert moments[1].first == pasted
    assert {each.who for each in moments} == {str(world.users["teacher"])}


def test_what_differs_is_shown_now_and_then(world: World, pasted: int) -> None:
    found = {
        (each.record_id, each.cell): (each.now, each.then) for each in would_change(world, pasted)
    }
    one, other = (record.pk for record in world.records[world.sheet][:2])
    assert found == {
        (one, "gk"): ("3,0", "8,0"),
        (one, "ck"): ("4,0", ""),
        (other, "gk"): ("2,0", "7,0"),
    }


def test_the_ticked_cells_are_set_back_as_changes_with_their_reason(
    world: World, client_of: ClientOf, pasted: int
) -> None:
    sent = form(world, pasted)
    sent["cell"] = [place for place in sent["cell"] if not place.endswith("-ck")]
    answer = client_of("teacher").post(address(world), sent)
    assert answer.status_code == 302
    one, other = MarkRecord.objects.filter(sheet=world.sheet).order_by("pk")[:2]
    assert (one.midterm, one.final, other.midterm) == (80, 40, 70)
    newest = MarkChange.objects.latest("pk")
    assert WHY in newest.reason and newest.actor == world.users["teacher"]


def test_a_mark_entered_meanwhile_is_left_and_told(
    world: World, client_of: ClientOf, pasted: int
) -> None:
    sent = form(world, pasted)
    mark(world, 1, midterm=95)
    page = client_of("teacher").post(address(world), sent, follow=True)
    assert MarkRecord.objects.get(pk=world.records[world.sheet][1].pk).midterm == 95
    assert "9,5" in page.content.decode()


@pytest.mark.parametrize("more", [{"reason": " "}, {"cell": []}, {"cell": ["0-gk"]}])
def test_without_a_reason_or_a_cell_nothing_is_set_back(
    world: World, client_of: ClientOf, pasted: int, more: dict[str, object]
) -> None:
    count = MarkChange.objects.count()
    answer = client_of("teacher").post(address(world), form(world, pasted) | more)
    assert answer.status_code == 422
    assert MarkChange.objects.count() == count


def test_a_locked_sheet_says_why_and_takes_nothing(
    world: World, client_of: ClientOf, pasted: int
) -> None:
    sent = form(world, pasted)
    set_state(world.sheet, SheetState.SUBMITTED)
    teacher = client_of("teacher")
    page = teacher.get(address(world), {"before": pasted}).content.decode()
    assert 'name="cell"' not in page
    assert teacher.post(address(world), sent).status_code == 422
    assert MarkRecord.objects.get(pk=world.records[world.sheet][1].pk).midterm == 20
    assert teacher.get(address(world), {"before": 10**9}).status_code == 404
