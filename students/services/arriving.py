"""Taking in a student whom a school with another portal has let go."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.exchange.selectors import persons
from eduportal.exchange.services import leaver_elsewhere
from schools.models import ClassGroup
from students.models import Student
from students.services.answering import count_answer, require_answers_left
from students.services.identity import ENTERED_MEANWHILE, Arrival, enter_student
from students.services.stays import StayRefused
from students.services.transferring import Wanted

LEFT, SEX = 6, 7


@dataclass(frozen=True)
class Comer:
    """A student of a school that sends by the exchange: its code, who it is, class and first day
    here."""

    former: str
    wanted: Wanted
    class_group: ClassGroup
    on: datetime.date


def take_in_elsewhere(*, comer: Comer, by: User) -> Student:
    """Enter the student under the identity every node knows; returns the record.

    Who it is comes from the former school's list, as the node above has accepted it. Raises
    StayRefused, one sentence for all that does not fit as in `ask_for`, and Unreachable.
    """
    require_answers_left(by)
    wanted = comer.wanted
    birth = wanted.birth_date.isoformat()
    found = leaver_elsewhere(persons.Wanted(comer.former, wanted.code, wanted.full_name, birth))
    if found is None:
        count_answer(by, "students:student-arrives")
        raise StayRefused(
            [
                _(
                    "No school of this code has let a student go with this code, name and date of "
                    "birth. Compare all four with the student's papers; where they are right, the "
                    "former school has not recorded yet that the student has left."
                )
            ]
        )
    return _entered(comer, found.piece.line, by)


def _entered(comer: Comer, line: list[Any], by: User) -> Student:
    uid, group = UUID(line[0]), comer.class_group
    if comer.on <= datetime.date.fromisoformat(line[LEFT]):
        day = f"{datetime.date.fromisoformat(line[LEFT]):%d/%m/%Y}"
        sentence = _("The first day here must be after %(day)s, the last day there.")
        raise StayRefused([sentence % {"day": day}])
    if Student.objects.filter(school=group.school_id, person_uid=uid).exists():
        raise StayRefused(
            [_("The student has a record at this school already: bring him or her back there.")]
        )
    _uid, number, code, name, birth = line[:5]
    fields = {
        "full_name": name,
        "birth_date": datetime.date.fromisoformat(birth),
        "sex": line[SEX],
        "ethnicity": "",
        "ministry_code": code or None,
        "personal_number": number or None,
    }
    try:
        with transaction.atomic():
            student = enter_student(arrival=Arrival(fields, group, comer.on), by=by)
            student.person_uid = uid
            student.save(update_fields=["person_uid"])
    except IntegrityError as error:
        raise StayRefused([_(ENTERED_MEANWHILE)]) from error
    return student
