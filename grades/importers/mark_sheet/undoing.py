"""Taking back marks that a file has written."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Context, FileRefused
from eduportal.imports.models import ImportRow
from eduportal.imports.undoing import Stays, Undone, Working
from eduportal.workbooks.problems import Param, problem
from grades.cells import all_cells, cell_label, text_of
from grades.models import MarkChange, MarkRecord, MarkSheet
from grades.selectors.history import cell_of
from grades.services.entry import CellEdit, CellResult, save_cells
from grades.services.errors import NotAllowed, SheetLocked

CELLS_BACK = gettext_noop("Cells that hold what they held before")
OTHERWISE = gettext_noop("%(sheet)s, %(cell)s: has been changed since.")
CLOSED = gettext_noop("%(sheet)s, %(cell)s: takes no marks any more.")
GONE = gettext_noop("%(sheet)s, %(cell)s: the line is no longer on the sheet.")
WHY = {"conflict": OTHERWISE, "gone": GONE}
MESSAGES = {
    "sealed": gettext_noop(
        "The mark sheet %(sheet)s has been sealed since. What is sealed is changed by an amendment "
        "only."
    ),
    "submitted": gettext_noop(
        "The mark sheet %(sheet)s has been handed in since. The head can return it."
    ),
    "approved": gettext_noop(
        "The mark sheet %(sheet)s has been approved since. The head can return it."
    ),
    "open": gettext_noop("The mark sheet %(sheet)s takes no marks today, or not from you."),
}
# What was there before and after, by line and cell.
Cells = dict[tuple[int, str], tuple[str, str]]


def take_back(context: Context, rows: Iterable[ImportRow], working: Working) -> Undone:
    """Each cell that still holds what the file wrote. Raises FileRefused."""
    of_sheet = Counter(row.values["sheet"] for row in rows)
    sheets = MarkSheet.objects.select_related("subject", "class_group", "term", "regulation")
    undone = Undone()
    refusals = []
    for sheet in sheets.filter(pk__in=of_sheet).order_by(
        "class_group__name", "subject__position", "pk"
    ):
        edits = list(_edits(sheet, str(context.operation)))
        try:
            outcome = save_cells(
                sheet_id=sheet.pk, edits=edits, scope=context.scope, user_id=context.user_id
            )
        except (NotAllowed, SheetLocked):
            refusals.append(problem(sheet.state, messages=MESSAGES, sheet=_title(sheet)))
        else:
            _tell(sheet, outcome.results, undone)
        working.step(of_sheet[sheet.pk])
    if refusals:
        raise FileRefused(refusals)
    return undone


def _edits(sheet: MarkSheet, operation: str) -> Iterator[CellEdit]:
    """Every cell from what the file left to what was there before it."""
    changes = MarkChange.objects.filter(
        school=sheet.school_id, sheet=sheet.pk, operation=operation, new__isnull=False
    )
    cells: Cells = {}
    for change in changes.order_by("id"):
        for cell in all_cells(sheet):
            before, after = (_text(sheet, line, cell) for line in (change.old, change.new))
            if before != after:
                first = cells.get((change.record_id, cell), (before, ""))[0]
                cells[change.record_id, cell] = (first, after)
    for (record, cell), (before, after) in cells.items():
        if before != after:
            yield CellEdit(uuid.uuid4(), record, cell, before=after, after=before)


def _text(sheet: MarkSheet, line: dict[str, object] | None, cell: str) -> str:
    return text_of(sheet, cell, cell_of(sheet, line, cell))


def _tell(sheet: MarkSheet, results: Iterable[CellResult], undone: Undone) -> None:
    """Count what goes back and name what stays; never what a cell holds."""
    kept = []
    for result in results:
        if result.status == "saved":
            undone.back[CELLS_BACK] += 1
        elif result.status != "same":
            kept.append(result)
    names = _names({result.record for result in kept})
    for result in kept:
        params: dict[str, Param] = {
            "sheet": _title(sheet),
            "cell": cell_label(sheet, result.cell),
        }
        undone.stays.append(
            Stays(
                names.get(result.record, "–"),
                WHY.get(result.status, CLOSED),
                params,
                {"record": result.record},
            )
        )


def _names(record_ids: set[int]) -> Mapping[int, str]:
    records = MarkRecord.objects.filter(pk__in=record_ids)
    return dict(records.values_list("pk", "enrolment__student__full_name"))


def _title(sheet: MarkSheet) -> str:
    return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term.code}"
