"""Who changed what."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eduportal.core import doors
from grades.cells import cell_label, text_of
from grades.models import MarkChange, MarkRecord, MarkSheet

# How far back the grid looks for the author of another value.
NEWEST = 100
# The record of a change is gone.
NOBODY = ("", None)


@dataclass(frozen=True)
class CellChange:
    """One cell before and after one change, as text. `reason` says why, where that was recorded.

    `emptied` is the change that had deleted `before` first, where another one entered `after`.
    """

    at: datetime.datetime
    student: str
    student_id: int | None
    cell: str
    before: str
    after: str
    who: str
    who_id: int | None
    door: str
    reason: str
    change_id: int
    emptied: "CellChange | None" = None


def cell_of(sheet: MarkSheet, line: dict[str, Any] | None, cell: str) -> Any:
    """The value of one cell in a stored line of the history."""
    if line is None:
        return None
    column = sheet.columns.get(cell)
    if column is None:
        return line[cell]
    if column.slot is None:
        return line[column.place]
    regular = line["regular"]
    return regular[column.slot] if column.slot < len(regular) else None


def last_change_of_cell(record: MarkRecord, cell: str) -> MarkChange | None:
    """The newest change that altered this cell; None for a cell that has not changed lately."""
    changes = MarkChange.objects.filter(record=record.pk).select_related("actor").order_by("-id")
    for change in changes[:NEWEST]:
        if cell_of(record.sheet, change.old, cell) != cell_of(record.sheet, change.new, cell):
            return change
    return None


def changes_of_cell(record: MarkRecord, cell: str) -> list[CellChange]:
    """Every change of one cell, the newest first: one query."""
    student = record.enrolment.student
    changes = MarkChange.objects.filter(record=record.pk).select_related("actor").order_by("-id")
    return [
        _change(record.sheet, change, cell, student.full_name, student.pk)
        for change in changes
        if cell_of(record.sheet, change.old, cell) != cell_of(record.sheet, change.new, cell)
    ]


def authors_of_cells(sheet: MarkSheet) -> dict[tuple[int, str], str]:
    """Who changed which cells last, by record and cell, among the sheet's newest changes."""
    changes = MarkChange.objects.filter(school=sheet.school_id, sheet=sheet.pk)
    found: dict[tuple[int, str], str] = {}
    for change in changes.select_related("actor").order_by("-id")[:NEWEST]:
        for cell in (*sheet.columns, *sheet.scheme.remarks):
            if cell_of(sheet, change.old, cell) != cell_of(sheet, change.new, cell):
                found.setdefault((change.record_id, cell), str(change.actor or ""))
    return found


def cells_changed_from(
    sheets: Mapping[int, MarkSheet], moment: datetime.datetime | None
) -> dict[int, dict[tuple[int, str], datetime.datetime]]:
    """When cells of sheets changed last, of those that did since a moment, by record and cell.

    The sheets by their keys, each with its cells: one query, none without a moment.
    """
    found: dict[int, dict[tuple[int, str], datetime.datetime]] = {pk: {} for pk in sheets}
    if moment is None:
        return found
    for change in MarkChange.objects.filter(sheet__in=sheets, at__gte=moment).order_by("id"):
        sheet = sheets[change.sheet_id]
        for cell in (*sheet.columns, *sheet.scheme.remarks):
            if cell_of(sheet, change.old, cell) != cell_of(sheet, change.new, cell):
                found[sheet.pk][change.record_id, cell] = change.at
    return found


def cell_changes(sheet: MarkSheet, limit: int = 200) -> list[CellChange]:
    """The sheet's newest changes, one row a cell: three queries.

    A mark that was deleted and entered again is one row, however long ago it was deleted.
    """
    changes = list(
        MarkChange.objects.filter(school=sheet.school_id, sheet=sheet.pk)
        .select_related("actor")
        .order_by("-id")[:limit]
    )
    records = MarkRecord.objects.filter(pk__in={change.record_id for change in changes})
    students = {
        pk: (name, student_id)
        for pk, name, student_id in records.values_list(
            "pk", "enrolment__student__full_name", "enrolment__student_id"
        )
    }
    earlier = _changes_before(changes)
    lines = [
        (change.record_id, line)
        for change in (*earlier, *reversed(changes))
        for line in _lines(sheet, change, *students.get(change.record_id, NOBODY))
    ]
    oldest = changes[-1].pk if changes else 0
    shown = (line for line in _as_one(lines) if line.change_id >= oldest)
    return list(reversed(list(shown)))


def _changes_before(changes: Sequence[MarkChange]) -> list[MarkChange]:
    """What happened to the same lines before these, of which the last is the oldest: one query."""
    if not changes:
        return []
    lines = {change.record_id for change in changes}
    found = MarkChange.objects.filter(
        school=changes[0].school_id, record__in=lines, pk__lt=changes[-1].pk
    )
    return list(found.select_related("actor").order_by("id"))


def _as_one(lines: Iterable[tuple[int, CellChange]]) -> list[CellChange]:
    """A mark that was deleted and entered again is one change, from the first to the last.

    `lines` by record, the oldest first.
    """
    found: dict[int, CellChange] = {}
    emptied: dict[tuple[int, str], int] = {}
    for number, (record_id, line) in enumerate(lines):
        place = (record_id, line.cell)
        first = emptied.pop(place, None)
        if not line.before and first is not None:
            gone = found.pop(first)
            line = replace(line, before=gone.before, emptied=gone)
        found[number] = line
        if not line.after:
            emptied[place] = number
    return list(found.values())


def student_changes(student_id: int) -> list[tuple[MarkSheet, CellChange]]:
    """Every change of the student's marks, one line a cell, the oldest first: two queries."""
    records = MarkRecord.objects.filter(enrolment__student=student_id).select_related(
        "enrolment__student",
        "sheet__regulation",
        "sheet__subject",
        "sheet__class_group",
        "sheet__term__school_year",
    )
    by_key = {record.pk: record for record in records}
    changes = MarkChange.objects.filter(record__in=by_key).select_related("actor").order_by("id")
    return [
        (sheet, line)
        for change in changes
        for sheet in [by_key[change.record_id].sheet]
        for line in _lines(
            sheet, change, by_key[change.record_id].enrolment.student.full_name, student_id
        )
    ]


def record_changes(record: MarkRecord) -> list[CellChange]:
    """Every change of the record's cells, the newest first: one query; the record has its sheet.

    A mark that was deleted and entered again is one.
    """
    student = record.enrolment.student
    changes = MarkChange.objects.filter(school=record.school_id, record=record.pk)
    lines = [
        (record.pk, line)
        for change in changes.select_related("actor").order_by("id")
        for line in _lines(record.sheet, change, student.full_name, student.pk)
    ]
    return list(reversed(_as_one(lines)))


def _lines(
    sheet: MarkSheet, change: MarkChange, student: str, student_id: int | None
) -> Iterator[CellChange]:
    """One change, one line a cell that it altered."""
    for cell in (*sheet.columns, "exempt", *sheet.scheme.remarks):
        if cell_of(sheet, change.old, cell) != cell_of(sheet, change.new, cell):
            yield _change(sheet, change, cell, student, student_id)


def _change(
    sheet: MarkSheet, change: MarkChange, cell: str, student: str, student_id: int | None
) -> CellChange:
    return CellChange(
        at=change.at,
        student=student,
        student_id=student_id,
        cell=cell_label(sheet, cell),
        before=text_of(sheet, cell, cell_of(sheet, change.old, cell)),
        after=text_of(sheet, cell, cell_of(sheet, change.new, cell)),
        who=str(change.actor or ""),
        who_id=change.actor.pk if change.actor else None,
        door=str(doors.NAMES.get(change.door, change.door)),
        reason=change.reason,
        change_id=change.pk,
    )
