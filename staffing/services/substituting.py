"""The only writer of substitutions."""

import datetime
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from staffing.choices import StaffStatus
from staffing.models import StaffMember, Substitution, TeachingAssignment
from staffing.selectors.substitutes import lessons_of, revision_of_lessons
from staffing.services.errors import StaffRefused, require_none
from staffing.services.spans import cut
from staffing.services.telling import tell_of_end, tell_of_substitution


def stand_in(
    *,
    absent: StaffMember,
    substitute: StaffMember,
    year: SchoolYear,
    lesson_ids: Collection[int],
    shown: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> list[Substitution]:
    """Let a teacher give another's lessons from a day to a day, marks included.

    `lesson_ids` names assignments of the absent teacher in force on the first day, `shown` is the
    revision of the list the user chose from. Raises StaffRefused with every reason.
    """
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=absent.school_id)
        lessons = lessons_of(absent, year, starts_on)
        if revision_of_lessons(lessons) != shown:
            raise StaffRefused(
                [_("The teacher's lessons have changed since this page was opened.")]
            )
        chosen = [row for row in lessons if row.pk in lesson_ids]
        problems = _problems(absent, substitute, chosen, starts_on, ends_on)
        if not year.starts_on <= starts_on <= ends_on <= year.ends_on:
            problems.append(_("First and last day must follow each other within the school year."))
        require_none(problems)
        made = [_record(row, substitute, starts_on, ends_on) for row in chosen]
        tell_of_substitution(made)
        return made


def end_substitution(*, substitution: Substitution, shown: str) -> None:
    """End a substitution today; one that has not begun is taken back. Raises StaffRefused.

    `shown` is the last day the page named.
    """
    with transaction.atomic():
        rows = TeachingAssignment.objects.select_for_update(no_key=True)
        row = rows.get(pk=substitution.assignment_id)
        today = timezone.localdate()
        if str(row.ends_on) != shown:
            raise StaffRefused(
                [_("The substitution has changed since this page was opened. Nothing was done.")]
            )
        if row.ends_on is not None and row.ends_on < today:
            raise StaffRefused([_("The substitution is over.")])
        tell_of_end(substitution, today)
        cut(row, today)


def _problems(
    absent: StaffMember,
    substitute: StaffMember,
    chosen: Sequence[TeachingAssignment],
    first: datetime.date,
    last: datetime.date,
) -> list[str]:
    problems = []
    if not chosen:
        problems.append(_("Choose at least one lesson."))
    if substitute.school_id != absent.school_id or substitute.status == StaffStatus.LEFT:
        problems.append(_("The substitute is not on the school's staff."))
    if substitute == absent:
        problems.append(_("Nobody stands in for himself or herself."))
    for row in chosen:
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
