"""Who changed what."""

from typing import Any

from django.db.models import QuerySet

from grades.models import MarkChange, MarkRecord, MarkSheet


def _cell(line: dict[str, Any] | None, cell: str) -> Any:
    """The value of one cell in a stored line of the history."""
    if line is None:
        return None
    if cell.startswith("tx"):
        regular = line["regular"]
        slot = int(cell[2:]) - 1
        return regular[slot] if slot < len(regular) else None
    return line[{"gk": "midterm", "ck": "final"}.get(cell, cell)]


def last_change_of_cell(record: MarkRecord, cell: str) -> MarkChange | None:
    """The newest change that altered this cell; None for a cell nobody has written."""
    changes = MarkChange.objects.filter(record=record.pk).select_related("actor").order_by("-id")
    for change in changes[:100]:
        if _cell(change.old, cell) != _cell(change.new, cell):
            return change
    return None


def changes_of_sheet(sheet: MarkSheet) -> "QuerySet[MarkChange]":
    """Every change of the sheet's marks, newest first."""
    return (
        MarkChange.objects.filter(school=sheet.school_id, sheet=sheet.pk)
        .select_related("actor", "record__enrolment__student")
        .order_by("-id")
    )
