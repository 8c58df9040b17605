"""Taking back assignments and homerooms that a file has written, cell by cell."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_noop

from eduportal.core.restoring import RowChange, changed_since, restore
from eduportal.imports.undoing import CHANGED, NOT_NOW, Stays, Undone, Working
from schools.models import ClassGroup, Subject
from schools.services import lock_classes
from staffing.models import StaffMember, Substitution, TeachingAssignment
from staffing.services.assigning import open_sheets
from staffing.services.telling import CellChange, tell_of_cells

HOMEROOM_CHANGED = gettext_noop("The homeroom teacher has been changed since.")
CELLS_BACK = gettext_noop("Cells of the table of assignments with those they had")
# Class and subject; without a subject the homeroom.
Place = tuple[int, int | None]


@dataclass
class _Cell:
    """What became of the rows of one cell; `changes` without those of who stands in."""

    group: ClassGroup
    subject: Subject | None
    changes: list[RowChange] = field(default_factory=list)
    stand_ins: list[RowChange] = field(default_factory=list)

    @property
    def rows(self) -> list[RowChange]:
        """In the order in which they go back: who stands in needs the lessons again."""
        return [*self.changes, *self.stand_ins]

    def staff(self, on: datetime.date, *, before: bool) -> set[int]:
        """Who is in the cell on the day."""
        day = on.isoformat()
        stored = [change.old if before else change.new for change in self.changes]
        return {
            row["staff_id"]
            for row in stored
            if row and row["starts_on"] <= day <= (row["ends_on"] or day)
        }


def take_back_cells(*, changes: Sequence[RowChange], on: datetime.date, working: Working) -> Undone:
    """Each cell that is as the file left it has those it had before; who came and went is told.

    `changes` are what became of rows of assignments, homerooms and substitutions; `on` is the day
    from which the file gave them.
    """
    undone = Undone()
    with transaction.atomic():
        lock_classes({change.facts["class_group_id"] for change in _given(changes)})
        cells = _cells(changes)
        touched = {(each.model, each.key) for each in changed_since(changes)}
        last: defaultdict[type[Model], int] = defaultdict(int)
        for change in changes:
            last[change.model] = max(last[change.model], change.key)
        back = []
        for cell in cells:
            if why := _why_not(cell, touched, last) or _restored(cell):
                undone.stays.append(Stays(_label(cell), why, values={"staff": []}))
            else:
                back.append(cell)
            working.step(len(cell.rows))
        _follow(back, on)
        undone.back[CELLS_BACK] += len(back)
    return undone


def _given(changes: Sequence[RowChange]) -> Iterator[RowChange]:
    return (change for change in changes if change.model is not Substitution)


def _cells(changes: Sequence[RowChange]) -> list[_Cell]:
    """Cells of classes that are still there, in their order."""
    by_place: defaultdict[Place, list[RowChange]] = defaultdict(list)
    place_of: dict[int, Place] = {}
    for change in _given(changes):
        place = (change.facts["class_group_id"], change.facts.get("subject_id"))
        by_place[place].append(change)
        if change.model is TeachingAssignment:
            place_of[change.key] = place
    groups = ClassGroup.objects.in_bulk([group for group, _subject in by_place])
    subjects = Subject.objects.in_bulk([each for _group, each in by_place if each])
    cells = {
        place: _Cell(groups[place[0]], subjects.get(place[1] or 0), rows)
        for place, rows in by_place.items()
        if place[0] in groups
    }
    for change in changes:
        if change.model is Substitution:
            cells[place_of[change.facts["assignment_id"]]].stand_ins.append(change)
    return sorted(cells.values(), key=_label)


def _label(cell: _Cell) -> str:
    return f"{cell.group.name} · {cell.subject.name}" if cell.subject else cell.group.name


def _why_not(
    cell: _Cell, touched: set[tuple[type[Model], int]], last: Mapping[type[Model], int]
) -> str:
    """A row changed since, or a newer one beside those of the file."""
    model = cell.changes[0].model
    here = {"class_group": cell.group} | ({"subject": cell.subject} if cell.subject else {})
    newer = model._default_manager.filter(**here, pk__gt=last[model])
    if any((row.model, row.key) in touched for row in cell.rows) or newer.exists():
        return CHANGED if cell.subject else HOMEROOM_CHANGED
    return ""


def _restored(cell: _Cell) -> str:
    try:
        with transaction.atomic():
            restore(cell.rows)
    except IntegrityError:
        return NOT_NOW
    return ""


def _follow(cells: Sequence[_Cell], on: datetime.date) -> None:
    """Sheets follow the teachers, and they are told, as after any change of a cell."""
    by_class: defaultdict[ClassGroup, set[str]] = defaultdict(set)
    for cell in cells:
        if cell.subject:
            by_class[cell.group].add(cell.subject.code)
    open_sheets(by_class)
    people = StaffMember.objects.in_bulk(
        {pk for cell in cells for is_old in (True, False) for pk in cell.staff(on, before=is_old)}
    )
    tell_of_cells(_told(cell, people, on) for cell in cells)


def _told(cell: _Cell, people: Mapping[int, StaffMember], on: datetime.date) -> CellChange:
    before, after = cell.staff(on, before=True), cell.staff(on, before=False)
    came = [people[pk] for pk in sorted(before - after) if pk in people]
    went = [people[pk] for pk in sorted(after - before) if pk in people]
    return CellChange(cell.group, cell.subject, on, came=came, went=went)
