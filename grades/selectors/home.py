"""What waits for a teacher: the sheets with their deadlines and the one next step of each."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from grades.choices import SheetState
from grades.rules.sheets import Column
from grades.selectors.days import SheetDays, days_of_sheets
from grades.selectors.sheets import SheetRow, sheets_to_enter
from schools.models import Term
from staffing.selectors import gives_lessons


@dataclass(frozen=True)
class TeacherRow:
    """One sheet of a teacher, and the days on which it takes the teacher's marks."""

    row: SheetRow
    days: SheetDays

    @property
    def next_step(self) -> str:
        """mend (returned), enter, hand_in, or look where nothing is to be done now."""
        if self.row.sheet.state != SheetState.OPEN:
            return "look"
        if timezone.localdate() < self.days.opens_on:
            return "look"
        if not self.days.is_open:
            return "hand_in"
        if self.row.steps.returned:
            return "mend"
        return "enter" if self.row.gaps else "hand_in"

    @property
    def next_column(self) -> Column | None:
        """The first column with an empty cell, of those that take marks today."""
        missing = {label for label, _count in self.row.missing}
        columns = [each for each in self.row.sheet.columns.values() if each.label in missing]
        open_now = (each for each in columns if self.days.takes(each.kind))
        return next(open_now, columns[0] if columns else None)


@dataclass(frozen=True)
class TeachersHome:
    """A teacher's sheets: open ones of the term, the returned ones first; handed-in ones; and
    open ones of earlier terms.

    `closes_on` is the next day on which a column of one of the term's sheets closes, of the open
    ones where there are any; None without sheets. `teaches` says whether an assignment is in force.
    """

    to_do: list[TeacherRow]
    handed_in: list[TeacherRow]
    earlier: list[TeacherRow]
    closes_on: datetime.date | None
    teaches: bool

    @property
    def rows(self) -> list[TeacherRow]:
        return self.earlier + self.to_do + self.handed_in

    @property
    def returned(self) -> list[TeacherRow]:
        return [each for each in self.rows if each.row.steps.returned]

    @property
    def groups(self) -> list[tuple[str, list[TeacherRow]]]:
        """The groups that have sheets, in the order of the page."""
        named = [("to_do", self.to_do), ("earlier", self.earlier), ("handed_in", self.handed_in)]
        return [(name, rows) for name, rows in named if rows]


def teachers_home(user_id: int | None, term: Term) -> TeachersHome:
    """The sheets the user enters, for the term chosen: a fixed number of queries."""
    rows = sheets_to_enter(user_id, term)
    days = days_of_sheets([row.sheet for row in rows], user_id)
    found = [TeacherRow(row, days[row.sheet.pk]) for row in rows]
    now = [each for each in found if each.row.sheet.term_id == term.pk]
    to_do = [each for each in now if each.row.sheet.state == SheetState.OPEN]
    ends = [each.days.next_close for each in to_do or now]
    return TeachersHome(
        to_do=sorted(to_do, key=lambda each: each.row.steps.returned is None),
        handed_in=[each for each in now if each.row.sheet.state != SheetState.OPEN],
        earlier=[each for each in found if each.row.sheet.term_id != term.pk],
        closes_on=min(ends, default=None),
        teaches=bool(rows) or gives_lessons(user_id),
    )
