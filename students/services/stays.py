"""The only writer of stays: who sits in which class from when to when."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from eduportal import registry
from schools.models import ClassGroup, School, Term
from schools.services import lock_classes
from students.choices import OPEN_TRANSFERS, Began, Direction, Ended
from students.models import Enrolment, Student, Transfer

ONE_DAY = datetime.timedelta(days=1)


class StayRefused(ValueError):
    """A change of a stay that cannot be; `problems` holds a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class StayChange:
    """One event: the stay that ended, the one that began, and the first day of the difference.

    `undone`: `old` is taken back as if it had never been, and `new` goes on.
    """

    old: Enrolment | None
    new: Enrolment | None
    on: datetime.date
    undone: bool = False

    @property
    def old_never_was(self) -> bool:
        """Taken back, or put right on its first day: no line of it stays."""
        put_right = self.old is not None and self.new is not None and self.old.pk == self.new.pk
        return self.undone or put_right

    @property
    def class_ids(self) -> set[int]:
        return {stay.class_group_id for stay in (self.old, self.new) if stay is not None}


def change_class(*, enrolment_id: int, shown: str, to: ClassGroup, on: datetime.date) -> Enrolment:
    """Move a student to another class of the same grade from a day on; returns the new stay.

    Vietnamese: chuyển lớp. Marks follow (eduportal.registry.ON_STAYS_CHANGED). `shown` is the
    revision of the stay the user looked at. Raises StayRefused.
    """
    with transaction.atomic():
        old = locked_stay(enrolment_id, shown)
        lock_classes({old.class_group_id, to.pk})
        problems = _misfits(old, to) + _bad_days(old, on, earliest=old.starts_on + ONE_DAY)
        require_none(problems or sealed_sentences({old.class_group_id, to.pk}, on))
        new = succeed(old, to, on, Began.CLASS_CHANGE)
        new.position = last_position(to) + 1
        old.ends_on, old.ended = on - ONE_DAY, Ended.CLASS_CHANGE
        old.save(update_fields=["ends_on", "ended", "succeeded_on"])
        new.save()
        announce([StayChange(old, new, on)])
        return new


def end_stay(*, enrolment_id: int, shown: str, on: datetime.date, ended: Ended) -> Enrolment:
    """Record a student's last day in a class: left, transferred out, suspended, completed.

    The marks stay where they are; what was due later is no gap. Raises StayRefused.
    """
    if ended == Ended.CLASS_CHANGE:
        raise ValueError(ended)
    with transaction.atomic():
        stay = locked_stay(enrolment_id, shown)
        lock_classes({stay.class_group_id})
        require_none(_bad_days(stay, on, earliest=stay.starts_on) or unreported(stay, on))
        stay.ends_on, stay.ended = on, ended
        stay.save(update_fields=["ends_on", "ended"])
        follow_status(stay)
        announce([StayChange(stay, None, on + ONE_DAY)])
        return stay


def come_back(*, enrolment_id: int, shown: str, to: ClassGroup, on: datetime.date) -> Enrolment:
    """Enrol a student who had left the school again, in the same year; returns the new stay.

    Vietnamese: học sinh trở lại học. The marks of the year follow. Raises StayRefused.
    """
    with transaction.atomic():
        old = locked_stay(enrolment_id, shown)
        if old.ends_on is None or old.succeeded_on is not None:
            raise StayRefused([_("The student has not left.")])
        lock_classes({old.class_group_id, to.pk})
        problems = not_here(old) + _misfits(old, to, again=True)
        problems += _bad_days(old, on, earliest=old.ends_on + ONE_DAY, has_left=True)
        require_none(problems or sealed_sentences({old.class_group_id, to.pk}, on))
        new = succeed(old, to, on, Began.RETURN)
        new.position = last_position(to) + 1
        old.save(update_fields=["succeeded_on"])
        new.save()
        follow_status(new)
        announce([StayChange(old, new, on)])
        return new


def locked_stay(enrolment_id: int, shown: str) -> Enrolment:
    """The stay, with the school's roster locked until the transaction ends.

    One change of a school's roster at a time, lists and single students alike. Raises
    Enrolment.DoesNotExist, and StayRefused when the stay is not as it was shown.
    """
    school_id = Enrolment.objects.values_list("school_id", flat=True).get(pk=enrolment_id)
    lock_roster(school_id)
    stays = Enrolment.objects.select_related("student", "class_group", "school_year")
    stay = stays.get(pk=enrolment_id)
    if stay.revision != shown:
        raise StayRefused(
            [_("The student's class has changed since this page was opened. Nothing was done.")]
        )
    return stay


def lock_roster(school_id: int) -> None:
    """Lock who sits where in a school until the transaction ends."""
    School.objects.select_for_update(no_key=True).get(pk=school_id)


def lock_student(student: Student) -> None:
    """Lock the roster as long as the student is on it. Raises StayRefused for one removed."""
    lock_roster(student.school_id)
    if not Student.objects.filter(pk=student.pk).exists():
        raise StayRefused([_("The student has been removed since this page was opened.")])


def predecessor_of(stay: Enrolment) -> Enrolment | None:
    """The stay of the same year that this one came after."""
    stays = Enrolment.objects.filter(student=stay.student_id, school_year=stay.school_year_id)
    return stays.select_related("class_group").filter(succeeded_on=stay.starts_on).first()


def succeed(old: Enrolment, to: ClassGroup, on: datetime.date, began: Began) -> Enrolment:
    """The stay that comes after `old`, in memory; `old` knows it."""
    old.succeeded_on = on
    return Enrolment(
        school_id=old.school_id,
        student=old.student,
        class_group=to,
        school_year_id=to.school_year_id,
        starts_on=on,
        began=began,
    )


def last_position(class_group: ClassGroup) -> int:
    """The highest place in the class's list."""
    stays = Enrolment.objects.filter(class_group=class_group)
    return stays.aggregate(last=Max("position"))["last"] or 0


def announce(changes: Iterable[StayChange]) -> None:
    """Let the mark book follow, in this transaction (eduportal.registry.ON_STAYS_CHANGED)."""
    if changes := list(changes):
        for name in registry.ON_STAYS_CHANGED:
            import_string(name)(changes)


def sealed_sentences(class_ids: Iterable[int], on: datetime.date) -> list[str]:
    """Why nobody comes to or goes from a class to another on the day: one for each sealed class."""
    sealed = last_sealed(class_ids)
    names = ClassGroup.objects.in_bulk([pk for pk, term in sealed.items() if on <= term.ends_on])
    return [
        _(
            "%(term)s of class %(class)s is sealed. The change is possible from %(first)s on; an "
            "earlier day needs an amendment of what is sealed."
        )
        % {
            "term": sealed[pk].get_number_display(),
            "class": group.name,
            "first": f"{sealed[pk].ends_on + ONE_DAY:%d/%m/%Y}",
        }
        for pk, group in names.items()
    ]


def last_sealed(class_ids: Iterable[int]) -> dict[int, Term]:
    """The newest sealed term of each class that has one (eduportal.registry.LAST_SEALED)."""
    found: dict[int, Term] = import_string(registry.LAST_SEALED)(set(class_ids))
    return found


def unreported(stay: Enrolment, on: datetime.date) -> list[str]:
    """Why the student cannot have left by the day: a class has reported him or her since."""
    term = last_sealed([stay.class_group_id]).get(stay.class_group_id)
    if term is None or on >= term.starts_on:
        return []
    return [
        _("%(term)s is sealed with this student: the last day is %(first)s or later.")
        % {"term": term.get_number_display(), "first": f"{term.starts_on:%d/%m/%Y}"}
    ]


def not_here(stay: Enrolment) -> list[str]:
    """Why a student who has left cannot simply come back: another school has him or her, or may."""
    if not stay.student.is_current:
        return [_("The student is at another school now. Ask for the transfer.")]
    ways = Transfer.objects.filter(student_key=stay.student_id, direction=Direction.OUT)
    if ways.filter(state__in=OPEN_TRANSFERS).exists():
        return [_("A transfer of this student is under way. Take it back first.")]
    return []


def _misfits(old: Enrolment, to: ClassGroup, *, again: bool = False) -> list[str]:
    here = old.class_group
    if (to.school_id, to.school_year_id) != (here.school_id, here.school_year_id):
        return [_("The class is not one of the same school and year.")]
    if to.pk == here.pk and not again:
        return [_("The student is in class %(class)s already.") % {"class": to.name}]
    if (to.grade_level_id, to.programme) != (here.grade_level_id, here.programme):
        return [
            _("Class %(to)s is of another grade or programme than %(from)s.")
            % {"to": to.name, "from": here.name}
        ]
    return []


def _bad_days(
    stay: Enrolment, on: datetime.date, *, earliest: datetime.date, has_left: bool = False
) -> list[str]:
    if stay.ends_on is not None and not has_left:
        return [
            _("The student left class %(class)s on %(day)s.")
            % {"class": stay.class_group.name, "day": f"{stay.ends_on:%d/%m/%Y}"}
        ]
    latest = stay.school_year.day_in(timezone.localdate())
    if not earliest <= on <= latest:
        return [
            _("The day must be from %(first)s to %(last)s.")
            % {"first": f"{earliest:%d/%m/%Y}", "last": f"{latest:%d/%m/%Y}"}
        ]
    return []


def follow_status(stay: Enrolment) -> None:
    """The student's status is that of the newest stay."""
    stay.student.status = stay.status
    stay.student.save(update_fields=["status"])


def require_none(problems: Sequence[str]) -> None:
    """Raise StayRefused if there is a reason."""
    if problems:
        raise StayRefused(problems)
