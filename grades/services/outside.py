"""Marks that a student was given outside the portal, entered with the paper they stand on."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.scoping import Scope, reasoned
from grades.cells import cell_label, read_cell
from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import SheetDays
from grades.selectors.entry import lines_of, locked_sheet
from grades.selectors.origins import is_outside
from grades.selectors.outside import outside_lines
from grades.services.entry import CellEdit, Origin, set_cells
from grades.services.errors import OutsideRefused
from grades.services.permissions import may_enter_outside, why_nothing_from_outside
from students.models import Student


@dataclass(frozen=True)
class Source:
    """The paper of another school: its name with province or product, number and day."""

    school: str
    place: str
    paper: str
    on: datetime.date

    def entered_by(self, user: User) -> Origin:
        """What a cell keeps of it (MarkRecord.origins)."""
        return {
            "from": f"{self.school}, {self.place}",
            "paper": self.paper,
            "on": self.on.isoformat(),
            "by": user.full_name,
        }

    @property
    def reason(self) -> str:
        """What the history says."""
        return _("From outside the portal: %(school)s, %(place)s, paper %(paper)s of %(day)s") % {
            "school": self.school,
            "place": self.place,
            "paper": self.paper,
            "day": f"{self.on:%d/%m/%Y}",
        }


def enter_outside_marks(
    *, student: Student, source: Source, edits: Sequence[CellEdit], scope: Scope, user: User
) -> int:
    """Enter marks of the term in which the student came; returns how many cells were stored.

    They go into empty cells, or over marks entered in this way before, and count like marks given
    here. Each cell must still hold the text its edit started from. All or nothing: raises
    OutsideRefused with every reason.
    """
    with transaction.atomic(), reasoned(source.reason):
        by_sheet = _by_sheet(student, edits)
        problems: list[str] = []
        stored = 0
        for sheet_id in sorted(by_sheet):
            sheet, days, _is_taught = locked_sheet(sheet_id, user.pk)
            refusal = _refusal(sheet, days, scope, user)
            found = [refusal] if refusal else _own_marks(sheet, by_sheet[sheet_id])
            if not found:
                outcome = set_cells(
                    sheet, by_sheet[sheet_id], user.pk, days, source.entered_by(user)
                )
                stored += sum(each.status == "saved" for each in outcome.results)
                refused = (each for each in outcome.results if each.status not in DONE)
                found = [f"{cell_label(sheet, each.cell)}: {each.message}" for each in refused]
            problems += [f"{sheet.subject.name}: {sentence}" for sentence in found]
        if problems:
            raise OutsideRefused(problems)
    return stored


DONE = ("saved", "same")


def _by_sheet(student: Student, edits: Sequence[CellEdit]) -> dict[int, list[CellEdit]]:
    lines = {line.pk: line for line in outside_lines(student)}
    if strangers := [edit for edit in edits if edit.record not in lines]:
        sentence = _("%(cell)s: this cell is no longer on the sheet. Nothing was saved.")
        raise OutsideRefused([sentence % {"cell": edit.cell.upper()} for edit in strangers])
    found: defaultdict[int, list[CellEdit]] = defaultdict(list)
    for edit in edits:
        found[lines[edit.record].sheet_id].append(edit)
    return found


def _refusal(sheet: MarkSheet, days: SheetDays, scope: Scope, user: User) -> str:
    if not may_enter_outside(scope, user.pk, sheet):
        return _("You are not assigned to this subject in this class.")
    return why_nothing_from_outside(sheet, days)


def _own_marks(sheet: MarkSheet, edits: Sequence[CellEdit]) -> list[str]:
    """A sentence for each cell that holds a mark given here, or that is none of marks."""
    lines = lines_of(sheet, {edit.record for edit in edits})
    return [
        _("%(cell)s has a mark given in this class.") % {"cell": cell_label(sheet, edit.cell)}
        for edit in edits
        if _is_own(lines[edit.record], edit.cell)
    ]


def _is_own(line: MarkRecord, cell: str) -> bool:
    if cell not in line.sheet.columns:
        return True
    return read_cell(line, cell) is not None and not is_outside(line, cell)
