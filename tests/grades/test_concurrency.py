"""Two people, one cell: no mark is lost without a word."""

import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from eduportal import scoping
from eduportal.accounts.selectors import scope_for
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.rules.mark_text import format_cell
from grades.services import CellEdit, save_cells
from tests.factories.marks import regulation_set
from tests.world import World, build_world

INTERLEAVINGS = 200
PATIENCE_SECONDS = 20


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    return build_world()


def save_as_teacher(world: World, edit: CellEdit) -> str:
    """One save in a connection of its own."""
    user = world.users["teacher"]
    try:
        with scoping.schools([world.school.pk]):
            outcome = save_cells(
                sheet_id=world.sheet.pk, edits=[edit], scope=scope_for(user), user_id=user.pk
            )
        return outcome.results[0].status
    finally:
        connection.close()


def test_of_two_at_once_exactly_one_is_stored_and_the_other_is_a_conflict(
    committed_world: World,
) -> None:
    barrier = Barrier(2)

    def write(text: str) -> str:
        barrier.wait()
        return save_as_teacher(
            committed_world, CellEdit(uuid.uuid4(), committed_world.record.pk, "gk", "", text)
        )

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(write, ["6", "9"]))
    assert statuses == ["conflict", "saved"]
    with scoping.everywhere("the test looks"):
        assert MarkChange.objects.filter(record=committed_world.record.pk).count() == 1


@pytest.mark.trial("many")
def test_every_stored_value_was_seen_by_the_writer_who_replaced_it(committed_world: World) -> None:
    """Random edits of one cell by two threads: the history is one unbroken chain."""
    draw = random.Random(7)
    texts = [format_cell(draw.randint(0, 100)) for _ in range(INTERLEAVINGS)]

    def write(text: str) -> str:
        with scoping.schools([committed_world.school.pk]):
            current = MarkRecord.objects.get(pk=committed_world.record.pk).midterm
        edit = CellEdit(uuid.uuid4(), committed_world.record.pk, "gk", format_cell(current), text)
        return save_as_teacher(committed_world, edit)

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(write, texts))
    with scoping.everywhere("the test looks"):
        changes = list(MarkChange.objects.filter(record=committed_world.record.pk).order_by("id"))
        final = MarkRecord.objects.get(pk=committed_world.record.pk).midterm
    assert len(changes) == statuses.count("saved")
    assert set(statuses) <= {"saved", "conflict", "same"}
    chain = [change.old["midterm"] for change in changes[1:]]
    assert chain == [change.new["midterm"] for change in changes[:-1]]
    assert changes[-1].new["midterm"] == final


def wait_for_a_waiting_connection() -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("select exists (select 1 from pg_locks where not granted)")
            if cursor.fetchone() == (True,):
                return
            time.sleep(0.02)
    raise AssertionError("the save did not wait")


def test_a_save_that_waited_while_the_set_changed_is_read_by_the_new_set(
    committed_world: World,
) -> None:
    """The default set refuses a single exempt cell; the one that comes meanwhile takes it."""
    new = regulation_set(exempt_cell="leave_out")
    edit = CellEdit(uuid.uuid4(), committed_world.record.pk, "gk", "", "M")
    with ThreadPoolExecutor(1) as threads:
        with scoping.schools([committed_world.school.pk]):
            MarkSheet.objects.filter(pk=committed_world.sheet.pk).update(regulation=new)
            answer = threads.submit(save_as_teacher, committed_world, edit)
            wait_for_a_waiting_connection()
        assert answer.result() == "saved"
