"""The single cells for which a sheet was returned: named, walked, answered, shown to the head."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from grades.choices import SheetState, Step
from grades.models import AskedCell, MarkRecord, MarkSheet, SheetStep
from grades.selectors import last_steps
from grades.services import NotAllowed, StepNotPossible, move_sheet
from grades.services.asking import Asks, keep_cells
from tests.factories import AskedCellFactory
from tests.grades.conftest import Save, edit, fill, scope_of, set_state
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

WHY = "Em vắng có phép ghi V, không ghi 0"


def move(world: World, step: Step, persona: str, **more) -> MarkSheet:
    return move_sheet(
        sheet_id=world.sheet.pk,
        step=step,
        revision=str(MarkSheet.objects.get(pk=world.sheet.pk).revision),
        scope=scope_of(world, persona),
        user_id=world.users[persona].pk,
        **more,
    )


def asked(world: World):
    sheet = MarkSheet.objects.select_related("term").get(pk=world.sheet.pk)
    return last_steps([sheet])[sheet.pk].asked


def last_step(world: World) -> int:
    return world.sheet.steps.filter(step="return").latest("pk").pk


def keep(
    world: World,
    record: MarkRecord,
    cell: str = "ck",
    persona: str = "teacher",
    step: int | None = None,
) -> int:
    return keep_cells(
        sheet_id=world.sheet.pk,
        step_id=last_step(world) if step is None else step,
        places=[(record.pk, cell)],
        scope=scope_of(world, persona),
        user_id=world.users[persona].pk,
    )


@pytest.fixture
def lines(world: World) -> list[MarkRecord]:
    return world.records[world.sheet]


@pytest.fixture
def returned(world: World, lines: list[MarkRecord]) -> World:
    """The full sheet, returned for the end-of-term mark of three students and for a column."""
    fill(world.sheet, 80)
    move(world, Step.SUBMIT, "teacher")
    cells = [(line.pk, "ck") for line in lines[:3]]
    move(world, Step.RETURN, "head", reason=WHY, asks=Asks(columns=["tx1"], cells=cells))
    return world


def statuses(world: World) -> list[str]:
    return [each.status for each in asked(world).cells]


def test_a_head_ticks_cells_and_columns_on_the_page_of_the_sheet(
    world: World, client_of: ClientOf, lines: list[MarkRecord]
) -> None:
    fill(world.sheet, 80)
    sheet = move(world, Step.SUBMIT, "teacher")
    head = client_of("head")
    page = head.get(reverse("grades:marksheet-edit", args=[sheet.public_id])).content.decode()
    assert page.count(f'form="return-{sheet.pk}"') == len(lines) * len(sheet.columns)
    form = {
        "step": "return",
        "reason": WHY,
        "revision": sheet.revision,
        "column": ["tx1"],
        "cell": [f"{lines[0].pk}-ck", f"{lines[1].pk}-tx1"],
    }

    head.post(reverse("grades:marksheet-step", args=[sheet.public_id]), form)

    found = asked(world)
    assert [(each.record_id, each.cell, each.before) for each in found.cells] == [
        (lines[1].pk, "tx1", "8,0"),
        (lines[0].pk, "ck", "8,0"),
    ]
    assert found.columns == {"tx1": "TX1"}
    of_column = {each.record_id for each in found.places if each.is_of_column}
    assert of_column == {line.pk for line in lines} - {lines[1].pk}


@pytest.mark.parametrize("persona", ["teacher", "homeroom"])
def test_nobody_else_ticks_cells(world: World, client_of: ClientOf, persona: str) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    page = client_of(persona).get(reverse("grades:marksheet-edit", args=[world.sheet.public_id]))
    assert b"marks__ask" not in page.content


def test_the_teacher_reads_on_the_sheet_and_in_the_list_how_many_cells_are_meant(
    returned: World, client_of: ClientOf
) -> None:
    teacher = client_of("teacher")
    page = teacher.get(reverse("grades:marksheet-edit", args=[returned.sheet.public_id]))
    text = page.content.decode()
    assert WHY in text and "data-asked-next" in text
    assert text.count("is-meant is-open") == 3 and text.count('data-before="8,0"') == 3
    for answer in (text, teacher.get(reverse("grades:marksheet-list")).content.decode()):
        assert "3 ô được đóng khung" in answer and "TX1" in answer


def test_a_cell_is_looked_at_when_it_is_changed_or_left_as_it_is(
    returned: World, lines: list[MarkRecord], save: Save
) -> None:
    assert statuses(returned) == ["open"] * 3
    save(returned.sheet, edit(lines[0], "ck", "8,0", "V"))
    assert keep(returned, lines[1]) == 1
    assert statuses(returned) == ["changed", "kept", "open"]
    # Said twice, it stays as it was said first; put back, it is to be looked at again.
    first = AskedCell.objects.get(record=lines[1], cell="ck").kept_at
    assert keep(returned, lines[1]) == 0
    assert AskedCell.objects.get(record=lines[1], cell="ck").kept_at == first
    save(returned.sheet, edit(lines[0], "ck", "V", "8,0"))
    assert statuses(returned) == ["open", "kept", "open"]


def test_leaving_a_cell_as_it_is_changes_neither_mark_nor_revision(
    returned: World, lines: list[MarkRecord]
) -> None:
    before = MarkSheet.objects.get(pk=returned.sheet.pk).revision
    keep(returned, lines[0])
    assert MarkSheet.objects.get(pk=returned.sheet.pk).revision == before
    assert MarkRecord.objects.get(pk=lines[0].pk).final == 80


def test_only_what_the_return_asks_for_can_be_left_as_it_is_and_only_by_the_teacher(
    returned: World, lines: list[MarkRecord]
) -> None:
    for record, cell in ((lines[4], "ck"), (lines[0], "gk"), (lines[4], "tx1")):
        with pytest.raises(StepNotPossible):
            keep(returned, record, cell)
    for persona in ("head", "homeroom", "other_teacher"):
        with pytest.raises(NotAllowed):
            keep(returned, lines[0], persona=persona)
    move(returned, Step.SUBMIT, "teacher")
    with pytest.raises(StepNotPossible):
        keep(returned, lines[0])


def test_a_cell_that_is_not_there_or_whose_student_has_left_is_refused(
    world: World, lines: list[MarkRecord]
) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    leave(lines[5].enrolment)
    foreign = world.records[world.foreign_sheet][0]
    for place in ((lines[0].pk, "tx9"), (lines[5].pk, "gk"), (foreign.pk, "gk"), (0, "gk")):
        with pytest.raises(StepNotPossible):
            move(world, Step.RETURN, "head", reason=WHY, asks=Asks(cells=[place]))
    assert not AskedCell.objects.exists() and not SheetStep.objects.exists()


def test_the_head_reads_what_became_of_each_cell(
    returned: World, client_of: ClientOf, lines: list[MarkRecord], save: Save
) -> None:
    save(returned.sheet, edit(lines[0], "ck", "8,0", "V"), edit(lines[4], "tx1", "8,0", "7"))
    keep(returned, lines[1])
    sheet = move(returned, Step.SUBMIT, "teacher")

    page = client_of("head").get(reverse("grades:marksheet-edit", args=[sheet.public_id]))

    answers = [
        (each.record_id, each.cell, each.before, each.now, each.status)
        for each in page.context["steps"].asked.answers
    ]
    assert answers == [
        (lines[4].pk, "tx1", "8,0", "7,0", "changed"),
        (lines[0].pk, "ck", "8,0", "V", "changed"),
        (lines[1].pk, "ck", "8,0", "8,0", "kept"),
        (lines[2].pk, "ck", "8,0", "8,0", "open"),
    ]
    text = page.content.decode()
    for words in (WHY, "giữ nguyên", "chưa xem lại"):
        assert words in text, words
    queue = client_of("head").get(reverse("grades:queue"))
    [waiting] = queue.context["waiting"]
    assert not waiting.is_plain
    assert [tab["count"] for tab in queue.context["tabs"]] == [1, 1, 0]
    for words in ("2 ô đã sửa", "1 giữ nguyên", "1 chưa xem lại"):
        assert words in queue.content.decode(), words


def test_a_cell_of_a_student_who_has_left_since_is_counted_no_more(
    returned: World, lines: list[MarkRecord]
) -> None:
    leave(lines[2].enrolment)
    assert statuses(returned) == ["open", "open"]
    assert [each.status for each in asked(returned).answers] == ["open", "open", "gone"]


def test_the_next_return_asks_anew(returned: World, lines: list[MarkRecord]) -> None:
    keep(returned, lines[0])
    move(returned, Step.SUBMIT, "teacher")
    move(returned, Step.RETURN, "head", reason=WHY, asks=Asks(cells=[(lines[0].pk, "ck")]))
    assert statuses(returned) == ["open"]
    assert asked(returned).columns == {}


def test_the_history_says_what_each_return_asked_for(
    returned: World, client_of: ClientOf, lines: list[MarkRecord]
) -> None:
    page = client_of("head").get(
        reverse("grades:marksheet-history", args=[returned.sheet.public_id])
    )
    text = page.content.decode()
    assert f"{lines[0].enrolment.student.full_name}, CK" in text and "TX1" in text


def test_a_browser_without_scripts_says_what_stays(
    returned: World, client_of: ClientOf, lines: list[MarkRecord]
) -> None:
    teacher = client_of("teacher")
    address = reverse("grades:marksheet-edit", args=[returned.sheet.public_id])
    assert teacher.get(address).content.decode().count('name="keep"') == 3
    named = {"return": last_step(returned)}
    assert teacher.post(address, {"keep": [f"{lines[0].pk}-ck"], **named}).status_code == 302
    assert statuses(returned) == ["kept", "open", "open"]
    page = teacher.post(address, {"keep": [f"{lines[4].pk}-ck"], **named})
    assert page.status_code == 200 and page.context["problems"]


def test_a_page_older_than_the_last_return_answers_nothing(
    returned: World, client_of: ClientOf, lines: list[MarkRecord]
) -> None:
    first = last_step(returned)
    move(returned, Step.SUBMIT, "teacher")
    move(returned, Step.RETURN, "head", reason=WHY, asks=Asks(cells=[(lines[0].pk, "ck")]))
    with pytest.raises(StepNotPossible):
        keep(returned, lines[0], step=first)
    address = reverse("grades:marksheet-keep", args=[returned.sheet.public_id])
    for named in ({"return": str(first)}, {"return": "x"}, {}):
        answer = client_of("teacher").post(address, {"cell": f"{lines[0].pk}-ck", **named})
        assert answer.status_code == 409
    assert statuses(returned) == ["open"]


def test_the_database_refuses_rows_that_make_no_sense(returned: World) -> None:
    row = AskedCell.objects.filter(is_of_column=False).first()
    column = AskedCell.objects.filter(is_of_column=True).first()
    user = returned.users["teacher"]
    foreign = returned.records[returned.foreign_sheet][0]
    same = {"step": row.step, "record": row.record, "cell": row.cell}
    for wrong in (
        lambda: AskedCellFactory(**same),
        lambda: AskedCellFactory(**same | {"cell": ""}),
        lambda: AskedCellFactory(**same | {"cell": "gk"}, before=101),
        lambda: AskedCellFactory(**same | {"cell": "gk"}, kept_by=user),
        lambda: AskedCell.objects.filter(pk=column.pk).update(kept_at=row.step.at, kept_by=user),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedCellFactory(step=row.step, record=foreign)
        transaction.get_connection().check_constraints()
