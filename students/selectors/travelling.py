"""Students as the exchange names them: seven elements, frozen when a package is sealed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from eduportal.core.looking import Person
from eduportal.exchange.feeds.rows import is_uid
from students.choices import Ended
from students.models import Enrolment, Student

STUDYING = "s"
STANDINGS = {
    Ended.CLASS_CHANGE: "m",
    Ended.TRANSFER: "t",
    Ended.LEFT: "d",
    Ended.SUSPENDED: "r",
    # Who has completed the programme was there to its end.
    Ended.COMPLETED: STUDYING,
}


def identity_of(stay: Enrolment, closes: date) -> list[Any]:
    """The first seven elements of a line (eduportal/exchange/feeds/students.py).

    Where the student stands is judged on the closing day. `stay.student` is at hand.
    """
    student = stay.student
    is_there = stay.ends_on is None or stay.ends_on >= closes
    standing = STUDYING if is_there else STANDINGS[Ended(stay.ended)]
    left = None if standing == STUDYING else stay.ends_on
    return [
        str(student.person_uid),
        student.personal_number or "",
        student.ministry_code or "",
        student.full_name,
        student.birth_date.isoformat(),
        standing,
        left and left.isoformat(),
    ]


def persons_of_lines(lines: Iterable[Sequence[Any]]) -> list[Person]:
    """The students of this node's register whom lines are about: one query.

    Lines may be another node's, and hold anything.
    """
    uids = [line[0] for line in lines if line and is_uid(line[0])]
    known = Student.objects.filter(person_uid__in=uids)
    return list(known.values_list("pk", "school_id"))
