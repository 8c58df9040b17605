"""Reminding schools of leavers of whom nothing is known, before the day they answer by."""

import datetime
from collections.abc import Iterable

from eduportal.accounts.models import Membership
from eduportal.accounts.roles import ACTIONS, Role
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell_once
from eduportal.scoping.actions import Action
from schools.rules.reminding import mark_of
from students.models import LeaverCohort
from students.paths.vocabulary import Destination
from students.selectors.leavers import cohorts, counts_by_school

KEEPERS = [role for role in Role if Action.KEEP_REGISTER in ACTIONS[role]]


def remind(today: datetime.date) -> int:
    """Tell those who keep the register of schools that have to answer; how many.

    Called where every school is in scope. Nobody is told twice of one reminder. Safe to run twice,
    and a night later.
    """
    return tell_once(
        told
        for cohort in cohorts()
        if cohort.year == today.year
        for told in _of_cohort(cohort, today)
    )


def _of_cohort(cohort: LeaverCohort, today: datetime.date) -> Iterable[Told]:
    mark = mark_of(cohort.answer_by, today)
    if mark is None:
        return
    unknown = {
        school: sum(counts[Destination.UNKNOWN] for counts in by_sex.values())
        for school, by_sex in counts_by_school(cohort, today).items()
    }
    waiting = [school for school, count in unknown.items() if count]
    held = Membership.objects.in_force().filter(role__in=KEEPERS, school__in=waiting)
    for user, school in held.values_list("user_id", "school_id").distinct():
        facts: dict[str, str | int] = {
            "count": unknown[school],
            "grade": str(cohort.grade),
            "day": cohort.answer_by.isoformat(),
        }
        about = f"{cohort.code} {mark} {school}"
        yield Told(user, school, NoticeKind.LEAVERS_UNKNOWN, about, facts)
