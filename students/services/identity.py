"""The only writer of one student's identity, by hand: entering and correcting."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key, search_key
from schools.models import ClassGroup
from students.choices import StudentStatus
from students.models import Student
from students.selectors import CodeHolder, holders_of, may_be_known
from students.selectors.completed import Completed, completed_at_others
from students.services.admitting import lock_rosters
from students.services.answering import count_answer, require_answers_left
from students.services.enrolling import FIELDS, RegisterChanged, RosterEntry, enrol_students
from students.services.placing import comes_on
from students.services.stays import StayRefused, lock_roster

ENTERED_MEANWHILE = gettext_noop(
    "Another person has entered this student or code meanwhile. Nothing was saved."
)
# Without a code on the form, and with one that the student of this name does not have.
NAMED_HERE = gettext_noop(
    "A student of this name and date of birth is in the school already. If it is another child, "
    "add the Ministry code or the personal number."
)
NAMED_ELSEWHERE = gettext_noop(
    "A student of this name and date of birth is at another school. If it is the same child, ask "
    "for the transfer; if not, add the Ministry code or the personal number."
)
KNOWN_HERE = gettext_noop(
    "A student of this name and date of birth is in the school already, without this code. If it "
    "is the same child, add the code on the student's page; if it is another child, say so below."
)
KNOWN_ELSEWHERE = gettext_noop(
    "A student of this name and date of birth is at another school, without this code. If it is "
    "the same child, have that school let the student go; if it is another child, say so below."
)


@dataclass(frozen=True)
class Arrival:
    """A student entered by hand: the fields of FIELDS that are given, the class, and since when.

    `on` is None for one who is there from the first day of the year. `is_another`: not the student
    of the same name and birth date that the register knows without this code.
    """

    fields: dict[str, Any]
    class_group: ClassGroup
    on: datetime.date | None = None
    is_another: bool = False

    def entry(self, admits: Completed | None = None) -> RosterEntry:
        """The student as a list would name him or her."""
        came = self.on is not None
        return RosterEntry(
            student_id=None,
            fields=self.fields,
            class_name=self.class_group.name,
            grade_level=self.class_group.grade_level_id,
            status=StudentStatus.TRANSFERRED_IN if came else StudentStatus.STUDYING,
            on=self.on,
            admits=admits,
        )


def enter_student(*, arrival: Arrival, by: User) -> Student:
    """Bring one new student into the register and into a class; returns the record.

    A child who has completed at another school is admitted. Raises StayRefused with every reason;
    an answer about another student's code is counted.
    """
    group = arrival.class_group
    require_answers_left(by)
    admits = _completed(arrival)
    if admits is None:
        _require_new(_already_there(arrival), by, "students:student-new")
    try:
        with transaction.atomic():
            lock_rosters({group.school_id} | ({admits.school} if admits else set()))
            enrol_students(
                school_id=group.school_id,
                school_year=group.school_year,
                entries=[arrival.entry(admits)],
                by=by,
            )
            here = Student.objects.filter(school=group.school_id)
            return here.get(person_uid=admits.person_uid) if admits else here.latest("pk")
    except (RegisterChanged, IntegrityError) as error:
        raise StayRefused([_(ENTERED_MEANWHILE)]) from error


def correct_identity(*, student_id: int, shown: str, fields: dict[str, Any], by: User) -> Student:
    """Correct what the register says of a student. Raises StayRefused, Student.DoesNotExist."""
    known = Student.objects.get(pk=student_id)
    require_answers_left(by)
    _require_new(_codes_taken(fields, but=known), by, "students:student-correct")
    try:
        with transaction.atomic():
            lock_roster(known.school_id)
            return _correct(Student.objects.select_for_update().get(pk=student_id), shown, fields)
    except IntegrityError as error:
        raise StayRefused([_(ENTERED_MEANWHILE)]) from error


def _correct(student: Student, shown: str, fields: dict[str, Any]) -> Student:
    if student.revision != shown:
        raise StayRefused(
            [_("The record has changed since this page was opened. Nothing was saved.")]
        )
    for name in FIELDS:
        if name in fields:
            setattr(student, name, fields[name])
    student.sort_key = name_sort_key(student.full_name)
    student.search_key = search_key(student.full_name)
    student.save()
    return student


def _require_new(problems: list[str], by: User, page: str) -> None:
    if problems:
        count_answer(by, page)
        raise StayRefused(problems)


def _completed(arrival: Arrival) -> Completed | None:
    """The child of another school who has these codes, name and birth date, and completed there."""
    fields, year = arrival.fields, arrival.class_group.school_year
    if year.ends_on < timezone.localdate():
        return None
    holders = _holders(fields)
    named = (name_sort_key(fields["full_name"]), fields["birth_date"])
    if len({each.student_id for each in holders}) != 1:
        return None
    [holder] = holders[:1]
    if (holder.sort_key, holder.birth_date) != named:
        return None
    if holder.school_id == arrival.class_group.school_id:
        return None
    child = completed_at_others([holder.student_id]).get(holder.student_id)
    first_day = comes_on(year, arrival.entry().seat, is_new=True)
    return child if child and child.may_come(first_day, year.starts_on) else None


def _holders(fields: dict[str, Any]) -> list[CodeHolder]:
    code, number = fields.get("ministry_code"), fields.get("personal_number")
    by_code, by_number = holders_of({code} if code else set(), {number} if number else set())
    return [*by_code.values(), *by_number.values()]


def _already_there(arrival: Arrival) -> list[str]:
    fields = arrival.fields
    problems = _codes_taken(fields)
    has_code = bool(fields.get("ministry_code") or fields.get("personal_number"))
    if problems or (has_code and arrival.is_another):
        return problems
    here, elsewhere = may_be_known(arrival.class_group.school_id, fields)
    if here:
        problems.append(_(KNOWN_HERE if has_code else NAMED_HERE))
    if elsewhere:
        problems.append(_(KNOWN_ELSEWHERE if has_code else NAMED_ELSEWHERE))
    return problems


def _codes_taken(fields: dict[str, Any], but: Student | None = None) -> list[str]:
    """A sentence for each code that another student of the province holds."""
    code, number = fields.get("ministry_code"), fields.get("personal_number")
    by_code, by_number = holders_of({code} if code else set(), {number} if number else set())
    own = but.pk if but else None
    problems = []
    if code in by_code and by_code[code].student_id != own:
        problems.append(_("Another student has this Ministry code."))
    if number in by_number and by_number[number].student_id != own:
        problems.append(_("Another student has this personal number."))
    return problems
