"""Removing what was recorded by mistake: a student, a class, a mark sheet, a member of staff.

Only while nothing hangs on it. Each removal leaves a row that says what it was, who removed it
and when.
"""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.services import forget
from grades.choices import Removed, SheetState
from grades.events import marks_changed
from grades.models import MarkRecord, MarkSheet, Removal, WithdrawnSheet
from grades.selectors.hanging import (
    Hanging,
    hanging_on_class,
    hanging_on_sheet,
    hanging_on_staff,
    hanging_on_student,
)
from grades.services.moving import lock_sheets
from schools.models import ClassGroup
from schools.services import delete_class, lock_classes, lock_register
from staffing.models import StaffMember
from staffing.selectors.staff import revision_of
from staffing.services import delete_staff
from students.models import Enrolment, Student
from students.selectors.completed import admitted_from
from students.services import delete_student
from students.services.admitting import former_schools, give_back, lock_rosters

Row = TypeVar("Row", bound=Model)


class RemovalRefused(ValueError):
    """It cannot be removed: something hangs on it, or it is not as the page showed it."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(problem)


def remove_student(*, student_id: int, shown: str, by: User) -> None:
    """Remove a student entered by mistake, with the stay and its empty lines.

    A child who was admitted goes back to the school where he or she completed. `shown` is the
    revision of the record on the page. Raises RemovalRefused.
    """
    with transaction.atomic():
        admitted = _lock_both(student_id)
        student = _there(Student.objects.filter(pk=student_id))
        stays = list(Enrolment.objects.filter(student=student).select_related("class_group"))
        class_ids = {stay.class_group_id for stay in stays}
        lock_classes(class_ids)
        lock_sheets(class_ids)
        _require(student.revision == shown, hanging_on_student(student))
        detail = ", ".join([f"{student.birth_date:%d/%m/%Y}", *_classes(stays)])
        _record(Removed.STUDENT, student, student.full_name, detail, by)
        MarkRecord.objects.filter(enrolment__in=stays).delete()
        forget(key=str(student.public_id), student_id=student.pk)
        delete_student(student)
        give_back(student.school_id, admitted, [student.person_uid], by)
        for stay in stays:
            tell_of_gone(stay.class_group)


def _lock_both(student_id: int) -> list[int]:
    """Lock the school's register and that of where the child completed; the record there, if any.

    In the order of their keys, as those do who admit children.
    """
    for student in Student.objects.filter(pk=student_id):
        admitted = list(filter(None, [admitted_from(student)]))
        lock_rosters({student.school_id} | former_schools(student.school_id, admitted))
        return admitted
    return []


def remove_class(*, class_id: int, shown: str, by: User) -> None:
    """Remove a class made by mistake, with its homeroom. Raises RemovalRefused."""
    with transaction.atomic():
        _lock_schools(ClassGroup.objects.filter(pk=class_id))
        lock_classes([class_id])
        lock_sheets([class_id])
        group = _there(ClassGroup.objects.filter(pk=class_id).select_related("school_year"))
        _require(group.revision == shown, hanging_on_class(group))
        _record(Removed.CLASS, group, group.name, str(group.school_year), by)
        forget(key=str(group.public_id))
        MarkSheet.objects.filter(class_group=group).delete()
        delete_class(group)


def remove_sheet(*, sheet_id: int, shown: str, by: User) -> None:
    """Remove a sheet with its empty lines; the subject has none in this class and term.

    It is opened again once a teacher is assigned. Raises RemovalRefused.
    """
    with transaction.atomic():
        sheets = MarkSheet.objects.filter(pk=sheet_id)
        lock_classes(sheets.values_list("class_group_id", flat=True))
        sheet = _there(sheets.select_for_update(of=("self",)))
        is_as_shown = str(sheet.revision) == shown and sheet.state == SheetState.OPEN
        _require(is_as_shown, hanging_on_sheet(sheet))
        name = f"{sheet.subject.name}, {sheet.class_group.name}"
        _record(Removed.SHEET, sheet, name, str(sheet.term), by)
        WithdrawnSheet.objects.get_or_create(
            school_id=sheet.school_id,
            class_group=sheet.class_group,
            subject=sheet.subject,
            term=sheet.term,
        )
        forget(key=str(sheet.public_id))
        sheet.delete()
        marks_changed(sheet.school_id, sheet.class_group_id, sheet.term_id, at_once=True)


def remove_staff(*, staff_id: int, shown: str, by: User) -> None:
    """Remove a person recorded by mistake; the account stays. Raises RemovalRefused."""
    with transaction.atomic():
        rows = StaffMember.objects.filter(pk=staff_id)
        # Who is given a class, or stands in, waits for one of these locks and asks again.
        _lock_schools(rows)
        groups = ClassGroup.objects.filter(school__in=rows.values("school"))
        lock_classes(groups.values_list("pk", flat=True))
        staff = _there(rows.select_for_update(of=("self",)))
        _require(revision_of(staff) == shown, hanging_on_staff(staff))
        born = f"{staff.birth_date:%d/%m/%Y}" if staff.birth_date else ""
        _record(Removed.STAFF, staff, staff.full_name, born, by)
        delete_staff(staff)


def _lock_schools(rows: "QuerySet[Any]") -> None:
    """Lock the register of the school of the row; there is none where the row is gone."""
    for school_id in rows.values_list("school_id", flat=True):
        lock_register(school_id)


def _there(rows: "QuerySet[Row]") -> Row:
    """The one row, unless another person has removed it meanwhile."""
    row = rows.first()
    if row is None:
        raise _changed()
    return row


def _changed() -> RemovalRefused:
    return RemovalRefused(_("This has changed since this page was opened. Nothing was removed."))


def _require(is_as_shown: bool, hanging: Hanging) -> None:
    if not is_as_shown:
        raise _changed()
    if hanging:
        raise RemovalRefused(_("Something hangs on it. Nothing was removed."))


def _record(
    kind: Removed,
    row: Student | ClassGroup | MarkSheet | StaffMember,
    name: str,
    detail: str,
    by: User,
) -> None:
    Removal.objects.create(
        school_id=row.school_id, kind=kind, key=row.pk, name=name[:150], detail=detail, actor=by
    )


def _classes(stays: list[Enrolment]) -> list[str]:
    return [stay.class_group.name for stay in stays]


def tell_of_gone(group: ClassGroup) -> None:
    """Open grids and figures learn that a line is gone."""
    sheets = MarkSheet.objects.filter(class_group=group).exclude(state=SheetState.SEALED)
    sheets.update(revision=F("revision") + 1, changed_at=timezone.now())
    for term_id in set(sheets.values_list("term_id", flat=True)):
        marks_changed(group.school_id, group.pk, term_id, at_once=True)
