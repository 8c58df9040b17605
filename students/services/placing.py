"""Placing the students of a list in the classes of one year."""

import copy
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.bulk import insert_new
from schools.models import ClassGroup, SchoolYear
from schools.services import lock_classes
from students.choices import OPEN_TRANSFERS, Began, Direction, Ended, StudentStatus
from students.models import Enrolment, Student, Transfer
from students.selectors import last_stays
from students.services.stays import (
    ONE_DAY,
    StayChange,
    announce,
    require_none,
    sealed_sentences,
    succeed,
    unreported,
)

STAY = tuple(field.attname for field in Enrolment._meta.concrete_fields)


@dataclass(frozen=True)
class Seat:
    """Where a list puts a student: the class, with which status, since when if it says so."""

    class_name: str
    status: StudentStatus
    on: datetime.date | None = None

    @property
    def is_present(self) -> bool:
        return self.status in StudentStatus.present()


def comes_on(year: SchoolYear, seat: Seat, *, is_new: bool) -> datetime.date:
    """The first day in the class: a newcomer is there from the beginning, unless transferred in."""
    if is_new and seat.status != StudentStatus.TRANSFERRED_IN:
        return year.starts_on
    return year.day_in(seat.on or timezone.localdate())


@dataclass
class YearOfSchool:
    """One school's year while a list is written: its classes and their last positions."""

    school_id: int
    year: SchoolYear
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    positions: dict[int, int] = field(default_factory=dict)

    def load_positions(self) -> None:
        self.positions = dict(
            Enrolment.objects.filter(class_group__in=self.classes.values())
            .values_list("class_group")
            .annotate(Max("position"))
        )

    def next_position(self, class_group: ClassGroup) -> int:
        position = self.positions.get(class_group.pk, 0) + 1
        self.positions[class_group.pk] = position
        return position

    @property
    def is_running(self) -> bool:
        return self.year.ends_on >= timezone.localdate()

    @property
    def today(self) -> datetime.date:
        """Today, or the nearest day of the year."""
        return self.year.day_in(timezone.localdate())


def place_students(
    year: YearOfSchool,
    seats: Sequence[Seat],
    keys: Sequence[int],
    known: Mapping[int, Student],
) -> None:
    """Write the stays the list asks for; each student's newest stay decides what changes.

    `keys` are the students' ids in the order of the seats; `known` are those who were in the
    register before: the others have no stay. Raises StayRefused for a class whose term is sealed
    on the day.
    """
    last = last_stays(student__in=known, school_year=year.year) if known else {}
    changes = [
        change
        for seat, key in zip(seats, keys, strict=True)
        for change in _changes(year, seat, key, last.get(key))
    ]
    lock_classes({pk for change in changes for pk in change.class_ids})
    _require_open(changes, known)
    _write(changes)
    announce(changes)


def _require_open(changes: Sequence[StayChange], known: Mapping[int, Student]) -> None:
    """Nobody comes or moves on a sealed day, and nobody has left before a term sealed with them."""
    days: dict[datetime.date, set[int]] = {}
    for change in changes:
        if change.new is not None:
            days.setdefault(change.on, set()).update(change.class_ids)
    problems = [text for on, classes in days.items() for text in sealed_sentences(classes, on)]
    problems += [
        text
        for change in changes
        if change.new is None and change.old is not None and change.old.ends_on is not None
        for text in unreported(change.old, change.old.ends_on)
    ]
    coming = {change.new.student_id for change in changes if change.new is not None}
    away = _away([student for key, student in known.items() if key in coming]) if known else []
    require_none(sorted(set(problems)) + away)


def _away(coming: Sequence[Student]) -> list[str]:
    """Students whom another school has, or is about to: no list brings them back."""
    keys = [student.pk for student in coming]
    ways = Transfer.objects.filter(student_key__in=keys, direction=Direction.OUT)
    leaving = set(ways.filter(state__in=OPEN_TRANSFERS).values_list("student_key", flat=True))
    return [
        _("%(student)s is at another school, or on the way there: see the page “Transfers”.")
        % {"student": student.full_name}
        for student in coming
        if not student.is_current or student.pk in leaving
    ]


def _write(changes: Sequence[StayChange]) -> None:
    stays = [stay for change in changes for stay in (change.old, change.new) if stay is not None]
    known = {stay.pk: stay for stay in stays if stay.pk}
    fields = ["class_group", "position", "began", "ends_on", "ended", "succeeded_on"]
    # Those who leave a class first: a student is in one class a day.
    for has_left in (True, False):
        some = [stay for stay in known.values() if (stay.ends_on is not None) is has_left]
        Enrolment.objects.bulk_update(some, fields, batch_size=500)
    insert_new([stay for stay in stays if not stay.pk])


def _changes(
    year: YearOfSchool, seat: Seat, student_id: int, last: Enrolment | None
) -> Iterator[StayChange]:
    target = year.classes[seat.class_name]
    if last is None:
        yield _first(year, seat, student_id, target)
    elif last.class_group_id == target.pk:
        yield from _same_class(year, seat, last)
    elif last.ends_on is None and comes_on(year.year, seat, is_new=False) <= last.starts_on:
        yield _corrected(year, last, target)
    else:
        yield _moved(year, seat, last, target)


def _first(year: YearOfSchool, seat: Seat, student_id: int, target: ClassGroup) -> StayChange:
    came = seat.status == StudentStatus.TRANSFERRED_IN
    values = {
        "school_id": year.school_id,
        "student_id": student_id,
        "class_group_id": target.pk,
        "school_year_id": year.year.pk,
        "position": year.next_position(target),
        "starts_on": comes_on(year.year, seat, is_new=True),
        "began": Began.TRANSFER if came else Began.ENROLLED,
        "ended": "",
    }
    # By place: naming the fields takes Django three times as long, and lists have many rows.
    stay = Enrolment.from_db(None, STAY, [values.get(name) for name in STAY])
    stay.school_year = year.year
    _end(year, seat, stay)
    return StayChange(None, stay, stay.starts_on)


def _same_class(year: YearOfSchool, seat: Seat, stay: Enrolment) -> Iterator[StayChange]:
    if seat.is_present and stay.ends_on is not None:
        on = stay.ends_on + ONE_DAY
        stay.ends_on, stay.ended = None, ""
        yield StayChange(None, stay, on)
    elif not seat.is_present and stay.status != seat.status:
        _end(year, seat, stay)
        yield StayChange(stay, None, (stay.ends_on or year.today) + ONE_DAY)
    elif seat.status == StudentStatus.TRANSFERRED_IN and stay.began == Began.ENROLLED:
        stay.began = Began.TRANSFER
        # Only the word changes: from no day on does anybody sit elsewhere.
        yield StayChange(None, stay, year.year.ends_on + ONE_DAY)


def _corrected(year: YearOfSchool, stay: Enrolment, target: ClassGroup) -> StayChange:
    """On its first day, or before it, a stay is put right instead of ended."""
    before = copy.copy(stay)
    stay.class_group, stay.position = target, year.next_position(target)
    return StayChange(before, stay, stay.starts_on)


def _moved(year: YearOfSchool, seat: Seat, old: Enrolment, target: ClassGroup) -> StayChange:
    """A change of class, or a return to another one."""
    earliest = (old.ends_on or old.starts_on) + ONE_DAY
    on = max(comes_on(year.year, seat, is_new=False), earliest)
    came_back = old.ends_on is not None
    if not came_back:
        old.ends_on, old.ended = on - ONE_DAY, Ended.CLASS_CHANGE
    new = succeed(old, target, on, Began.RETURN if came_back else Began.CLASS_CHANGE)
    new.position = year.next_position(target)
    _end(year, seat, new)
    return StayChange(old, new, on)


def _end(year: YearOfSchool, seat: Seat, stay: Enrolment) -> None:
    """Give the stay the end the list names, if it names one."""
    if seat.is_present:
        return
    completed = seat.status == StudentStatus.COMPLETED
    day = seat.on or (year.year.ends_on if completed else year.today)
    stay.ends_on, stay.ended = max(day, stay.starts_on), Ended(seat.status)
