"""Marks that a file wrote go back, cell by cell, but for those that were changed since."""

import pytest

from eduportal.imports.choices import JobState
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet
from tests.imports.jobs import MARKS, checked, let_bring_marks, written
from tests.imports.marks import line, mark_file
from tests.imports.undone import kept, moved_to, taken_back, weighed

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def clerk(world):
    let_bring_marks(world.users["clerk"])
    return world.users["clerk"]


def bring(world, *marks):
    clerk = world.users["clerk"]
    job = checked(mark_file(world, *marks), MARKS, world.school, user=clerk)
    return written(job, clerk)


def lines():
    return list(MarkRecord.objects.order_by("pk").values())


def test_every_cell_holds_what_it_held(world, clerk):
    MarkRecord.objects.filter(pk=line(world, 0).pk).update(midterm=70)
    before = lines()
    job = bring(world, [9, None, None, None, 8, 5], [6])
    assert lines() != before

    undo = taken_back(job, clerk)

    assert job.state == JobState.UNDONE
    assert lines() == before
    assert undo.back == {"Cells that hold what they held before": 4}
    last = MarkChange.objects.order_by("id").last()
    assert last.operation == str(undo.public_id) and "Nhầm tệp" in last.reason


def test_a_cell_changed_since_stays_and_is_named_without_its_mark(world, clerk):
    job = bring(world, [9, None, None, None, 8])
    changed = line(world, 0)
    MarkRecord.objects.filter(pk=changed.pk).update(midterm=35)

    undo = taken_back(job, clerk)

    name = changed.enrolment.student.full_name
    title = f"{world.sheet.subject.name} · 6A1 · {world.term.code}"
    [(who, why)] = kept(undo)
    assert who == name and why.startswith(title) and why.endswith("has been changed since.")
    assert "3" not in why.removeprefix(title)
    assert (line(world, 0).regular[0], line(world, 0).midterm) == (None, 35)


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.APPROVED, SheetState.SEALED])
def test_a_sheet_that_moved_on_refuses_the_whole(world, clerk, state):
    job = bring(world, [9], [8])
    before = lines()
    with moved_to(state, MarkSheet.objects.filter(pk=world.sheet.pk)):
        undo = weighed(job, clerk)

        [refusal] = undo.refusal
        assert "6A1" in refusal["params"]["sheet"] and not undo.back
        assert lines() == before
