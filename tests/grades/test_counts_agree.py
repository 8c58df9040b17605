"""The same sheets and cells are counted everywhere: by the list, the grid, the gaps, the queue, the
matrix, the page of the class and the figures."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from grades.choices import SheetState, Step
from grades.models import MarkRecord, MarkSheet
from grades.services import move_sheet
from grades.services.asking import Asks
from tests.factories import ExemptionFactory, SheetStepFactory
from tests.grades.conftest import Save, edit, fill, scope_of, set_state
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def term(world: World) -> World:
    """One sheet returned for two cells and then with three gaps, one waiting with gaps, two open;
    a student who has left and one who is exempt."""
    lines = world.records[world.sheet]
    fill(world.sheet, 80)
    leave(lines[5].enrolment)
    MarkRecord.objects.filter(pk=lines[4].pk).update(exempt=True)
    ExemptionFactory(
        school=world.school, student=lines[4].enrolment.student, subject=world.subjects[0]
    )
    step(world, Step.SUBMIT, "teacher")
    cells = [(lines[0].pk, "ck"), (lines[1].pk, "gk")]
    step(world, Step.RETURN, "head", reason="Xem lại", asks=Asks(columns=["tx1"], cells=cells))
    MarkRecord.objects.filter(pk=lines[0].pk).update(midterm=None, final=None)
    MarkRecord.objects.filter(pk=lines[2].pk).update(final=None)
    set_state(world.commented_sheet, SheetState.SUBMITTED)
    SheetStepFactory(sheet=world.commented_sheet, actor=world.users["homeroom"], reason="Ốm")
    return world


def step(world: World, taken: Step, persona: str, **more) -> None:
    move_sheet(
        sheet_id=world.sheet.pk,
        step=taken,
        revision=str(MarkSheet.objects.get(pk=world.sheet.pk).revision),
        scope=scope_of(world, persona),
        user_id=world.users[persona].pk,
        **more,
    )


def page(client, name: str, *args: object) -> HttpResponse:
    return client.get(reverse(f"grades:{name}", args=args))


def gaps_by_door(world: World, client_of: ClientOf, sheet: MarkSheet) -> dict[str, int]:
    """How many empty cells of the sheet each page knows of."""
    head = client_of("head")
    of_class = page(head, "class-detail", world.class_group.public_id).context["rows"]
    grid = page(head, "marksheet-edit", sheet.public_id).context["page"]
    listed = page(head, "marksheet-gaps", sheet.public_id).context["gaps"]
    rows = page(head, "queue").context["rows"]
    [matrix] = page(head, "progress").context["matrices"]
    in_matrix = [row for line in matrix.lines for row in line.sheets]
    return {
        "grid": grid.total - grid.filled,
        "gaps": sum(len(each.cells) for each in listed),
        "class": next(row.gaps for row, _teachers in of_class if row.sheet == sheet),
        "queue": next(row.gaps for row in rows if row.sheet == sheet),
        "matrix": next(row.gaps for row in in_matrix if row.sheet == sheet),
    }


def test_the_empty_cells_of_a_sheet_are_the_same_on_every_page(
    term: World, client_of: ClientOf
) -> None:
    found = gaps_by_door(term, client_of, term.sheet)
    assert set(found.values()) == {3}, found
    home = page(client_of("teacher"), "marksheet-list").context["home"]
    [own] = [each.row for each in home.rows if each.row.sheet == term.sheet]
    assert own.gaps == 3 and sum(count for _label, count in own.missing) == 3
    waiting = gaps_by_door(term, client_of, term.commented_sheet)
    assert len(set(waiting.values())) == 1 and waiting["grid"] > 0, waiting


def test_the_sheets_by_state_are_the_same_on_every_page(term: World, client_of: ClientOf) -> None:
    head = client_of("head")
    queue = page(head, "queue").context
    progress = page(head, "progress").context
    [matrix] = progress["matrices"]
    statuses = [row.status for line in matrix.lines for row in line.sheets]
    counts = queue["counts"]
    assert counts == progress["counts"]
    assert (counts.total, counts.waiting, counts.returned) == (4, 1, 1)
    assert counts.waiting == statuses.count("wait") == len(queue["waiting"])
    assert counts.waiting == queue["tabs"][0]["count"]
    assert counts.returned == statuses.count("back") == len(queue["returned"])
    assert counts.with_teachers == sum(count for _subject, count in matrix.foot)
    assert counts.with_teachers == sum(len(each.sheets) for each in queue["late"])
    home = page(client_of("teacher"), "marksheet-list").context["home"]
    assert [each.row.sheet for each in home.returned] == [term.sheet]
    assert sum(line.gaps for line in matrix.lines) == sum(
        row.gaps for row in queue["rows"] if row.sheet.state == SheetState.OPEN
    )


def test_the_cells_to_look_at_are_the_same_on_the_sheet_in_the_list_and_for_the_head(
    term: World, client_of: ClientOf, save: Save
) -> None:
    teacher = client_of("teacher")
    sheet = page(teacher, "marksheet-edit", term.sheet.public_id)
    listed = page(teacher, "marksheet-list").context["home"].returned
    assert len(sheet.context["steps"].asked.cells) == len(listed[0].row.steps.asked.cells) == 2
    assert len(re.findall(r"\bis-meant\b", sheet.content.decode())) == 2

    save(term.sheet, edit(term.records[term.sheet][1], "gk", "8,0", "7,5"))
    step(term, Step.SUBMIT, "teacher", reason="Ốm")

    head = client_of("head")
    [waiting] = [
        each for each in page(head, "queue").context["waiting"] if each.row.sheet == term.sheet
    ]
    grid = page(head, "marksheet-edit", term.sheet.public_id).context["steps"].asked
    for asked in (waiting.row.steps.asked, grid):
        assert (len(asked.changed), len(asked.kept), len(asked.left)) == (2, 0, 0)
