"""The cells a return asks to look at: named by the head, left as they are by the teacher."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.cells import read_cell
from grades.choices import SheetState
from grades.models import AskedCell, MarkRecord, MarkSheet, SheetStep
from grades.selectors.steps import last_return
from grades.services.errors import NotAllowed, StepNotPossible
from grades.services.permissions import may_write
from students.selectors import in_class_for

# The number of a line of the sheet, and the name of one of its mark cells.
Place = tuple[int, str]


@dataclass(frozen=True)
class Asks:
    """What a return asks to look at: whole columns, and cells by themselves."""

    columns: Collection[str] = ()
    cells: Collection[Place] = ()


def cells_asked(sheet: MarkSheet, asks: Asks) -> list[AskedCell]:
    """The rows of what is asked, not stored yet and without their step.

    Of a column every student's cell who is in the class and not exempt. A cell that is named by
    itself as well stands by itself. Raises StepNotPossible for a column or a cell that is not
    there, or that is locked for the student.
    """
    if not sheet.columns.keys() >= {*asks.columns, *(cell for _record, cell in asks.cells)}:
        raise StepNotPossible(_("The sheet has no such column."))
    if not (asks.columns or asks.cells):
        return []
    lines = _open_lines(sheet)
    places = dict.fromkeys(((pk, name) for name in asks.columns for pk in lines), True)
    places |= dict.fromkeys(asks.cells, False)
    if not lines.keys() >= {pk for pk, _cell in places}:
        raise StepNotPossible(
            _("A cell cannot be looked at: its student has left the class or is exempt.")
        )
    return [
        AskedCell(
            school_id=sheet.school_id,
            record=lines[pk],
            cell=cell,
            is_of_column=is_of_column,
            before=read_cell(lines[pk], cell),
        )
        for (pk, cell), is_of_column in places.items()
    ]


def _open_lines(sheet: MarkSheet) -> dict[int, MarkRecord]:
    """The lines of the students who are in the class and not exempt, by number."""
    records = MarkRecord.objects.filter(
        in_class_for(sheet.term, "enrolment__"), school=sheet.school_id, sheet=sheet, exempt=False
    )
    lines = records.in_bulk()
    for line in lines.values():
        line.sheet = sheet
    return lines


def store_asked(step: SheetStep, cells: list[AskedCell]) -> None:
    """Write down what the return asks to look at."""
    for each in cells:
        each.step = step
    AskedCell.objects.bulk_create(cells)


def keep_cells(
    *, sheet_id: int, step_id: int, places: Collection[Place], scope: Scope, user_id: int | None
) -> int:
    """Say of cells a return asks to look at that they stay as they are; returns of how many.

    `step_id` is the return that the user looked at: a later one asks anew. What was said before is
    not said again. Raises MarkSheet.DoesNotExist, NotAllowed, and StepNotPossible where this return
    is not the last or did not ask for one of the cells.
    """
    with transaction.atomic():
        sheets = MarkSheet.objects.select_for_update(of=("self",)).select_related("term")
        sheet = sheets.get(pk=sheet_id)
        if not may_write(scope, user_id, sheet):
            raise NotAllowed(_("Your role does not include this step."))
        step = last_return(sheet) if sheet.state == SheetState.OPEN else None
        is_shown = step is not None and step.pk == step_id
        asked = _named(step, places) if step and is_shown else {}
        if len(asked) < len(set(places)):
            raise StepNotPossible(_("The return does not ask to look at this cell."))
        new = [pk for pk, is_kept in asked.items() if not is_kept]
        AskedCell.objects.filter(pk__in=new).update(kept_at=timezone.now(), kept_by=user_id)
    return len(new)


def _named(step: SheetStep, places: Collection[Place]) -> dict[int, bool]:
    """The rows of the cells named by themselves among these, and whether each is kept already."""
    wanted = set(places)
    rows = AskedCell.objects.filter(school=step.school_id, step=step, is_of_column=False)
    return {row.pk: row.kept_at is not None for row in rows if (row.record_id, row.cell) in wanted}
