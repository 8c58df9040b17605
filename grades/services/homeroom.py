"""Saving what a homeroom teacher says of students: the only way it gets in."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from grades.cells import CellRefused
from grades.choices import RecordMoment
from grades.homeroom_cells import parse_field, read_field, write_field
from grades.models import HomeroomRecord
from grades.selectors.homeroom_fields import fields_of
from grades.selectors.homeroom_history import last_change
from grades.selectors.homeroom_records import homeroom_records
from grades.services.entry import CellEdit, CellResult
from grades.services.homeroom_rights import require_homeroom
from schools.models import ClassGroup, Term
from schools.services import lock_classes
from students.models import Enrolment
from students.selectors import in_class_during, sits_in_class

STORED = ["conduct", "grounds", "comment", "traits"]


def save_homeroom(
    *,
    class_group: ClassGroup,
    term: Term,
    moment: RecordMoment,
    edits: Sequence[CellEdit],
    scope: Scope,
    user_id: int | None,
) -> list[CellResult]:
    """Store each edit whose field still holds the text it started from; answers in their order.

    An edit's `record` is the number of the student's stay. The lock on the class makes comparing
    and setting one step, and a retry harmless: what is there already is answered as the same. A bad
    edit never stops the good ones. Raises NotAllowed, NotReadable, SheetLocked.
    """
    with transaction.atomic():
        lock_classes([class_group.pk])
        require_homeroom(scope, user_id, class_group, term)
        records = _records(class_group, term, moment)
        names = fields_of(class_group, term, moment)
        results = [_apply(edit, records.get(edit.record), term, names) for edit in edits]
        changed = {result.record for result in results if result.status == "saved"}
        _store([records[pk] for pk in sorted(changed)])
    return results


def _records(
    class_group: ClassGroup, term: Term, moment: RecordMoment
) -> dict[int, HomeroomRecord]:
    """The record of each stay of the term, stored or new: two queries."""
    stays = Enrolment.objects.filter(in_class_during(term), class_group=class_group)
    stored = homeroom_records(class_group, term, moment)
    records = {}
    for stay in stays:
        record = stored.get(stay.pk) or HomeroomRecord(
            school_id=class_group.school_id, term=term, moment=moment
        )
        record.enrolment = stay
        records[stay.pk] = record
    return records


def _apply(
    edit: CellEdit, record: HomeroomRecord | None, term: Term, names: Collection[str]
) -> CellResult:
    """Change the record in memory if the edit may; say what became of it."""
    result = CellResult(op=str(edit.op), record=edit.record, cell=edit.cell, status="gone")
    is_there = record is not None and edit.cell in names
    current = read_field(record, edit.cell) if record is not None and is_there else None
    if edit.problem:
        result.status, result.message = "invalid", edit.problem
    elif record is None or current is None:
        result.message = _("This field is no longer on the page.")
    elif not sits_in_class(record.enrolment, term):
        result.status, result.value = "locked", current
        result.message = _("The student has left the class.")
    else:
        result.value = current
        _set(result, edit, record)
    return result


def _set(result: CellResult, edit: CellEdit, record: HomeroomRecord) -> None:
    """Write the value in memory where the field still holds what the client started from."""
    try:
        wanted = parse_field(edit.cell, edit.after)
    except CellRefused as problem:
        result.status, result.message = "invalid", str(problem)
        return
    before = _as_stored(edit.cell, edit.before)
    was = read_field(record, edit.cell)
    if wanted == parse_field(edit.cell, was):
        result.status = "same"
    elif before != was:
        _describe_conflict(result, record, edit.cell)
    else:
        write_field(record, edit.cell, wanted)
        result.status, result.value = "saved", read_field(record, edit.cell)


def _as_stored(name: str, text: str) -> str | None:
    """The text a client started from as this portal writes it; None where it stands for nothing."""
    record = HomeroomRecord()
    try:
        write_field(record, name, parse_field(name, text))
    except CellRefused:
        return None
    return read_field(record, name)


def _describe_conflict(result: CellResult, record: HomeroomRecord, cell: str) -> None:
    result.status = "conflict"
    change = last_change(record.enrolment_id, record.term_id, record.moment, cell)
    if change is not None:
        result.by = str(change.actor) if change.actor else change.door
        result.at = f"{timezone.localtime(change.at):%H:%M %d/%m}"
    result.message = _("Meanwhile this field has become “%(value)s”.") % {"value": result.value}


def _store(records: Sequence[HomeroomRecord]) -> None:
    HomeroomRecord.objects.bulk_create([each for each in records if each.pk is None])
    HomeroomRecord.objects.bulk_update([each for each in records if each.pk is not None], STORED)
