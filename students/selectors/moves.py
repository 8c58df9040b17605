"""Who changed class, came or left in a school year, for a list of moves."""

import datetime
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from schools.models import SchoolYear
from students.choices import Began, Ended, StudentStatus
from students.models import Enrolment, Student


@dataclass(frozen=True)
class Move:
    """The newest move of one student in a year: the class before and the one after, "" for none.

    `on` is the last day of one who left, the first in the new class of everybody else.
    """

    student: Student
    class_from: str
    class_to: str
    status: StudentStatus
    on: datetime.date


def moves_in(students: "QuerySet[Student]", year: SchoolYear) -> list[Move]:
    """The newest move of each of these students in the year, by day: one query.

    Who was enrolled at the beginning, and who has completed the programme, has not moved.
    """
    stays = Enrolment.objects.filter(student__in=students.order_by(), school_year=year)
    stays = stays.select_related("student", "class_group").order_by("student", "starts_on", "pk")
    found = [
        move
        for _key, some in groupby(stays, key=lambda stay: stay.student_id)
        if (move := _newest(list(some))) is not None
    ]
    return sorted(found, key=lambda move: (move.on, move.student.sort_key))


def _newest(stays: list[Enrolment]) -> Move | None:
    last, before = stays[-1], stays[-2].class_group.name if len(stays) > 1 else ""
    name, status = last.class_group.name, last.status
    if last.ends_on is not None and status in StudentStatus.gone():
        return Move(last.student, name, "", status, last.ends_on)
    if last.began == Began.ENROLLED or last.ended == Ended.COMPLETED:
        return None
    return Move(last.student, before, name, status, last.starts_on)
