"""What waits for a teacher: the sheets with their deadlines and the one next step of each."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from grades.choices import SheetState
from grades.selectors.days import days_for
from grades.selectors.sheets import SheetRow, sheets_to_enter
from schools.models import Term
from schools.selectors import EntryDays, entry_days_of
from staffing.selectors import gives_lessons


@dataclass(frozen=True)
class TeacherRow:
    """One sheet of a teacher, and the days on which it takes marks."""

    row: SheetRow
    days: EntryDays

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
    def next_column(self) -> str:
        """The title of the first column with an empty cell."""
        return next((label for label, _count in self.row.missing), "")


@dataclass(frozen=True)
class TeachersHome:
    """A teacher's sheets: open ones of the term, the returned ones first; handed-in ones; and
    open ones of earlier terms.

    `closes_on` is the last day of entry of the term, of several schools the first one; None
    without sheets. `teaches` says whether an assignment is in force at all.
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
    sheets = [row.sheet for row in rows]
    terms = {sheet.term_id: sheet.term for sheet in sheets} | {term.pk: term}
    days = entry_days_of({sheet.school_id for sheet in sheets}, terms.values())
    found = [
        TeacherRow(row, days_for(row.sheet, days[row.sheet.school_id, row.sheet.term_id]))
        for row in rows
    ]
    now = [each for each in found if each.row.sheet.term_id == term.pk]
    to_do = [each for each in now if each.row.sheet.state == SheetState.OPEN]
    ends = [span.closes_on for (_school, term_id), span in days.items() if term_id == term.pk]
    return TeachersHome(
        to_do=sorted(to_do, key=lambda each: each.row.steps.returned is None),
        handed_in=[each for each in now if each.row.sheet.state != SheetState.OPEN],
        earlier=[each for each in found if each.row.sheet.term_id != term.pk],
        closes_on=min(ends, default=None),
        teaches=bool(rows) or gives_lessons(user_id),
    )
