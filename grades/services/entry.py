"""Saving cells of one mark sheet: the only way a mark gets into the book."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.scoping import Scope
from grades.cells import (
    CellRefused,
    average_of,
    parse_text,
    put_cell,
    read_cell,
    text_of,
    typed_text,
    why_not_studied,
)
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet
from grades.rules.mark_text import format_cell
from grades.selectors import last_change_of_cell
from grades.selectors.days import SheetDays, why_cell_closed
from grades.selectors.entry import Key, answers_given, lines_of, locked_sheet
from grades.services.errors import OperationReused
from grades.services.permissions import require_writable
from grades.services.writing import store
from students.selectors import sits_on

Value: TypeAlias = int | str | bool | None
Origin: TypeAlias = dict[str, str]
REUSED = gettext_noop(
    "This was sent before, for another sheet or by another person, and is not saved. Load the page "
    "again."
)


@dataclass(frozen=True)
class CellEdit:
    """One cell as the client wants it: the text it started from and the text it should hold.

    `problem` says in the user's language what of it could not be read.
    """

    op: uuid.UUID
    record: int
    cell: str
    before: str
    after: str
    problem: str = ""


@dataclass
class CellResult:
    """What became of one edit.

    `status` is saved, same, conflict (changed by another user: `value`, `by`, `at`),
    invalid, locked (the student has left, is exempt or does not study the topics, or the column is
    closed) or gone. `value`
    and `average` are what is stored now.
    """

    op: str
    record: int
    cell: str
    status: str
    value: str = ""
    average: str = ""
    message: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True)
class _Save:
    """What holds for all cells of one save; `gone` are the lines of students who have left."""

    days: SheetDays
    origin: Origin | None
    gone: set[int]


@dataclass(frozen=True)
class SaveOutcome:
    """Answers in the order of the edits; the sheet's revision afterwards, and its number."""

    results: list[CellResult]
    revision: int
    sheet: int


def save_cells(
    *, sheet_id: Key, edits: Sequence[CellEdit], scope: Scope, user_id: int | None
) -> SaveOutcome:
    """Store each edit whose cell still holds the text it started from.

    `sheet_id` is the sheet's number or its public identifier. One lock on the sheet makes comparing
    and setting one step; all that is stored is one statement, within the caller's transaction. An
    edit whose `op` was answered before gets the same answer again. Raises MarkSheet.DoesNotExist,
    NotAllowed, SheetLocked, and OperationReused for an `op` that another request uses elsewhere at
    this moment, after which that transaction is undone; a bad edit never stops the good ones.
    """
    sheet, days, is_taught = locked_sheet(sheet_id, user_id)
    require_writable(scope, user_id, sheet, days, is_taught=is_taught)
    return set_cells(sheet, edits, user_id, days)


def set_cells(
    sheet: MarkSheet,
    edits: Sequence[CellEdit],
    user_id: int | None,
    days: SheetDays,
    origin: Origin | None = None,
) -> SaveOutcome:
    """The same on a sheet that is locked, for a user who has been asked for.

    `origin` says where the marks were given, if not here (MarkRecord.origins).
    """
    answered = _answered(edits, sheet, user_id)
    records = lines_of(sheet, {edit.record for edit in edits})
    today = sheet.term.day_in(timezone.localdate())
    gone = {pk for pk, record in records.items() if not sits_on(record.enrolment, today)}
    save = _Save(days, origin, gone)
    results = [
        answered.get(edit.op) or _apply(edit, records.get(edit.record), save) for edit in edits
    ]
    fresh = [result for edit, result in zip(edits, results, strict=True) if edit.op not in answered]
    _bring_up_averages(records, fresh)
    with transaction.atomic(savepoint=False):
        _store(sheet, records, fresh, user_id)
    return SaveOutcome(results, sheet.revision, sheet.pk)


def _answered(
    edits: Iterable[CellEdit], sheet: MarkSheet, user_id: int | None
) -> dict[uuid.UUID, CellResult]:
    """The answers there are: as given before, or that the operation is not this one's."""
    by_op = {edit.op: edit for edit in edits}
    return {
        row.op: CellResult(**row.answer)
        if (row.sheet_id, row.user_id) == (sheet.pk, user_id)
        else _reused(by_op[row.op])
        for row in answers_given(by_op)
    }


def _reused(edit: CellEdit) -> CellResult:
    return CellResult(str(edit.op), edit.record, edit.cell, "invalid", message=str(_(REUSED)))


def _apply(edit: CellEdit, record: MarkRecord | None, save: _Save) -> CellResult:
    """Change the record in memory if the edit may; say what became of it."""
    result = CellResult(op=str(edit.op), record=edit.record, cell=edit.cell, status="gone")
    if edit.problem:
        result.status, result.message = "invalid", edit.problem
        return result
    try:
        current = None if record is None else read_cell(record, edit.cell)
    except KeyError:
        record = None
    if record is None:
        result.message = _("This cell is no longer on the sheet.")
        return result
    result.value = text_of(record.sheet, edit.cell, current)
    if why := _why_locked(record, edit.cell, save):
        result.status, result.message = "locked", why
        return result
    try:
        typed_text(edit.before)
        wanted = parse_text(record.sheet, edit.cell, edit.after)
    except CellRefused as problem:
        result.status, result.message = "invalid", str(problem)
        return result
    _set(result, edit, record, current, wanted)
    if result.status == "saved":
        _note_origin(record, edit.cell, save.origin)
    return result


def _why_locked(record: MarkRecord, cell: str, save: _Save) -> str:
    """Why this cell of a sheet that takes marks does not; empty when it does.

    An exempt student is not assessed in the subject, by no remark either (TT 22/2021 Art. 11).
    Marks from elsewhere go into columns that had closed before the student came.
    """
    if cell == "exempt":
        return _("Exemptions are recorded with their decision on the student's page.")
    if record.pk in save.gone:
        return _("The student has left the class.")
    if record.exempt:
        return _("The student is exempt from this subject.")
    if why := why_not_studied(record, cell):
        return why
    return "" if save.origin else why_cell_closed(record, cell, save.days)


def _note_origin(record: MarkRecord, cell: str, origin: Origin | None) -> None:
    if origin is not None:
        record.origins[cell] = origin
    elif cell in record.origins:
        record.origins[cell] |= {"changed": timezone.localdate().isoformat()}


def _set(
    result: CellResult, edit: CellEdit, record: MarkRecord, current: Value, wanted: Value
) -> None:
    """Write the value in memory where the cell still holds what the client started from."""
    if wanted == current:
        result.status = "same"
    elif not _starts_from(edit, record.sheet, current, result.value):
        _describe_conflict(result, record, edit.cell)
    else:
        put_cell(record, edit.cell, wanted)
        result.status = "saved"
        result.value = text_of(record.sheet, edit.cell, wanted)


def _bring_up_averages(records: Mapping[int, MarkRecord], results: Sequence[CellResult]) -> None:
    """The average of each line that has changed, once, and in each answer the one of its line."""
    for pk in {result.record for result in results if result.status == "saved"}:
        records[pk].average = average_of(records[pk])
    texts = {pk: format_cell(record.average) for pk, record in records.items()}
    for result in results:
        if result.status != "gone":
            result.average = texts.get(result.record, "")


def _starts_from(edit: CellEdit, sheet: MarkSheet, current: Value, shown: str) -> bool:
    """Whether the text the client started from is what is stored, and shown so."""
    if edit.before == shown:
        return True
    try:
        return parse_text(sheet, edit.cell, edit.before) == current
    except CellRefused:
        return False


def _describe_conflict(result: CellResult, record: MarkRecord, cell: str) -> None:
    result.status = "conflict"
    change = last_change_of_cell(record, cell)
    if change is not None:
        result.by = str(change.actor) if change.actor else change.door
        result.at = f"{timezone.localtime(change.at):%H:%M %d/%m}"
    result.message = _("Meanwhile this cell has become “%(value)s”.") % {"value": result.value}


def _store(
    sheet: MarkSheet,
    records: dict[int, MarkRecord],
    results: Sequence[CellResult],
    user_id: int | None,
) -> None:
    changed = {result.record for result in results if result.status == "saved"}
    answers = [] if user_id is None else [vars(result) for result in results]
    kept = store(sheet, [records[pk] for pk in changed], answers, user_id)
    if kept < len(answers):
        raise OperationReused(_(REUSED))
    if changed:
        marks_changed(sheet.school_id, sheet.class_group_id, sheet.term_id)
