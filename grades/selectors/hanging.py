"""What hangs on a student, a class, a sheet or a member of staff: why it cannot be removed.

Every table that points at one is asked, those of other apps included. A table is left out only
where its rows go with what is removed, or where they are history that outlives it; so a new table
keeps what it points at until that is decided.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, QuerySet

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
    StaffChange,
    StaffMember,
    TeachingAssignment,
)
from students.choices import Direction
from students.models import (
    ChosenSubject,
    DistinctStudents,
    Enrolment,
    RegisterChange,
    Student,
    StudentMerge,
    StudyTopic,
    Transfer,
)
from students.selectors.completed import admitted_from

Hanging = Counter[type[Model]]
# Entering something by hand is written there at once: it would keep every mistake.
_HISTORIES = {
    MarkChange,
    HomeroomChange,
    RegisterChange,
    AssignmentChange,
    StaffChange,
    StudentMerge,
    DistinctStudents,
}
# Go with a stay: what was chosen in it, its lines, what a comparison of sets computed.
OF_STAY = {ChosenSubject, StudyTopic, MarkRecord, ComparedResult}
# The answers to the last saves of its lines go, too.
_OF_SHEET = {MarkRecord, CellOperation}
_OF_CLASS = {HomeroomAssignment, StudyTopic, MarkSheet, WithdrawnSheet}


def hanging_on_student(student: Student) -> Hanging:
    """Rows by table; empty where the student was entered and nothing more.

    The one stay a student was entered with goes along, and so do empty lines of sheets that are
    not sealed. What the school where the child completed keeps of it holds no admission here: the
    child is given back.
    """
    found = pointing_at(Student.objects.filter(pk=student.pk), but={Enrolment})
    stays = Enrolment.objects.filter(student=student)
    if (count := stays.count()) > 1:
        found[Enrolment] = count
    found += pointing_at(stays, but=OF_STAY)
    found += _lines(MarkRecord.objects.filter(enrolment__in=stays))
    ways = Transfer.objects.filter(person_uid=student.person_uid)
    lines = Line.objects.filter(student_uid=student.person_uid)
    if admitted_from(student) is not None:
        ways = ways.filter(school=student.school_id, direction=Direction.OUT)
        lines = lines.filter(school=student.school_id)
    found[Transfer], found[Line] = ways.count(), lines.count()
    return +found


def used_students(stays: Iterable[Enrolment]) -> set[int]:
    """Of students with one stay each, as a list brought them: those on whom something hangs.

    The same as hanging_on_student, asked once for all of them, but for what names a child who was
    admitted: the receipts of that, and what the former school has reported.
    """
    stays = list(stays)
    own = {stay.school_id for stay in stays}
    by_stay = {stay.pk: stay.student_id for stay in stays}
    uids = {stay.student.person_uid: stay.student_id for stay in stays}
    students = Student.objects.filter(pk__in=by_stay.values())
    several = Enrolment.objects.filter(student__in=students).values("student")
    counted = several.annotate(stays=Count("pk")).filter(stays__gt=1).order_by()
    found = set(counted.values_list("student", flat=True))
    found |= _used(students, but={Enrolment})
    ways = Transfer.objects.filter(school__in=own, direction=Direction.OUT, person_uid__in=uids)
    lines = Line.objects.filter(school__in=own, student_uid__in=uids)
    for named in (ways.values_list("person_uid"), lines.values_list("student_uid")):
        found |= {uids[uid] for (uid,) in named}
    return found | {by_stay[pk] for pk in used_stays(by_stay)}


def used_stays(stay_ids: Collection[int]) -> set[int]:
    """Those of the stays on which something hangs but empty lines of sheets that are not sealed."""
    found = _used(Enrolment.objects.filter(pk__in=stay_ids), but=OF_STAY)
    records = MarkRecord.objects.filter(enrolment__in=stay_ids).select_related("sheet")
    pointed = _used(records, but=())
    return found | {
        record.enrolment_id
        for record in records
        if record.pk in pointed or record.holds_something or record.sheet.state == SheetState.SEALED
    }


def hanging_on_class(group: ClassGroup) -> Hanging:
    """Rows by table; the homeroom and sheets without a line go with the class."""
    figures = apps.get_model("dashboards", "ClassFigure")
    found = pointing_at(ClassGroup.objects.filter(pk=group.pk), but=_OF_CLASS | {figures})
    used = MarkSheet.objects.filter(class_group=group, pk__in=MarkRecord.objects.values("sheet"))
    found[MarkSheet] = used.count()
    found += pointing_at(MarkSheet.objects.filter(class_group=group), but=_OF_SHEET)
    return +found


def hanging_on_sheet(sheet: MarkSheet) -> Hanging:
    """Rows by table; empty lines go with the sheet. Who teaches the subject keeps it."""
    found = pointing_at(MarkSheet.objects.filter(pk=sheet.pk), but=_OF_SHEET)
    lessons = TeachingAssignment.objects.in_force(sheet.term.today_in())
    lessons = lessons.filter(class_group=sheet.class_group_id, subject=sheet.subject_id)
    found[TeachingAssignment] = lessons.count()
    return +(found + _lines(sheet.records.all()))


def hanging_on_staff(staff: StaffMember) -> Hanging:
    """Rows by table: posts, duties, homerooms, classes given, whom the person stands in for.

    The history of a class names its teachers by their rows, so it keeps them as well.
    """
    found = pointing_at(StaffMember.objects.filter(pk=staff.pk), but=())
    found[AssignmentChange] = AssignmentChange.objects.filter(staff=staff).count()
    return +found


def _lines(records: QuerySet[MarkRecord]) -> Hanging:
    """Lines that hold something or are sealed, and what points at any of them."""
    kept = [
        record
        for record in records.select_related("sheet")
        if record.holds_something or record.sheet.state == SheetState.SEALED
    ]
    return Counter({MarkRecord: len(kept)}) + pointing_at(records, but=())


def pointing_at(rows: QuerySet[Any], but: Collection[type[Model]]) -> Hanging:
    """How many rows of each other table point at one of these: one query a table."""
    found: Hanging = Counter()
    for model, field in _pointers(rows.model, but):
        found[model] += model._base_manager.filter(**{f"{field}__in": rows}).count()
    return +found


def _used(rows: QuerySet[Any], but: Collection[type[Model]]) -> set[int]:
    """Keys of those of the rows that any other table points at: one query a table."""
    found: set[int] = set()
    for model, field in _pointers(rows.model, but):
        pointing = model._base_manager.filter(**{f"{field}__in": rows}).order_by()
        found |= set(pointing.values_list(field, flat=True).distinct())
    return found


def _pointers(
    pointed: type[Model], but: Collection[type[Model]]
) -> Iterator[tuple[type[Model], str]]:
    """Each table that points at this one, and by which field."""
    relations: Iterable[Any] = pointed._meta.get_fields(include_hidden=True)
    for relation in relations:
        model = relation.related_model
        if relation.auto_created and not relation.concrete and model not in _HISTORIES | {*but}:
            yield model, relation.field.name
