"""One sheet as it stood at an earlier moment, from its history."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from eduportal.core import doors
from grades.cells import cell_label, read_cell, text_of
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.selectors.cell import why_line_locked
from grades.selectors.days import SheetDays, why_cell_closed
from grades.selectors.history import cell_of
from grades.selectors.sheet import records_of

# The newest changes from which a moment can be chosen.
NEWEST = 2000


@dataclass(frozen=True)
class Moment:
    """The sheet as it stood before the changes of one save.

    `first` is the number of the oldest of these changes, `lines` of how many students they are.
    """

    first: int
    at: datetime.datetime
    who: str
    door: str
    reason: str
    lines: int


@dataclass(frozen=True)
class Difference:
    """One cell that held something else then. `why` says why it cannot be set back; else empty."""

    record_id: int
    student_id: int
    student: str
    cell: str
    label: str
    now: str
    then: str
    why: str

    @property
    def place(self) -> str:
        """The cell as a form names it."""
        return f"{self.record_id}-{self.cell}"


def moments_of(sheet: MarkSheet) -> list[Moment]:
    """The moments to choose from, the newest first: one query."""
    changes = MarkChange.objects.filter(school=sheet.school_id, sheet=sheet.pk)
    newest = changes.select_related("actor").order_by("-id")[:NEWEST]
    return [
        _moment(list(group))
        for _same, group in groupby(newest, lambda each: (each.operation or each.at, each.actor_id))
    ]


def _moment(changes: list[MarkChange]) -> Moment:
    oldest = changes[-1]
    return Moment(
        first=oldest.pk,
        at=oldest.at,
        who=str(oldest.actor or ""),
        door=str(doors.NAMES.get(oldest.door, oldest.door)),
        reason=oldest.reason,
        lines=len({change.record_id for change in changes}),
    )


def differences(
    sheet: MarkSheet, first: int, days: SheetDays, locked_because: str
) -> list[Difference]:
    """The cells that held something else before this change, in the sheet's order: two queries.

    `days` and `locked_because` as in sheet_page. Exemptions are the register's and left alone.
    """
    since = MarkChange.objects.filter(school=sheet.school_id, sheet=sheet.pk, pk__gte=first)
    oldest = since.order_by("record", "pk").distinct("record")
    lines = {change.record_id: change for change in oldest}
    return [
        each
        for record in records_of(sheet)
        if record.pk in lines
        for each in _differences(sheet, record, lines[record.pk], days, locked_because)
    ]


def _differences(
    sheet: MarkSheet, record: MarkRecord, change: MarkChange, days: SheetDays, locked_because: str
) -> Iterator[Difference]:
    record.sheet = sheet
    student = record.enrolment.student
    for cell in (*sheet.columns, *sheet.scheme.remarks):
        now = text_of(sheet, cell, read_cell(record, cell))
        then = text_of(sheet, cell, cell_of(sheet, change.old, cell))
        if now != then:
            closed = why_cell_closed(record, cell, days)
            yield Difference(
                record_id=record.pk,
                student_id=student.pk,
                student=student.full_name,
                cell=cell,
                label=cell_label(sheet, cell),
                now=now,
                then=then,
                why=why_line_locked(record, cell) or locked_because or closed,
            )
