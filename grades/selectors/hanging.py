"""What hangs on a student, a class, a sheet or a member of staff: why it cannot be removed.

Every table that points at one is asked, those of other apps included. A table is left out only
where its rows go with what is removed, or where they are history that outlives it; so a new table
keeps what it points at until that is decided.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from eduportal.exchange.models import Line
from grades.choices import SheetState
from grades.models import (
    CellOperation,
    ComparedResult,
    HomeroomChange,
    MarkChange,
    MarkRecord,
    MarkSheet,
    WithdrawnSheet,
)
from schools.models import ClassGroup
from staffing.models import (
    AssignmentChange,
    HomeroomAssignment,
    StaffMember,
    TeachingAssignment,
)
from students.models import (
    ChosenSubject,
    Enrolment,
    RegisterChange,
    Student,
    StudyTopic,
    Transfer,
)

Hanging = Counter[type[Model]]
# Entering something by hand is written there at once: it would keep every mistake.
_HISTORIES = {MarkChange, HomeroomChange, RegisterChange, AssignmentChange}
# Go with a stay: what was chosen in it, its lines, what a comparison of sets computed.
_OF_STAY = {ChosenSubject, StudyTopic, MarkRecord, ComparedResult}
# The answers to the last saves of its lines go, too.
_OF_SHEET = {MarkRecord, CellOperation}
_OF_CLASS = {HomeroomAssignment, StudyTopic, MarkSheet, WithdrawnSheet}


def hanging_on_student(student: Student) -> Hanging:
    """Rows by table; empty where the student was entered and nothing more.

    The one stay a student was entered with goes along, and so do empty lines of sheets that are
    not sealed.
    """
    found = _pointing_at(Student.objects.filter(pk=student.pk), but={Enrolment})
    stays = Enrolment.objects.filter(student=student)
    if (count := stays.count()) > 1:
        found[Enrolment] = count
    found += _pointing_at(stays, but=_OF_STAY)
    found += _lines(MarkRecord.objects.filter(enrolment__in=stays))
    found[Transfer] = Transfer.objects.filter(person_uid=student.person_uid).count()
    found[Line] = Line.objects.filter(student_uid=student.person_uid).count()
    return +found


def hanging_on_class(group: ClassGroup) -> Hanging:
    """Rows by table; the homeroom and sheets without a line go with the class."""
    figures = apps.get_model("dashboards", "ClassFigure")
    found = _pointing_at(ClassGroup.objects.filter(pk=group.pk), but=_OF_CLASS | {figures})
    used = MarkSheet.objects.filter(class_group=group, pk__in=MarkRecord.objects.values("sheet"))
    found[MarkSheet] = used.count()
    found += _pointing_at(MarkSheet.objects.filter(class_group=group), but=_OF_SHEET)
    return +found


def hanging_on_sheet(sheet: MarkSheet) -> Hanging:
    """Rows by table; empty lines go with the sheet. Who teaches the subject keeps it."""
    found = _pointing_at(MarkSheet.objects.filter(pk=sheet.pk), but=_OF_SHEET)
    lessons = TeachingAssignment.objects.in_force(sheet.term.today_in())
    lessons = lessons.filter(class_group=sheet.class_group_id, subject=sheet.subject_id)
    found[TeachingAssignment] = lessons.count()
    return +(found + _lines(sheet.records.all()))


def hanging_on_staff(staff: StaffMember) -> Hanging:
    """Rows by table: posts, duties, homerooms, classes given, whom the person stands in for.

    The history of a class names its teachers by their rows, so it keeps them as well.
    """
    found = _pointing_at(StaffMember.objects.filter(pk=staff.pk), but=())
    found[AssignmentChange] = AssignmentChange.objects.filter(staff=staff).count()
    return +found


def _lines(records: QuerySet[MarkRecord]) -> Hanging:
    """Lines that hold something or are sealed, and what points at any of them."""
    kept = [
        record
        for record in records.select_related("sheet")
        if record.holds_something or record.sheet.state == SheetState.SEALED
    ]
    return Counter({MarkRecord: len(kept)}) + _pointing_at(records, but=())


def _pointing_at(rows: QuerySet[Any], but: Collection[type[Model]]) -> Hanging:
    """How many rows of each other table point at one of these: one query a table."""
    found: Hanging = Counter()
    for relation in rows.model._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if relation.auto_created and not relation.concrete and model not in _HISTORIES | {*but}:
            field = relation.field.name
            found[model] += model._base_manager.filter(**{f"{field}__in": rows}).count()
    return +found
