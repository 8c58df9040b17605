"""Telling teachers what happens to their sheets and classes, in the transaction of the step."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.utils import timezone

from eduportal.accounts.authority import who_may
from eduportal.accounts.roles import DeputyAct
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from grades.models import AgainSheet, MarkSheet
from schools.models import ClassGroup, Term
from staffing.selectors import homeroom_of, people_of_classes, teachers_of_sheets
from students.choices import Ended
from students.models import Enrolment, Student
from students.services import StayChange

# More students in one class at once are told as a number.
MOST_NAMED = 3
NUMBERS = {1: "I", 2: "II"}


def tell_of_sheets(
    sheets: Collection[MarkSheet], kind: NoticeKind, *, by: int | None, words: str = ""
) -> None:
    """Tell the teachers of these sheets of a year, with subject and class loaded: two queries."""
    if not sheets:
        return
    day = _day_of(next(iter(sheets)).class_group)
    teachers = teachers_of_sheets({sheet.class_group_id for sheet in sheets}, day)
    things = [
        Told(
            user_id=staff.user_id,
            school_id=sheet.school_id,
            kind=kind,
            about=str(sheet.public_id),
            key=str(sheet.public_id),
            facts=named(sheet),
            words=words,
        )
        for sheet in sheets
        for staff in teachers.get((sheet.class_group_id, sheet.subject_id), ())
    ]
    tell(things, by=by)


def tell_of_sent_back(sheets: Sequence[tuple[MarkSheet, Enrolment]]) -> None:
    """Tell the teachers of sheets that are open again because of a student: two queries."""
    if not sheets:
        return
    classes = {sheet.class_group_id for sheet, _stay in sheets}
    teachers = teachers_of_sheets(classes, sheets[0][1].school_year.day_in(timezone.localdate()))
    things = [
        Told(
            user_id=staff.user_id,
            school_id=sheet.school_id,
            kind=NoticeKind.SENT_BACK,
            about=str(sheet.public_id),
            key=str(sheet.public_id),
            facts=named(sheet)
            | {"student": stay.student.full_name, "day": stay.starts_on.isoformat()},
            students=(stay.student_id,),
        )
        for sheet, stay in sheets
        for staff in teachers.get((sheet.class_group_id, sheet.subject_id), ())
    ]
    tell(things, by=None)


def tell_of_lacking(sheets: Sequence[tuple[MarkSheet, Enrolment]]) -> None:
    """Tell those who seal a class that students who came lack marks on approved sheets."""
    by_class: defaultdict[ClassGroup, set[int]] = defaultdict(set)
    for sheet, stay in sheets:
        by_class[sheet.class_group].add(stay.student_id)
    things = [
        Told(
            user_id=user_id,
            school_id=group.school_id,
            kind=NoticeKind.LACKING,
            about=str(group.public_id),
            key=str(group.public_id),
            facts={"class": group.name, "count": len(students)},
        )
        for group, students in by_class.items()
        for user_id in who_may(DeputyAct.SEAL, group.school_id)
    ]
    tell(things, by=None)


def tell_of_sealing(class_group: ClassGroup, term: Term, *, by: int) -> None:
    """Tell those who teach or lead the class that its term is sealed: three queries."""
    facts: dict[str, str | int] = {
        "class": class_group.name,
        "number": NUMBERS[term.number],
        "year": str(term.school_year),
    }
    people = people_of_classes({class_group.pk}, _day_of(class_group))
    things = [
        Told(
            user_id=user_id,
            school_id=class_group.school_id,
            kind=NoticeKind.SEALED,
            about=f"{class_group.public_id}:{term.code}",
            facts=facts,
        )
        for user_id in people[class_group.pk]
    ]
    tell(things, by=by)


def tell_of_year(class_group: ClassGroup, kind: NoticeKind, *, by: int, words: str = "") -> None:
    """Tell the heads that the class's proposals are with them, or who leads it that they are back.

    Three queries at most.
    """
    if kind == NoticeKind.YEAR_PROPOSED:
        people = who_may(DeputyAct.SEAL, class_group.school_id)
    else:
        led = homeroom_of(class_group, _day_of(class_group))
        people = {staff.user_id for staff in led if staff.user_id}
    things = [
        Told(
            user_id=user_id,
            school_id=class_group.school_id,
            kind=kind,
            about=str(class_group.public_id),
            key=str(class_group.public_id),
            facts={"class": class_group.name},
            words=words,
        )
        for user_id in people
    ]
    tell(things, by=by)


def tell_of_comments(
    class_group: ClassGroup, term: Term, stays: Sequence[Enrolment], *, by: int
) -> None:
    """Tell who leads the class that comments on these students came back: two queries."""
    if not stays:
        return
    led = homeroom_of(class_group, _day_of(class_group))
    things = [
        Told(
            user_id=staff.user_id,
            school_id=class_group.school_id,
            kind=NoticeKind.COMMENT_BACK,
            about=f"{class_group.public_id}:{term.code}",
            key=f"{class_group.public_id}/{term.code}",
            facts={"class": class_group.name, "count": len(stays)},
        )
        for staff in led
    ]
    tell(things, by=by)


def tell_of_again(sheet: AgainSheet, *, by: int) -> None:
    """Tell the person named that the sheet of a re-assessment is theirs to enter: one query."""
    if sheet.staff is None or sheet.staff.user_id is None:
        return
    told = Told(
        user_id=sheet.staff.user_id,
        school_id=sheet.school_id,
        kind=NoticeKind.AGAIN_GIVEN,
        about=str(sheet.public_id),
        key=str(sheet.public_id),
        facts={"subject": _named(sheet)},
    )
    tell([told], by=by)


def _named(sheet: AgainSheet) -> str:
    """The subject, with the class where the sheet is of one."""
    group = sheet.class_group.name if sheet.class_group else ""
    return f"{sheet.subject.name} {group}".strip()


def tell_of_students(changes: Iterable[StayChange]) -> None:
    """Tell those who teach or lead the classes who came and who left: five queries."""
    came: defaultdict[int, list[tuple[Enrolment, datetime.date]]] = defaultdict(list)
    left: defaultdict[int, list[tuple[Enrolment, datetime.date]]] = defaultdict(list)
    for change in changes:
        if (stay := _arrival(change)) is not None:
            came[stay.class_group_id].append((stay, change.on))
        if (stay := _departure(change)) is not None:
            left[stay.class_group_id].append((stay, change.on))
    if not came and not left:
        return
    classes = ClassGroup.objects.select_related("school_year").in_bulk({*came, *left})
    people = people_of_classes(classes, max(map(_day_of, classes.values())))
    named_stays = [row for stays in (*came.values(), *left.values()) for row in stays[:MOST_NAMED]]
    students = Student.objects.in_bulk({stay.student_id for stay, _on in named_stays})
    ways = (
        (came, NoticeKind.STUDENT_CAME, NoticeKind.STUDENTS_CAME),
        (left, NoticeKind.STUDENT_LEFT, NoticeKind.STUDENTS_LEFT),
    )
    things = [
        thing
        for by_class, one, many in ways
        for class_id, stays in by_class.items()
        for user_id in people[class_id]
        for thing in _told_of(classes[class_id], stays, students, user_id, one, many)
    ]
    tell(things, by=None)


def _told_of(
    group: ClassGroup,
    stays: Sequence[tuple[Enrolment, datetime.date]],
    students: Mapping[int, Student],
    user_id: int,
    one: NoticeKind,
    many: NoticeKind,
) -> Iterator[Told]:
    if len(stays) > MOST_NAMED:
        yield Told(
            user_id=user_id,
            school_id=group.school_id,
            kind=many,
            about=f"{group.public_id}:{timezone.localdate()}",
            facts={"class": group.name, "count": len(stays)},
        )
        return
    for stay, on in stays:
        # The page of a student who has left may be another school's.
        is_here = one == NoticeKind.STUDENT_CAME
        student = students[stay.student_id]
        yield Told(
            user_id=user_id,
            school_id=group.school_id,
            kind=one,
            about=f"{group.public_id}:{student.public_id}",
            key=str(student.public_id) if is_here else "",
            facts={"class": group.name, "student": student.full_name, "day": on.isoformat()},
            students=(student.pk,),
        )


def _arrival(change: StayChange) -> Enrolment | None:
    """The stay with which a student comes to a class; None where only a word changes."""
    stay = change.new
    return stay if stay is not None and change.on <= stay.school_year.ends_on else None


def _departure(change: StayChange) -> Enrolment | None:
    """The stay with which a student leaves a class; who comes back had left before."""
    old, new = change.old, change.new
    if old is None or (new is not None and new.class_group_id == old.class_group_id):
        return None
    came_back = new is not None and not change.undone and old.ended not in ("", Ended.CLASS_CHANGE)
    return None if came_back else old


def _day_of(group: ClassGroup) -> datetime.date:
    """Today, or the nearest day of the class's year: who taught a year that is over is told too."""
    return group.school_year.day_in(timezone.localdate())


def named(sheet: MarkSheet) -> dict[str, str | int]:
    """What a notice calls the sheet."""
    return {"subject": sheet.subject.name, "class": sheet.class_group.name}
