"""Taking back what a file has written of what homeroom teachers say."""

import uuid
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Context, FileRefused
from eduportal.imports.models import ImportRow
from eduportal.imports.undoing import Stays, Undone, Working
from eduportal.workbooks.problems import problem
from grades.choices import RecordMoment
from grades.importers.class_record.rows import by_class
from grades.services import CellEdit, CellResult, NotAllowed, NotReadable, SheetLocked
from grades.services.homeroom import save_homeroom
from schools.models import ClassGroup, Term

FIELDS_BACK = gettext_noop("Fields of classes that hold what they held before")
OTHERWISE = gettext_noop("%(title)s: has been changed since.")
CLOSED = gettext_noop("%(title)s: the student has left the class, or the field is gone.")
MESSAGES = {
    "class_closed": gettext_noop(
        "What is said of class %(name)s cannot be changed now: it is sealed, or you are not its "
        "homeroom teacher."
    )
}


def take_back_said(context: Context, rows: Iterable[ImportRow], working: Working) -> Undone:
    """Each field that still holds what the file wrote. Raises FileRefused."""
    undone, refusals = Undone(), []
    for (group_id, term_id, moment), its_rows in by_class(rows).items():
        group = ClassGroup.objects.filter(pk=group_id).first()
        if group is None:
            continue
        try:
            results = save_homeroom(
                class_group=group,
                term=Term.objects.get(pk=term_id),
                moment=RecordMoment(moment),
                edits=list(_edits(its_rows)),
                scope=context.scope,
                user_id=context.user_id,
            )
        except (NotAllowed, NotReadable, SheetLocked):
            refusals.append(problem("class_closed", messages=MESSAGES, name=group.name))
        else:
            _tell(its_rows, results, undone)
        working.step(len(its_rows))
    if refusals:
        raise FileRefused(refusals)
    return undone


def _edits(rows: Iterable[ImportRow]) -> Iterator[CellEdit]:
    """Every field from what the file left to what was there before it."""
    for row in rows:
        for name, (before, after, *_place) in row.values["fields"].items():
            yield CellEdit(uuid.uuid4(), row.values["stay"], name, before=after, after=before)


def _tell(rows: Sequence[ImportRow], results: Iterable[CellResult], undone: Undone) -> None:
    """Count what goes back and name what stays; never what a field holds."""
    by_stay = {row.values["stay"]: row for row in rows}
    for result in results:
        if result.status == "saved":
            undone.back[FIELDS_BACK] += 1
        elif result.status != "same":
            row = by_stay[result.record]
            title = row.values["fields"][result.cell][3]
            why = OTHERWISE if result.status == "conflict" else CLOSED
            said = {"stay": result.record}
            undone.stays.append(Stays(row.label, why, {"title": title}, said))
