"""Telling teachers that their lessons and classes change, in the transaction that changes them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from schools.models import ClassGroup, Subject
from staffing.models import HomeroomAssignment, StaffMember, Substitution


@dataclass(frozen=True)
class CellChange:
    """One cell of the table from a day on: who came and who went; no subject is the homeroom."""

    class_group: ClassGroup
    subject: Subject | None
    on: datetime.date
    came: Sequence[StaffMember]
    went: Sequence[StaffMember]


def tell_of_cells(changes: Iterable[CellChange]) -> None:
    """Tell those who were given lessons or a homeroom and those who lost them: one statement."""
    things = []
    for change in changes:
        given, ended = NoticeKind.LESSONS_GIVEN, NoticeKind.LESSONS_ENDED
        if change.subject is None:
            given, ended = NoticeKind.HOMEROOM_GIVEN, NoticeKind.HOMEROOM_ENDED
        things += [_told(change, staff, given) for staff in change.came]
        things += [_told(change, staff, ended) for staff in change.went]
    tell(things, by=None)


def _told(change: CellChange, staff: StaffMember, kind: NoticeKind) -> Told:
    group, subject = change.class_group, change.subject
    facts = {"class": group.name, "day": change.on.isoformat()}
    return Told(
        user_id=staff.user_id,
        school_id=group.school_id,
        kind=kind,
        about=f"{group.public_id}:{subject.code if subject else ''}",
        facts=facts | ({"subject": subject.name} if subject else {}),
    )


def tell_of_substitution(substitutions: Iterable[Substitution]) -> None:
    """Tell the substitute and the teacher who is away, with assignments and people loaded."""
    things = []
    for each in substitutions:
        lesson, absent = each.assignment, each.absent
        things.append(_stands_in(each, lesson.staff, absent, NoticeKind.STANDS_IN))
        things.append(_stands_in(each, absent, lesson.staff, NoticeKind.HAS_SUBSTITUTE))
    tell(things, by=None)


def _stands_in(
    substitution: Substitution, reader: StaffMember, other: StaffMember, kind: NoticeKind
) -> Told:
    lesson = substitution.assignment
    return Told(
        user_id=reader.user_id,
        school_id=lesson.school_id,
        kind=kind,
        about=f"{lesson.class_group.public_id}:{lesson.subject.code}:{other.public_id}",
        facts={
            "class": lesson.class_group.name,
            "subject": lesson.subject.name,
            "person": other.full_name,
            "day": lesson.starts_on.isoformat(),
            "until": lesson.ends_on.isoformat() if lesson.ends_on else "",
        },
        staff=(other.pk,),
    )


def tell_of_end(substitution: Substitution, on: datetime.date) -> None:
    """Tell both that the substitution is over: the lessons are the first teacher's from the day."""
    lesson = substitution.assignment
    change = CellChange(
        class_group=lesson.class_group,
        subject=lesson.subject,
        on=on,
        came=[substitution.absent],
        went=[lesson.staff],
    )
    tell_of_cells([change])


def tell_of_homerooms(
    rows: Iterable[HomeroomAssignment], on: datetime.date, *, is_over: bool = False
) -> None:
    """Tell substitute and teacher who leads the class from the day on; `is_over`: who again."""
    changes = []
    for row in rows:
        substitute, teacher = [row.staff], [row.absent] if row.absent else []
        came, went = (teacher, substitute) if is_over else (substitute, teacher)
        changes.append(CellChange(row.class_group, None, on, came, went))
    tell_of_cells(changes)
