"""The only writer of transfers: a student's way from one school of the portal to another.

Either school may begin. Each sees its own row; the steps write both, which is why they look beyond
the scope, always for one named student.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key
from eduportal.scoping import everywhere
from schools.models import ClassGroup, School
from schools.services import lock_classes
from students.choices import (
    OPEN_TRANSFERS,
    Began,
    Direction,
    Ended,
    StudentStatus,
    TransferState,
)
from students.models import Enrolment, Student, Transfer
from students.selectors import holders_of, last_stays
from students.services.answering import count_answer, require_answers_left
from students.services.exempting import carry_exemptions
from students.services.stays import (
    ONE_DAY,
    StayChange,
    StayRefused,
    announce,
    end_stay,
    last_position,
    lock_roster,
    locked_stay,
    require_none,
    sealed_sentences,
    succeed,
)
from students.services.transfer_rows import (
    WHY,
    begin,
    both_sides,
    locked_sides,
    move,
    open_way,
)
from students.services.undoing import undo_end, undo_refusals

IDENTITY = (
    "ministry_code",
    "personal_number",
    "full_name",
    "sort_key",
    "search_key",
    "birth_date",
    "sex",
    "ethnicity",
)


@dataclass(frozen=True)
class Wanted:
    """Who a school asks for: the code or number, and the name and birth date that go with it."""

    code: str
    full_name: str
    birth_date: datetime.date


def ask_for(*, school: School, wanted: Wanted, by: User) -> Transfer:
    """Ask the school that has the student; returns the asking school's row.

    Raises StayRefused with one sentence for all that does not fit, so that nobody learns which
    codes belong to children; such answers are counted.
    """
    require_answers_left(by)
    with everywhere(WHY):
        stay = _stay_of(wanted)
    if stay is None:
        count_answer(by, "students:transfer-ask")
        raise StayRefused(
            [
                _(
                    "No student of another school has this code with this name and date of "
                    "birth. Compare all three with the student's papers. Where that school has "
                    "recorded neither code nor number, it lets the student go from its own page."
                )
            ]
        )
    with transaction.atomic(), everywhere(WHY):
        lock_roster(stay.school_id)
        stay = last_stays(student=stay.student_id)[stay.student_id]
        if stay.school_id == school.pk:
            raise StayRefused([_("This student is at your school.")])
        if open_way(stay.student_id) is not None:
            raise StayRefused([_("Another transfer of this student is under way.")])
        return begin(stay, school, TransferState.ASKED, by)[Direction.IN]


def offer(
    *, enrolment_id: int, shown: str, to: School, last_day: datetime.date, by: User
) -> Transfer:
    """Let a student go to a school of the portal; returns the old school's row.

    The stay ends on the last day; the new school takes the student in. Of a year that is over the
    stay has ended already. Raises StayRefused.
    """
    with transaction.atomic():
        stay = locked_stay(enrolment_id, shown)
        if to.pk == stay.school_id:
            raise StayRefused([_("This is the student's own school.")])
        with everywhere(WHY):
            known = open_way(stay.student_id)
        asked = known is not None and known.state == TransferState.ASKED
        if known is not None and not (asked and known.other_school_id == to.pk):
            raise StayRefused([_("Another transfer of this student is under way.")])
        if not has_ended(stay):
            stay = end_stay(enrolment_id=stay.pk, shown=shown, on=last_day, ended=Ended.TRANSFER)
        with everywhere(WHY):
            rows = both_sides(known) if known else begin(stay, to, TransferState.OFFERED, by)
            move(rows, TransferState.OFFERED, by, last_day=last_day_of(stay))
        return rows[Direction.OUT]


def refuse(*, transfer_id: int, shown: str, reason: str, by: User) -> None:
    """The old school says no to an asking school, and why. Raises StayRefused."""
    with transaction.atomic():
        rows, row = locked_sides(transfer_id, shown, (TransferState.ASKED,), Direction.OUT)
        if not reason.strip():
            raise StayRefused([_("Say why the student stays.")])
        with everywhere(WHY):
            move(rows, TransferState.REFUSED, by, reason=reason)


def withdraw(*, transfer_id: int, shown: str, by: User) -> list[str]:
    """The school that began takes it back; a student who had been let go stays. Raises StayRefused.

    The old school can always keep the student until the new one has taken him or her in. Where a
    term of the class was sealed meanwhile, the student has left all the same, which the sentences
    returned say, and can come back on a later day.
    """
    with transaction.atomic():
        rows, row = locked_sides(transfer_id, shown, OPEN_TRANSFERS)
        if row.state == TransferState.ASKED and row.direction == Direction.OUT:
            raise StayRefused(
                [_("The other school has asked. Say why not, or let the student go.")]
            )
        if row.state == TransferState.OFFERED and row.direction == Direction.IN:
            raise StayRefused([_("Only the student's school can take this back.")])
        was_offered = row.state == TransferState.OFFERED
        with everywhere(WHY):
            move(rows, TransferState.WITHDRAWN, by)
        stay = last_stays(student=row.student_key).get(row.student_key)
        if not was_offered or stay is None or stay.ended != Ended.TRANSFER:
            return []
        if refusals := undo_refusals(stay):
            return refusals
        undo_end(enrolment_id=stay.pk, shown=stay.revision)
        return []


def take_in(
    *, transfer_id: int, shown: str, to: ClassGroup, on: datetime.date, by: User
) -> Enrolment:
    """Put a student who was let go into a class of the new school; returns the stay there.

    Identity and marks of the running terms arrive with the student. Raises StayRefused.
    """
    with transaction.atomic():
        rows, row = locked_sides(transfer_id, shown, (TransferState.OFFERED,), Direction.IN)
        with everywhere(WHY):
            left = last_stays(student=row.student_key)[row.student_key]
            lock_classes({left.class_group_id, to.pk})
            require_none(_misfits(row, left, to, on))
            require_none(sealed_sentences({left.class_group_id, to.pk}, on))
            student = _record_at(row.school, left.student)
            stay = succeed(left, to, on, Began.TRANSFER)
            stay.school, stay.student = row.school, student
            stay.position = last_position(to) + 1
            if left.ends_on is None:
                left.ends_on, left.ended = left.school_year.ends_on, Ended.TRANSFER
            left.save(update_fields=["succeeded_on", "ends_on", "ended"])
            stay.save()
            carry_exemptions(left.student, student, on)
            announce([StayChange(left, stay, on)])
            move(rows, TransferState.DONE, by)
        return stay


def has_ended(stay: Enrolment) -> bool:
    """Whether the student sits nowhere any more: programme completed, or the year over."""
    is_over = stay.school_year.ends_on < timezone.localdate()
    return stay.ended == Ended.COMPLETED or (stay.ends_on is None and is_over)


def last_day_of(stay: Enrolment) -> datetime.date:
    """The last day in the class; of a stay without an end that of its year."""
    last: datetime.date = stay.ends_on or stay.school_year.ends_on
    return last


def _stay_of(wanted: Wanted) -> Enrolment | None:
    """The stay of the student who has this code, name and birth date, anywhere."""
    by_code, by_number = holders_of({wanted.code}, {wanted.code})
    holder = by_code.get(wanted.code) or by_number.get(wanted.code)
    named = (name_sort_key(wanted.full_name), wanted.birth_date)
    if holder is None or (holder.sort_key, holder.birth_date) != named:
        return None
    return last_stays(student=holder.student_id).get(holder.student_id)


def _misfits(row: Transfer, left: Enrolment, to: ClassGroup, on: datetime.date) -> list[str]:
    """Why class or day are wrong: same year and grade, or a later year and the next grade, too."""
    problems = []
    later = to.school_year.starts_on > row.school_year.starts_on
    grades = {row.grade_level_id, row.grade_level_id + 1} if later else {row.grade_level_id}
    is_year = later or to.school_year_id == row.school_year_id
    if to.school_id != row.school_id or not is_year or to.grade_level_id not in grades:
        problems.append(_("The class is not one of your school, of this year and grade."))
    if left.ended not in ("", Ended.TRANSFER, Ended.COMPLETED) or left.succeeded_on is not None:
        problems.append(_("The student has come back to the old school, or is elsewhere."))
    return problems + _bad_days(left, to, on)


def _bad_days(left: Enrolment, to: ClassGroup, on: datetime.date) -> list[str]:
    """Why the day is wrong: lines and marks follow a stay that has begun, so it is not to come."""
    first = max(last_day_of(left) + ONE_DAY, to.school_year.starts_on)
    last = to.school_year.day_in(timezone.localdate())
    days = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    if last < first:
        return [_("The student can be taken in from %(first)s on, not before that day.") % days]
    if on < first:
        sentence = _("The first day here must be from %(first)s on, after the last day there.")
        return [sentence % days]
    return [_("The day must be from %(first)s to %(last)s.") % days] if on > last else []


def _record_at(school: School, old: Student) -> Student:
    """The child's record at the new school: an earlier one of the same child, or a new one."""
    Student.objects.filter(pk=old.pk).update(is_current=False)
    known = Student.objects.filter(school=school, person_uid=old.person_uid).first()
    student = known or Student(school=school, person_uid=old.person_uid)
    for name in IDENTITY:
        setattr(student, name, getattr(old, name))
    student.is_current, student.status = True, StudentStatus.TRANSFERRED_IN
    student.save()
    return student
