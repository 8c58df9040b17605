"""Saving cells: what is kept, what is refused, and what a second try does."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eduportal import scoping
from eduportal.scoping.context import Actor
from grades.choices import SheetState
from grades.models import CellOperation, MarkChange, MarkRecord, MarkSheet
from grades.rules.cells import CellCode
from grades.services import CellEdit, NotAllowed, SheetLocked, save_cells
from tests.grades.conftest import Save, edit, scope_of, set_state, stand_under
from tests.stays import leave
from tests.world import World

pytestmark = pytest.mark.django_db


def stored(record: MarkRecord) -> MarkRecord:
    return MarkRecord.objects.get(pk=record.pk)


def test_a_mark_is_stored_in_tenths_and_answered_as_text(world: World, save: Save) -> None:
    outcome = save(world.sheet, edit(world.record, "tx1", "", "8,5"))
    assert [(r.status, r.value) for r in outcome.results] == [("saved", "8,5")]
    assert stored(world.record).regular[0] == 85


def test_the_average_appears_with_the_last_mark(world: World, save: Save) -> None:
    count = world.sheet.regular_count
    edits = [edit(world.record, f"tx{i}", "", "8") for i in range(1, count + 1)]
    assert save(world.sheet, *edits).results[-1].average == ""
    outcome = save(
        world.sheet, edit(world.record, "gk", "", "8"), edit(world.record, "ck", "", "9")
    )
    assert outcome.results[-1].average == "8,3"
    assert stored(world.record).average == 83


def test_zero_is_a_mark_and_an_emptied_cell_is_not_zero(world: World, save: Save) -> None:
    save(world.sheet, edit(world.record, "gk", "", "0"))
    assert stored(world.record).midterm == 0
    save(world.sheet, edit(world.record, "gk", "0,0", ""))
    assert stored(world.record).midterm is None


@pytest.mark.parametrize("text", ["11", "abc", "8,25", "-1", "1.000,5"])
def test_a_bad_mark_is_refused_with_a_sentence_and_the_good_ones_are_kept(
    world: World, save: Save, text: str
) -> None:
    outcome = save(
        world.sheet, edit(world.record, "gk", "", text), edit(world.record, "ck", "", "7,5")
    )
    assert [result.status for result in outcome.results] == ["invalid", "saved"]
    assert text in outcome.results[0].message
    assert (stored(world.record).midterm, stored(world.record).final) == (None, 75)


def test_a_result_word_has_no_place_in_a_scored_subject(world: World, save: Save) -> None:
    outcome = save(world.sheet, edit(world.record, "gk", "", "Đ"))
    assert outcome.results[0].status == "invalid"


def test_a_comment_only_subject_takes_results_and_no_marks(world: World, save: Save) -> None:
    sheet = world.commented_sheet
    record = world.records[sheet][0]
    outcome = save(
        sheet, edit(record, "gk", "", "Đ"), edit(record, "ck", "", "8"), persona="homeroom"
    )
    assert [result.status for result in outcome.results] == ["saved", "invalid"]


def test_absent_and_exempt_are_neither_empty_nor_zero(world: World, save: Save) -> None:
    stand_under(world, exempt_cell="leave_out")
    save(world.sheet, edit(world.record, "gk", "", "v"), edit(world.record, "ck", "", "M"))
    assert (stored(world.record).midterm, stored(world.record).final) == (210, 211)
    assert stored(world.record).average is None


def test_a_single_exempt_cell_is_refused_until_the_department_decides(
    world: World, save: Save
) -> None:
    result = save(world.sheet, edit(world.record, "gk", "", "M")).results[0]
    assert (result.status, result.value) == ("invalid", "")
    assert "môn" in result.message


def test_a_cell_that_was_exempt_under_an_earlier_set_can_be_cleared(
    world: World, save: Save
) -> None:
    MarkRecord.objects.filter(pk=world.record.pk).update(midterm=CellCode.EXEMPT)
    result = save(world.sheet, edit(world.record, "gk", "M", "7")).results[0]
    assert (result.status, result.value) == ("saved", "7,0")


def test_the_average_follows_the_set_the_sheet_stands_under(world: World, save: Save) -> None:
    stand_under(world, rounding="half_even")
    MarkSheet.objects.filter(pk=world.sheet.pk).update(regular_count=3)
    MarkRecord.objects.filter(sheet=world.sheet).update(regular=[None] * 3)
    cells = {"tx1": "7", "tx2": "8", "tx3": "6,6", "gk": "6", "ck": "6"}
    save(world.sheet, *(edit(world.record, name, "", text) for name, text in cells.items()))
    # (21,6 + 5 · 6) / 8 = 6,45
    assert stored(world.record).average == 64


def test_the_mark_of_study_topics_counts_where_it_was_given(world: World, save: Save) -> None:
    MarkSheet.objects.filter(pk=world.sheet.pk).update(regular_count=2, has_topic=True)
    MarkRecord.objects.filter(sheet=world.sheet).update(regular=[None] * 3)
    cells = {"tx1": "7", "tx2": "8", "gk": "6", "ck": "6"}
    save(world.sheet, *(edit(world.record, name, "", text) for name, text in cells.items()))
    assert stored(world.record).average == 64
    save(world.sheet, edit(world.record, "cdht", "", "9"))
    assert (stored(world.record).regular, stored(world.record).average) == ([70, 80, 90], 68)


def test_a_value_that_changed_meanwhile_is_a_conflict_and_stays(world: World, save: Save) -> None:
    save(world.sheet, edit(world.record, "gk", "", "6"))
    result = save(world.sheet, edit(world.record, "gk", "", "9")).results[0]
    assert (result.status, result.value) == ("conflict", "6,0")
    assert stored(world.record).midterm == 60


def test_a_conflict_names_who_changed_the_cell_and_when(world: World, save: Save) -> None:
    teacher = world.users["teacher"]
    with scoping.acting_as(Actor(user_id=teacher.pk, door="browser")):
        save(world.sheet, edit(world.record, "gk", "", "6"))
    with scoping.acting_as(Actor(door="import")):
        save(world.sheet, edit(world.record, "ck", "", "6"))
    answers = save(
        world.sheet,
        edit(world.record, "gk", "", "9"),
        edit(world.record, "ck", "", "9"),
        edit(world.record, "tx1", "5", "9"),
    ).results
    at = f"{timezone.localtime(MarkChange.objects.latest('id').at):%H:%M %d/%m}"
    assert [(each.status, each.by, each.at) for each in answers] == [
        ("conflict", str(teacher), at),
        ("conflict", "import", at),
        ("conflict", "", ""),
    ]


def test_a_start_that_is_no_mark_is_not_what_is_stored(world: World, save: Save) -> None:
    result = save(world.sheet, edit(world.record, "gk", "abc", "9")).results[0]
    assert (result.status, result.value) == ("conflict", "")


def test_wanting_what_is_already_there_is_no_conflict(world: World, save: Save) -> None:
    save(world.sheet, edit(world.record, "gk", "", "6"))
    assert save(world.sheet, edit(world.record, "gk", "5", "6")).results[0].status == "same"


def test_a_repeated_operation_gets_the_first_answer_and_changes_nothing(
    world: World, save: Save
) -> None:
    first = edit(world.record, "gk", "", "6")
    save(world.sheet, first)
    save(world.sheet, edit(world.record, "gk", "6", "7"))
    again = save(world.sheet, first)
    assert (again.results[0].status, again.results[0].value) == ("saved", "6,0")
    assert stored(world.record).midterm == 70
    assert CellOperation.objects.filter(op=first.op).count() == 1


def test_a_student_who_left_keeps_his_marks_untouched(world: World, save: Save) -> None:
    enrolment = world.record.enrolment
    leave(enrolment)
    assert save(world.sheet, edit(world.record, "gk", "", "6")).results[0].status == "locked"
    assert stored(world.record).midterm is None


def test_a_line_of_another_sheet_is_gone(world: World, save: Save) -> None:
    foreign = world.records[world.foreign_sheet][0]
    assert save(world.sheet, edit(foreign, "gk", "", "6")).results[0].status == "gone"
    assert stored(foreign).midterm is None


@pytest.mark.parametrize(
    "cell", ["tx9", "tx0", "txx", "tx²", "average", "school_id", "", "__class__"]
)
def test_a_cell_the_sheet_lacks_is_gone(world: World, save: Save, cell: str) -> None:
    assert save(world.sheet, edit(world.record, cell, "", "6")).results[0].status == "gone"


def test_only_the_assigned_teacher_writes(world: World, save: Save) -> None:
    with pytest.raises(NotAllowed):
        save(world.sheet, edit(world.record, "gk", "", "6"), persona="homeroom")
    with pytest.raises(NotAllowed):
        save(world.sheet, edit(world.record, "gk", "", "6"), persona="head")
    assert stored(world.record).midterm is None


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.APPROVED])
def test_a_sheet_that_was_handed_in_takes_no_marks(
    world: World, save: Save, state: SheetState
) -> None:
    set_state(world.sheet, state)
    with pytest.raises(SheetLocked):
        save(world.sheet, edit(world.record, "gk", "", "6"))
    assert stored(world.record).midterm is None


def test_outside_the_days_of_entry_nothing_is_written(world: World, save: Save) -> None:
    world.term.entry_closes_on = world.term.entry_opens_on
    world.term.save()
    with pytest.raises(SheetLocked) as refusal:
        save(world.sheet, edit(world.record, "gk", "", "6"))
    assert f"{world.term.entry_opens_on:%d/%m/%Y}" in str(refusal.value.message)


def test_a_sheet_of_a_deleted_class_does_not_exist(world: World, db_everywhere: None) -> None:
    with pytest.raises(MarkSheet.DoesNotExist):
        save_cells(
            sheet_id=0,
            edits=[CellEdit(uuid.uuid4(), 1, "gk", "", "6")],
            scope=scope_of(world, "teacher"),
            user_id=world.users["teacher"].pk,
        )


def test_a_save_of_a_whole_class_leaves_one_history_row_a_student(world: World, save: Save) -> None:
    edits = [edit(record, "gk", "", "6") for record in world.records[world.sheet]]
    save(world.sheet, *edits)
    changes = MarkChange.objects.filter(sheet=world.sheet.pk)
    assert changes.count() == len(edits)
    assert changes[0].old["midterm"] is None and changes[0].new["midterm"] == 60


def test_saving_costs_the_same_number_of_queries_for_one_cell_and_for_a_class(
    world: World, save: Save
) -> None:
    with CaptureQueriesContext(connection) as one:
        save(world.sheet, edit(world.records[world.sheet][0], "gk", "", "6"))
    with CaptureQueriesContext(connection) as many:
        save(world.sheet, *(edit(r, "ck", "", "6") for r in world.records[world.sheet]))
    assert len(one) == len(many)
