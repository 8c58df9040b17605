"""A draft of assignments: what it holds, and what applying it would change."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.revisions import fingerprint
from schools.models import ClassGroup, School, SchoolYear
from staffing.models import AssignmentDraft, StaffMember
from staffing.selectors.cells import HOMEROOM, CellKey, Drafted, Given, contents_on, value_of
from staffing.selectors.loads import StaffLoad, loads_of
from staffing.selectors.matrix import Cell, Matrix, classes_of, matrix_for


class SheetAtWork(NamedTuple):
    """The mark sheet of a class and subject in the term of a day (registry.SHEETS_AT_WORK).

    `state` is its code; `is_begun` says that marks have been entered.
    """

    term: str
    state: str
    is_begun: bool


@dataclass(frozen=True)
class DraftChange:
    """One cell that applying changes. `is_overtaken`: it was changed after it was drafted."""

    cell: Cell
    before: list[Given]
    is_overtaken: bool
    sheet: SheetAtWork | None

    @property
    def after(self) -> list[Given]:
        return self.cell.content.given


@dataclass(frozen=True)
class DraftOverview:
    """What applying a draft changes, and what it leaves open."""

    draft: AssignmentDraft
    changes: list[DraftChange]
    matrix: Matrix
    loads: list[StaffLoad]

    @property
    def revision(self) -> str:
        """What the page showed: the draft, and what is in force now."""
        facts = [
            (each.cell.class_group.pk, each.cell.subject_code, value_of(each.before))
            for each in self.changes
        ]
        return fingerprint((self.draft.pk, self.draft.revision, self.draft.starts_on, facts))


def draft_of(school: School, year: SchoolYear) -> AssignmentDraft | None:
    """The school's draft of the year, if there is one: one query."""
    drafts = AssignmentDraft.objects.filter(school=school, school_year=year)
    return drafts.select_related("school", "school_year").first()


def cell_name(class_group: UUID, subject: str) -> str:
    """A cell's name in a draft."""
    return f"{class_group} {subject}"


def drafted_cells(draft: AssignmentDraft, classes: Collection[ClassGroup]) -> Drafted:
    """Who the draft gives what in these classes: one query.

    A person who is not on the staff any more is left out.
    """
    staff = StaffMember.objects.filter(school=draft.school_id).select_related("main_subject")
    people = {str(each.public_id): each for each in staff}
    groups = {str(group.public_id): group for group in classes}
    found: Drafted = {}
    for name, cell in draft.cells.items():
        class_id, _space, subject = name.partition(" ")
        if class_id in groups:
            found[CellKey(groups[class_id].pk, subject)] = [
                Given(people[each], None if periods is None else Decimal(periods))
                for each, periods in cell["to"]
                if each in people
            ]
    return found


def draft_overview(draft: AssignmentDraft) -> DraftOverview:
    """What applying the draft would do: some fifteen queries, however large it is."""
    classes = classes_of(draft.school, draft.school_year)
    drafted = drafted_cells(draft, classes)
    now = contents_on(classes, draft.starts_on)
    matrix = matrix_for(classes, draft.starts_on, drafted=drafted)
    sheets = sheets_at_work([group.pk for group in classes], draft.starts_on)
    changes = []
    for cell in (cell for row in matrix.rows for cell in row.cells if cell):
        key = CellKey(cell.class_group.pk, cell.subject_code)
        if key in drafted:
            name = cell_name(cell.class_group.public_id, cell.subject_code)
            subject_id = cell.plan.subject.pk if cell.plan else 0
            is_overtaken = now[key].value != draft.cells[name]["from"]
            sheet = sheets.get((key.class_id, subject_id))
            changes.append(DraftChange(cell, now[key].given, is_overtaken, sheet))
    loads = loads_of(draft.school, draft.school_year, draft.starts_on)
    return DraftOverview(draft, changes, matrix, with_changes(loads, changes))


def drafted_changes(
    matrix: Matrix, drafted: Drafted, classes: list[ClassGroup], day: datetime.date
) -> list[DraftChange]:
    """The changed cells alone, for the loads beside the table: two queries."""
    now = contents_on(classes, day)
    cells = (cell for row in matrix.rows for cell in row.cells if cell)
    named = ((CellKey(cell.class_group.pk, cell.subject_code), cell) for cell in cells)
    return [DraftChange(cell, now[key].given, False, None) for key, cell in named if key in drafted]


def sheets_at_work(
    class_ids: Collection[int], day: datetime.date
) -> dict[tuple[int, int], SheetAtWork]:
    """The sheets of the term of the day, by class and subject."""
    found: dict[tuple[int, int], SheetAtWork]
    found = import_string(registry.SHEETS_AT_WORK)(class_ids, day)
    return found


def with_changes(loads: list[StaffLoad], changes: Iterable[DraftChange]) -> list[StaffLoad]:
    """The loads as they would be."""
    by_person = {load.staff.pk: load for load in loads}
    for change in changes:
        for sign, given in ((-1, change.before), (1, change.after)):
            for each in given:
                if load := by_person.get(each.staff.pk):
                    _shift(load, change.cell, each, sign)
    return loads


def _shift(load: StaffLoad, cell: Cell, given: Given, sign: int) -> None:
    if cell.subject_code == HOMEROOM:
        if sign > 0:
            load.homerooms.append(cell.class_group.name)
        elif cell.class_group.name in load.homerooms:
            load.homerooms.remove(cell.class_group.name)
        return
    if cell.plan is None:
        return
    name, stage = cell.plan.subject.short_name, cell.class_group.grade_level.stage
    periods = (given.periods or Decimal(0)) * sign
    load.stages[stage] += periods
    load.lessons[name] += periods
    if not load.lessons[name]:
        del load.lessons[name]
