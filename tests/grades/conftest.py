"""Shared shorthand of the mark book's tests."""

import uuid
from collections.abc import Callable, Iterable

import pytest

from eduportal.accounts.selectors import scope_for
from eduportal.scoping import Scope
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.services import CellEdit, SaveOutcome, save_cells
from grades.services.writing import update_records
from tests.factories.marks import regulation_set, set_state
from tests.world import World

Save = Callable[..., SaveOutcome]


def edit(record: MarkRecord, cell: str, before: str, after: str) -> CellEdit:
    return CellEdit(uuid.uuid4(), record.pk, cell, before, after)


def scope_of(world: World, persona: str) -> Scope:
    return scope_for(world.users[persona])


@pytest.fixture
def save(world: World, db_everywhere: None) -> Save:
    """Save edits of one sheet as a persona: `save(sheet, edits, persona="teacher")`."""

    def save(sheet: MarkSheet, *edits: CellEdit, persona: str = "teacher") -> SaveOutcome:
        return save_cells(
            sheet_id=sheet.pk,
            edits=edits,
            scope=scope_of(world, persona),
            user_id=world.users[persona].pk,
        )

    return save


def fill(sheet: MarkSheet, mark: int) -> None:
    """Give every line of the sheet the same mark in every cell, average included."""
    records = list(sheet.records.all())
    for record in records:
        record.regular = [mark] * sheet.regular_count
        record.midterm = record.final = record.average = mark
    update_records(records)


def stand_under(world: World, **settings: object) -> RegulationSet:
    """Let the world's sheets stand under another set."""
    found = regulation_set(**settings)
    MarkSheet.objects.update(regulation=found)
    return found


def set_states(sheets: Iterable[MarkSheet], state: SheetState | str) -> None:
    """Take each sheet forward to the state."""
    for sheet in sheets:
        set_state(sheet, state)
