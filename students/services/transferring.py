"""The only writer of transfers: a student's way from one school of the portal to another.

Either school may begin. Each sees its own row; the steps write both, which is why they look beyond
the scope, always for one named student.
"""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.core.text import name_sort_key
from eduportal.scoping import everywhere
from schools.models import ClassGroup, School
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
from students.services.stays import (
    ONE_DAY,
    StayChange,
    StayRefused,
    announce,
    end_stay,
    last_position,
    lock_roster,
    require_none,
    sealed_sentences,
    succeed,
    undo_end,
)

WHY = "a transfer is one student's way between two schools"
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


def ask_for(*, school: School, wanted: Wanted, by: str) -> Transfer:
    """Ask the school that has the student; returns the asking school's row.

    Raises StayRefused with one sentence for all that does not fit, so that nobody learns which
    codes belong to children.
    """
    with transaction.atomic(), everywhere(WHY):
        stay = _stay_of(wanted)
        if stay is None:
            raise StayRefused(
                [
                    _(
                        "No student of another school has this code with this name and date of "
                        "birth. Compare all three with the student's papers."
                    )
                ]
            )
        if stay.school_id == school.pk:
            raise StayRefused([_("This student is at your school.")])
        lock_roster(stay.school_id)
        _require_no_other(stay.student)
        return _begin(stay, school, TransferState.ASKED, by)[Direction.IN]


def offer(
    *, enrolment_id: int, shown: str, to: School, last_day: datetime.date, by: str
) -> Transfer:
    """Let a student go to a school of the portal; returns the old school's row.

    The stay ends on the last day; the new school takes the student in. Raises StayRefused.
    """
    with transaction.atomic():
        stay = Enrolment.objects.select_related("student").get(pk=enrolment_id)
        if to.pk == stay.school_id:
            raise StayRefused([_("This is the student's own school.")])
        with everywhere(WHY):
            known = _open_way(stay.student)
        if known is not None and (
            known.state != TransferState.ASKED or known.other_school_id != to.pk
        ):
            raise StayRefused([_("Another transfer of this student is under way.")])
        stay = end_stay(enrolment_id=stay.pk, shown=shown, on=last_day, ended=Ended.TRANSFER)
        with everywhere(WHY):
            rows = _both(known) if known else _begin(stay, to, TransferState.OFFERED, by)
            _move(rows, TransferState.OFFERED, by, last_day=last_day)
        return rows[Direction.OUT]


def refuse(*, transfer_id: int, shown: str, reason: str, by: str) -> None:
    """The old school says no to an asking school, and why. Raises StayRefused."""
    with transaction.atomic():
        row = _locked(transfer_id, shown, (TransferState.ASKED,), Direction.OUT)
        if not reason.strip():
            raise StayRefused([_("Say why the student stays.")])
        with everywhere(WHY):
            _move(_both(row), TransferState.REFUSED, by, reason=reason)


def withdraw(*, transfer_id: int, shown: str, by: str) -> None:
    """The school that began takes it back; a student who had been let go stays. Raises StayRefused.

    The old school can always keep the student until the new one has taken him or her in.
    """
    with transaction.atomic():
        row = _locked(transfer_id, shown, OPEN_TRANSFERS)
        if row.state == TransferState.ASKED and row.direction == Direction.OUT:
            raise StayRefused(
                [_("The other school has asked. Say why not, or let the student go.")]
            )
        if row.state == TransferState.OFFERED and row.direction == Direction.IN:
            raise StayRefused([_("Only the student's school can take this back.")])
        if row.state == TransferState.OFFERED:
            stay = last_stays(student=row.student_id)[row.student_id or 0]
            undo_end(enrolment_id=stay.pk, shown=stay.revision)
        with everywhere(WHY):
            _move(_both(row), TransferState.WITHDRAWN, by)


def take_in(
    *, transfer_id: int, shown: str, to: ClassGroup, on: datetime.date, by: str
) -> Enrolment:
    """Put a student who was let go into a class of the new school; returns the stay there.

    Identity and marks of the running terms arrive with the student. Raises StayRefused.
    """
    with transaction.atomic():
        row = _locked(transfer_id, shown, (TransferState.OFFERED,), Direction.IN)
        with everywhere(WHY):
            rows = _both(row)
            old = last_stays(student=rows[Direction.OUT].student_id)
            left = old[rows[Direction.OUT].student_id or 0]
            require_none(_misfits(row, left, to, on))
            require_none(sealed_sentences({left.class_group_id, to.pk}, on))
            student = _record_at(row.school, left.student)
            stay = succeed(left, to, on, Began.TRANSFER)
            stay.school, stay.student = row.school, student
            stay.position = last_position(to) + 1
            left.save(update_fields=["succeeded_on"])
            stay.save()
            announce([StayChange(left, stay, on)])
            Transfer.objects.filter(pk=row.pk).update(student=student)
            _move(rows, TransferState.DONE, by)
        return stay


def _stay_of(wanted: Wanted) -> Enrolment | None:
    """The stay of the student who has this code, name and birth date, anywhere."""
    by_code, by_number = holders_of({wanted.code}, {wanted.code})
    holder = by_code.get(wanted.code) or by_number.get(wanted.code)
    named = (name_sort_key(wanted.full_name), wanted.birth_date)
    if holder is None or (holder.sort_key, holder.birth_date) != named:
        return None
    return last_stays(student=holder.student_id).get(holder.student_id)


def _open_way(student: Student) -> Transfer | None:
    ways = Transfer.objects.filter(student=student, direction=Direction.OUT)
    return ways.filter(state__in=OPEN_TRANSFERS).first()


def _require_no_other(student: Student) -> None:
    if _open_way(student) is not None:
        raise StayRefused([_("Another transfer of this student is under way.")])


def _begin(stay: Enrolment, to: School, state: TransferState, by: str) -> dict[Direction, Transfer]:
    uid = uuid.uuid4()
    here = School.objects.get(pk=stay.school_id)
    sides = {Direction.OUT: (here, to), Direction.IN: (to, here)}
    rows = {
        direction: Transfer(
            uid=uid,
            school=school,
            other_school=other,
            other_name=other.name,
            direction=direction,
            student=stay.student if direction == Direction.OUT else None,
            full_name=stay.student.full_name,
            birth_date=stay.student.birth_date,
            class_name=stay.class_group.name,
            grade_level_id=stay.class_group.grade_level_id,
            school_year_id=stay.school_year_id,
            state=state,
            moved_by=by,
        )
        for direction, (school, other) in sides.items()
    }
    for row in rows.values():
        row.save()
    return rows


def _both(row: Transfer) -> dict[Direction, Transfer]:
    rows = Transfer.objects.select_for_update().filter(uid=row.uid).order_by("pk")
    return {Direction(each.direction): each for each in rows}


def _move(
    rows: dict[Direction, Transfer],
    state: TransferState,
    by: str,
    *,
    last_day: datetime.date | None = None,
    reason: str = "",
) -> None:
    for row in rows.values():
        row.state, row.moved_by = state, by
        row.last_day, row.reason = last_day or row.last_day, reason or row.reason
        row.save(update_fields=["state", "moved_by", "moved_at", "last_day", "reason"])


def _locked(
    transfer_id: int,
    shown: str,
    states: tuple[TransferState, ...],
    direction: Direction | None = None,
) -> Transfer:
    """The school's own row, in the scope; raises Transfer.DoesNotExist and StayRefused."""
    row = Transfer.objects.select_for_update(of=("self",)).select_related("school")
    found = row.get(pk=transfer_id)
    if found.revision != shown:
        raise StayRefused(
            [_("The transfer has changed since this page was opened. Nothing was done.")]
        )
    if found.state not in states or (direction and found.direction != direction):
        raise StayRefused(
            [_("The transfer is “%(state)s”.") % {"state": found.get_state_display()}]
        )
    return found


def _misfits(row: Transfer, left: Enrolment, to: ClassGroup, on: datetime.date) -> list[str]:
    fits = (row.school_id, row.school_year_id, row.grade_level_id)
    if (to.school_id, to.school_year_id, to.grade_level_id) != fits:
        return [_("The class is not one of your school, of this year and grade.")]
    first = (left.ends_on or left.starts_on) + ONE_DAY
    if not first <= on <= left.school_year.ends_on:
        return [
            _("The first day here must be from %(first)s on, after the last day there.")
            % {"first": f"{first:%d/%m/%Y}"}
        ]
    return []


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
