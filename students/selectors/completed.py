"""Children of other schools who have completed there: whom a new school may admit."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from eduportal.scoping import everywhere
from students.choices import OPEN_TRANSFERS, Direction, Ended, TransferState
from students.models import Enrolment, Student, Transfer


@dataclass(frozen=True)
class Completed:
    """A child whose last stay, at another school, ended with the programme completed.

    `student` is the record of that school, `stay` the last stay. Days are ISO texts, so that it
    can be kept as JSON and compared later.
    """

    student: int
    stay: int
    school: int
    school_name: str
    class_name: str
    completed_on: str
    year_began: str
    person: str

    def may_come(self, first_day: datetime.date, year_began: datetime.date) -> bool:
        """Whether the child may begin then: in a later school year than the last one there."""
        ended, there = map(datetime.date.fromisoformat, (self.completed_on, self.year_began))
        return there < year_began and ended < first_day

    @property
    def person_uid(self) -> UUID:
        return UUID(self.person)


def completed_at_others(student_ids: Collection[int]) -> dict[int, Completed]:
    """Those of these records whose child has completed and whom nobody asks for: two queries.

    It looks beyond the open scope; the caller shows it to nobody who does not know code, name and
    birth date of the child.
    """
    if not student_ids:
        return {}
    with everywhere("a child who has completed may be admitted by another school"):
        ways = Transfer.objects.filter(student_key__in=student_ids, direction=Direction.OUT)
        asked = set(ways.filter(state__in=OPEN_TRANSFERS).values_list("student_key", flat=True))
        stays = Enrolment.objects.filter(student__in=student_ids, student__is_current=True)
        newest = stays.order_by("student_id", "-starts_on", "-pk").distinct("student_id")
        found = newest.select_related("student", "school", "class_group", "school_year")
        return {
            stay.student_id: _completed(stay)
            for stay in found
            if stay.ended == Ended.COMPLETED and stay.student_id not in asked
        }


def admitted_from(student: Student) -> int | None:
    """The old school's record of a child who was admitted after completing there; None for others.

    Two queries, beyond the open scope.
    """
    rows = Transfer.objects.filter(
        school=student.school_id,
        person_uid=student.person_uid,
        direction=Direction.IN,
        state=TransferState.DONE,
    )
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    with everywhere("a child who was admitted may be given back"):
        came = Enrolment.objects.filter(student=row.student_key, ended=Ended.COMPLETED)
        return row.student_key if came.exclude(succeeded_on=None).exists() else None


def _completed(stay: Enrolment) -> Completed:
    return Completed(
        student=stay.student_id,
        stay=stay.pk,
        school=stay.school_id,
        school_name=stay.school.name,
        class_name=stay.class_group.name,
        completed_on=(stay.ends_on or stay.school_year.ends_on).isoformat(),
        year_began=stay.school_year.starts_on.isoformat(),
        person=str(stay.student.person_uid),
    )
