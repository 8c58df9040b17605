"""The mark book follows the register: lines come, marks move, sheets go back to their teachers."""

import datetime
from collections.abc import Collection, Sequence

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.scoping import reasoned
from grades.cells import write_cell
from grades.choices import SheetState, Step
from grades.events import marks_changed
from grades.models import MarkRecord, MarkReview, MarkSheet
from grades.selectors.days import cells_due, days_of_sheets
from grades.selectors.moving import carried_cells, lines_from, marks_without_place, subjects_taught
from grades.selectors.origins import given_elsewhere, is_outside
from grades.services.fitting import fit_exemptions
from grades.services.reviewing import follow_reviews
from grades.services.sheets import open_lines_for
from grades.services.steps import record_step
from grades.services.telling import tell_of_lacking, tell_of_sent_back, tell_of_students
from grades.services.writing import update_records
from schools.services import lock_classes
from students.models import Enrolment
from students.services import StayChange, StayRefused, carry_choices, carry_topics


def follow_stays(changes: Sequence[StayChange]) -> None:
    """Bring sheets up to date with who sits where (eduportal.registry.ON_STAYS_CHANGED).

    Arrivals get their lines, marks go along with a change of class, and a handed-in sheet on which
    an arrival has empty cells goes back to its teacher; of an approved one those who seal the class
    are told. What is sealed is not touched: the register refuses such days before. Raises
    StayRefused where taking a stay back would lose marks.
    """
    class_ids = {pk for change in changes for pk in change.class_ids}
    lock_classes(class_ids)
    lock_sheets(class_ids)
    for change in changes:
        if change.old is not None and change.new is not None and not change.undone:
            carry_choices(change.old, change.new, subjects_taught(change.new.class_group_id))
            carry_topics(change.old, change.new)
    open_lines_for(class_group_ids=class_ids)
    coming = {change.new.student_id for change in changes if change.new is not None}
    fit_exemptions(MarkRecord.objects.filter(enrolment__student__in=coming))
    for change in changes:
        if change.old is not None and change.new is not None:
            _carry(change, change.old, change.new)
    _ask_for_marks([each.new for each in changes if each.new is not None and not each.undone])
    tell_of_students(changes)
    _tell(changes)


def _ask_for_marks(arrived: Sequence[Enrolment]) -> None:
    """Send back what was handed in without the marks of these; tell those who seal of the rest."""
    handed_in_classes = set(
        MarkSheet.objects.filter(
            class_group__in={stay.class_group_id for stay in arrived},
            state__in=(SheetState.SUBMITTED, SheetState.APPROVED),
        ).values_list("class_group", flat=True)
    )
    lacking = [
        (sheet, stay)
        for stay in arrived
        if stay.class_group_id in handed_in_classes
        for sheet in _sheets_lacking(stay)
    ]
    submitted = [each for each in lacking if each[0].state == SheetState.SUBMITTED]
    # Each sheet once, for the first who lacks marks.
    handed_in = {sheet.pk: (sheet, stay) for sheet, stay in reversed(submitted)}.values()
    for sheet, stay in handed_in:
        _return(sheet, stay)
    tell_of_sent_back(list(handed_in))
    tell_of_lacking([each for each in lacking if each[0].state == SheetState.APPROVED])


def lock_sheets(class_ids: Collection[int]) -> None:
    """A mark being saved is stored before its line is read, or finds the student gone."""
    sheets = MarkSheet.objects.filter(class_group__in=class_ids).order_by("pk")
    list(sheets.select_for_update().values_list("pk"))


def _carry(change: StayChange, old: Enrolment, new: Enrolment) -> None:
    """Copy the marks of the terms that are not over to the student's lines in the new class."""
    lines = lines_from(old, change.on)
    there = {line.key: line for line in lines_from(new, change.on)}
    written = []
    for line in lines:
        target = there.get(line.key)
        if target is not None and _take_over(change, line, target):
            written.append(target)
    if written:
        with reasoned(_reason(change, old, new)):
            update_records(written)
    follow_reviews(lines, there, ended_too=change.old_never_was)
    if change.old_never_was:
        _require_placed(lines, there)
        lines_of_stay = MarkRecord.objects.filter(enrolment=old)
        lines_of_stay.filter(sheet__class_group=old.class_group_id).delete()


def _take_over(change: StayChange, source: MarkRecord, target: MarkRecord) -> bool:
    """Fill the target's line in memory; whether anything in it is new."""
    cells = carried_cells(source, target, overwrite=change.undone)
    for name, value in cells.items():
        write_cell(target, name, value)
        if not change.undone:
            came = {"from": _place(source, target), "on": change.on.isoformat()}
            target.origins[name] = given_elsewhere(source, name) or came
        elif is_outside(source, name):
            target.origins[name] = source.origins[name]
    remarks = target.sheet.scheme.remarks
    before = [getattr(target, name) for name in remarks]
    for name in remarks:
        said = getattr(source, name)
        setattr(target, name, said if change.undone else getattr(target, name) or said)
    return bool(cells) or before != [getattr(target, name) for name in remarks]


def _place(source: MarkRecord, target: MarkRecord) -> str:
    """The class the marks come from, with its school where that is another one."""
    name = source.sheet.class_group.name
    is_here = source.school_id == target.school_id
    return name if is_here else f"{name}, {source.sheet.school.name}"


def _require_placed(lines: Sequence[MarkRecord], there: dict[tuple[int, int], MarkRecord]) -> None:
    """Raise StayRefused for marks, and requests about them, that would be gone with the stay."""
    lost = [
        f"{line.sheet.subject.name}: {', '.join(cells)}"
        for line in lines
        if (cells := marks_without_place(line, there.get(line.key)))
    ]
    reviewed = MarkReview.objects.filter(record__in=lines).values_list(
        "record__sheet__subject__name", flat=True
    )
    asked = _("%(subject)s: a request to look at it again")
    lost += [asked % {"subject": each} for each in reviewed]
    if lost:
        raise StayRefused(
            [
                _("These marks have no place in the other class. Clear them first: %(marks)s")
                % {"marks": "; ".join(lost)}
            ]
        )


def _reason(change: StayChange, old: Enrolment, new: Enrolment) -> str:
    names = {
        "old": old.class_group.name,
        "new": new.class_group.name,
        "day": f"{change.on:%d/%m/%Y}",
    }
    if change.undone:
        return _("Back in class %(new)s: the change to %(old)s of %(day)s was taken back") % names
    return _("From class %(old)s to class %(new)s on %(day)s") % names


def _sheets_lacking(stay: Enrolment) -> list[MarkSheet]:
    """The sheets on which the student has empty cells that are due."""
    lines = lines_from(stay, stay.starts_on)
    days = days_of_sheets([line.sheet for line in lines])
    return [line.sheet for line in lines if cells_due(line, days[line.sheet.pk])]


def _return(sheet: MarkSheet, stay: Enrolment) -> None:
    """A handed-in sheet goes back to its teacher, with the reason."""
    reason = _("%(student)s is in the class since %(day)s and has empty cells here.") % {
        "student": stay.student.full_name,
        "day": f"{stay.starts_on:%d/%m/%Y}",
    }
    record_step(sheet, Step.RETURN, None, reason)


def _tell(changes: Sequence[StayChange]) -> None:
    """Raise the revisions of the sheets that show the students otherwise, and announce them."""
    days: dict[datetime.date, set[int]] = {}
    for change in changes:
        days.setdefault(change.on, set()).update(change.class_ids)
    touched = Q(pk__in=[])
    for on, class_ids in days.items():
        touched |= Q(class_group__in=class_ids, term__ends_on__gte=on)
    sheets = MarkSheet.objects.filter(touched)
    pairs = set(sheets.values_list("school_id", "class_group_id", "term_id"))
    sheets.exclude(state=SheetState.SEALED).update(
        revision=F("revision") + 1, changed_at=timezone.now()
    )
    for school_id, class_group_id, term_id in pairs:
        marks_changed(school_id, class_group_id, term_id, at_once=True)
