"""The only writer of substitutions."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from schools.services import lock_classes
from staffing.models import HomeroomAssignment, StaffMember, Substitution, TeachingAssignment
from staffing.selectors.staff import choosable_staff
from staffing.selectors.substitutes import Work, work_of
from staffing.services.errors import StaffRefused, require_none
from staffing.services.homerooms import lead_again, lead_meanwhile
from staffing.services.spans import cut
from staffing.services.telling import tell_of_end, tell_of_homerooms, tell_of_substitution


def stand_in(
    *,
    absent: StaffMember,
    substitute: StaffMember,
    year: SchoolYear,
    lesson_ids: Collection[int],
    homeroom_ids: Collection[int] = (),
    shown: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> list[Substitution | HomeroomAssignment]:
    """Let a teacher give another's lessons, and lead the classes, from a day to a day.

    The ids name assignments of the absent teacher in force on the first day, `shown` is the
    revision of the list the user chose from. Raises StaffRefused with every reason.
    """
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=absent.school_id)
        work = _locked_work(absent, year, starts_on, shown)
        chosen = Work(
            [row for row in work.lessons if row.pk in lesson_ids],
            [row for row in work.homerooms if row.pk in homeroom_ids],
        )
        require_none(_problems(absent, substitute, chosen, year, starts_on, ends_on))
        led = [lead_meanwhile(row, substitute, starts_on, ends_on) for row in chosen.homerooms]
        given = [_record(row, substitute, starts_on, ends_on) for row in chosen.lessons]
        tell_of_substitution(given)
        tell_of_homerooms(led, starts_on)
        return [*given, *led]


def _locked_work(absent: StaffMember, year: SchoolYear, day: datetime.date, shown: str) -> Work:
    """What the teacher gives and leads on the day, if as shown; the classes led are locked."""
    lock_classes({row.class_group_id for row in work_of(absent, year, day).homerooms})
    work = work_of(absent, year, day)
    if work.revision != shown:
        raise StaffRefused([_("The teacher's lessons have changed since this page was opened.")])
    return work


def end_substitution(*, substitution: Substitution, shown: str) -> None:
    """End a substitution today; one that has not begun is taken back. Raises StaffRefused.

    `shown` is the last day the page named.
    """
    with transaction.atomic():
        rows = TeachingAssignment.objects.select_for_update(no_key=True)
        row = rows.filter(pk=substitution.assignment_id).first()
        today = _today_if_possible(row.ends_on if row else None, shown)
        tell_of_end(substitution, today)
        cut(row or substitution.assignment, today)


def end_homeroom_substitution(*, homeroom: HomeroomAssignment, shown: str) -> None:
    """The same of a class led for an absent teacher, who leads it again from today."""
    with transaction.atomic():
        lock_classes([homeroom.class_group_id])
        row = HomeroomAssignment.objects.filter(pk=homeroom.pk).first()
        today = _today_if_possible(row.ends_on if row else None, shown)
        tell_of_homerooms([row or homeroom], today, is_over=True)
        lead_again(row or homeroom, today)


def _today_if_possible(ends_on: datetime.date | None, shown: str) -> datetime.date:
    """Today; raises StaffRefused for a substitution that is over or not as it was shown."""
    today = timezone.localdate()
    if ends_on is None or str(ends_on) != shown:
        raise StaffRefused(
            [_("The substitution has changed since this page was opened. Nothing was done.")]
        )
    if ends_on < today:
        raise StaffRefused([_("The substitution is over.")])
    return today


def _not_led(homerooms: Sequence[HomeroomAssignment], last: datetime.date) -> list[str]:
    """A sentence for each class that another person leads before the last day."""
    return [
        _("The teacher leads class %(class)s until %(day)s only.")
        % {"class": row.class_group.name, "day": f"{row.ends_on:%d/%m/%Y}"}
        for row in homerooms
        if row.ends_on is not None and row.ends_on < last
    ]


def _problems(
    absent: StaffMember,
    substitute: StaffMember,
    chosen: Work,
    year: SchoolYear,
    first: datetime.date,
    last: datetime.date,
) -> list[str]:
    problems = []
    if not chosen.lessons and not chosen.homerooms:
        problems.append(_("Choose at least one lesson or class."))
    if not year.starts_on <= first <= last <= year.ends_on:
        problems.append(_("First and last day must follow each other within the school year."))
    # Asked anew under the school's lock: the person may be gone since the form was read.
    if substitute not in choosable_staff(absent.school):
        problems.append(_("The substitute is not on the school's staff."))
    if substitute == absent:
        problems.append(_("Nobody stands in for himself or herself."))
    problems += _not_led(chosen.homerooms, last)
    return problems + _given_already(absent, substitute, chosen.lessons, first, last)


def _given_already(
    absent: StaffMember,
    substitute: StaffMember,
    lessons: Sequence[TeachingAssignment],
    first: datetime.date,
    last: datetime.date,
) -> list[str]:
    """A sentence for each lesson the substitute gives, or that has a substitute, on these days."""
    problems = []
    for row in lessons:
        cell = TeachingAssignment.objects.filter(
            class_group=row.class_group_id, subject=row.subject_id
        ).touching(first, last)
        names = {"subject": row.subject.name, "class": row.class_group.name}
        if cell.filter(staff=substitute).exists():
            sentence = _("The substitute gives %(subject)s in %(class)s on these days already.")
            problems.append(sentence % names)
        elif cell.filter(substitution__absent=absent).exists():
            sentence = _("%(subject)s in %(class)s has a substitute on some of these days.")
            problems.append(sentence % names)
    return problems


def _record(
    lesson: TeachingAssignment,
    substitute: StaffMember,
    first: datetime.date,
    last: datetime.date,
) -> Substitution:
    assignment = TeachingAssignment.objects.create(
        school_id=lesson.school_id,
        staff=substitute,
        class_group=lesson.class_group,
        subject=lesson.subject,
        weekly_periods=lesson.weekly_periods,
        starts_on=first,
        ends_on=last,
    )
    return Substitution.objects.create(
        school_id=lesson.school_id, assignment=assignment, absent=lesson.staff
    )
