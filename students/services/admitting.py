"""Admitting children who have completed at another school, and giving them back.

Vietnamese: tiếp nhận học sinh đã hoàn thành chương trình cấp học. The child gets a record at the
new school under the same identity; stays, marks and documents remain with the old one, which reads
of it on its page of transfers. Each step is a fixed number of statements for any number of
children. The caller holds the rosters of all schools concerned.
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key, search_key
from eduportal.scoping import everywhere
from schools.models import School
from students.choices import (
    Direction,
    Ended,
    Sex,
    StudentStatus,
    TransferState,
)
from students.models import Enrolment, Student, Transfer
from students.selectors.completed import Completed, completed_at_others

WHY = "a child who has completed goes on at another school"
# What the records of one child share; what the list says only fills what is empty.
IDENTITY = (
    "ministry_code", "personal_number", "full_name", "birth_date", "sex", "ethnicity",
)  # fmt: skip
SUCCEEDED = """
update students_enrolment e set succeeded_on = w.day
from unnest(%s::bigint[], %s::date[]) as w(id, day) where e.id = w.id
"""


def lock_rosters(school_ids: Collection[int]) -> None:
    """Lock who sits where in these schools, in the order of their keys: one statement."""
    with everywhere(WHY):
        schools = School.objects.select_for_update(no_key=True).filter(pk__in=school_ids)
        list(schools.order_by("pk").values_list("pk", flat=True))


def changed_since(wanted: Collection[Completed]) -> set[int]:
    """Records of these children that are not what they were: two queries."""
    found = completed_at_others([each.student for each in wanted])
    return {each.student for each in wanted if found.get(each.student) != each}


def admit(
    school_id: int, wanted: Sequence[tuple[Completed, Mapping[str, object], str]]
) -> list[int]:
    """Make the new school's records the ones in use; returns their keys, in the order given.

    Each child with what the list says of it, and the status there.
    """
    with everywhere(WHY):
        olds = Student.objects.in_bulk([child.student for child, _said, _status in wanted])
        Student.objects.filter(pk__in=olds).update(is_current=False)
        uids = [old.person_uid for old in olds.values()]
        here = Student.objects.filter(school=school_id, person_uid__in=uids)
        known = {student.person_uid: student for student in here}
        records = []
        for child, said, status in wanted:
            old = olds[child.student]
            record = known.get(old.person_uid) or Student(
                school_id=school_id, person_uid=old.person_uid
            )
            records.append(_filled(record, old, said, status))
        Student.objects.bulk_create([each for each in records if each.pk is None])
        fields = [*IDENTITY, "sort_key", "search_key", "is_current", "status"]
        Student.objects.bulk_update([each for each in records if each.pk is not None], fields)
    return [record.pk for record in records]


def _filled(record: Student, old: Student, said: Mapping[str, object], status: str) -> Student:
    for name in IDENTITY:
        value = getattr(old, name)
        is_empty = value in (None, "", Sex.UNKNOWN)
        setattr(record, name, (said.get(name) or value) if is_empty else value)
    record.sort_key = name_sort_key(record.full_name)
    record.search_key = search_key(record.full_name)
    record.is_current, record.status = True, StudentStatus(status)
    return record


def keep_receipts(
    school_id: int, begun: Sequence[tuple[Completed, datetime.date]], by: User | None
) -> None:
    """Tell both schools, and the old stays what came after them: each child with its first day."""
    with everywhere(WHY):
        stays = Enrolment.objects.select_related("student", "class_group").in_bulk(
            [child.stay for child, _first in begun]
        )
        here = School.objects.get(pk=school_id)
        rows = [
            row for child, _first in begun for row in _receipts(child, stays[child.stay], here, by)
        ]
        Transfer.objects.bulk_create(rows)
        days = [first for _child, first in begun]
        with connection.cursor() as cursor:
            cursor.execute(SUCCEEDED, [[child.stay for child, _first in begun], days])


def _receipts(
    child: Completed, stay: Enrolment, here: School, by: User | None
) -> Iterable[Transfer]:
    """Both schools' rows of a way that is done."""
    uid = uuid.uuid4()
    sides = (
        (Direction.OUT, child.school, here.pk, here.name),
        (Direction.IN, here.pk, child.school, child.school_name),
    )
    for direction, own, other, other_name in sides:
        yield Transfer(
            uid=uid,
            school_id=own,
            other_school_id=other,
            other_name=other_name,
            direction=direction,
            person_uid=stay.student.person_uid,
            student_key=stay.student_id,
            full_name=stay.student.full_name,
            birth_date=stay.student.birth_date,
            class_name=stay.class_group.name,
            grade_level_id=stay.class_group.grade_level_id,
            school_year_id=stay.school_year_id,
            state=TransferState.DONE,
            last_day=stay.ends_on,
            moved_by=str(by or ""),
        )


def former_schools(school_id: int, admitted: Collection[int]) -> set[int]:
    """The schools that these old records belong to, of children who were admitted here."""
    rows = _done(school_id, admitted)
    return set(rows.values_list("other_school_id", flat=True))


def give_back(
    school_id: int, admitted: Collection[int], gone: Collection[uuid.UUID], by: User
) -> int:
    """Put children back whose first stay here was taken back; returns how many.

    `admitted` are the old schools' records, `gone` the persons who sit in no class here any more.
    """
    if not admitted or not gone:
        return 0
    with everywhere(WHY):
        rows = list(_done(school_id, admitted).filter(person_uid__in=gone))
        keys = [row.student_key for row in rows]
        persons = [row.person_uid for row in rows]
        Student.objects.filter(school=school_id, person_uid__in=persons).update(is_current=False)
        Student.objects.filter(pk__in=keys).update(is_current=True)
        stays = Enrolment.objects.filter(student__in=keys, ended=Ended.COMPLETED)
        stays.exclude(succeeded_on=None).update(succeeded_on=None)
        now = timezone.now()
        Transfer.objects.filter(uid__in=[row.uid for row in rows]).update(
            state=TransferState.WITHDRAWN, moved_by=str(by), moved_at=now, given_up_at=now
        )
    return len(rows)


def _done(school_id: int, admitted: Collection[int]) -> "QuerySet[Transfer]":
    return Transfer.objects.filter(
        school=school_id,
        student_key__in=admitted,
        direction=Direction.IN,
        state=TransferState.DONE,
    )
