"""Requests for correction: written down, answered, done or refused.

The correction itself is made on the pages of the register, under their own rules.
"""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import Membership, User
from eduportal.privacy.choices import EDGES, ENDED, CorrectionState
from eduportal.privacy.models import Correction
from students.models import Student

# Law 91/2025/QH15, from secondary sources (docs/security.md): an answer within 2 working days.
WORKING_DAYS_TO_ANSWER = 2
SATURDAY = 5


class StepRefused(Exception):
    """The step is not possible; the text is the sentence for the user. Nothing was changed."""


def after_working_days(day: datetime.date, number: int) -> datetime.date:
    """The day so many working days later. Public holidays count as working days."""
    while number:
        day += datetime.timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def write_down(
    *,
    about: Student | User,
    school_ids: Collection[int] | None,
    asked_by: str,
    came_on: datetime.date,
    wrong: str,
    user: User,
) -> Correction:
    """Keep a request. One about an account belongs to the school where its newest role began.

    Of the writer's schools, that is; None stands for every school.
    """
    if isinstance(about, Student):
        named = {"student": about, "school_id": about.school_id}
    else:
        named = {"account": about, "school_id": _school_of(about, school_ids)}
    return Correction.objects.create(
        **named,
        asked_by=asked_by,
        came_on=came_on,
        wrong=wrong,
        answer_due=after_working_days(came_on, WORKING_DAYS_TO_ANSWER),
        done_due=came_on + datetime.timedelta(days=settings.EDUPORTAL_CORRECTION_DAYS),
        written_by=user,
    )


def _school_of(account: User, school_ids: Collection[int] | None) -> int | None:
    roles = Membership.objects.filter(user=account, school__isnull=False)
    if school_ids is not None:
        roles = roles.filter(school__in=school_ids)
    return roles.order_by("-starts_on", "-pk").values_list("school", flat=True).first()


def move(*, correction: Correction, seen: str, step: str, end: str, user: User) -> None:
    """Take the request one step on from the state the user saw.

    One conditional UPDATE: of two at once, the second raises StepRefused.
    """
    if step not in EDGES.get(CorrectionState(seen), []):
        raise StepRefused(_("This step is not possible."))
    now = timezone.now()
    changes: dict[str, object] = {"state": step}
    if step in ENDED:
        if not end.strip():
            raise StepRefused(_("Write what was done, or why the request is refused."))
        changes |= {"end": end.strip(), "ended_at": now, "ended_by": user}
    if seen == CorrectionState.OPEN:
        changes["answered_at"] = now
    if not Correction.objects.filter(pk=correction.pk, state=seen).update(**changes):
        raise StepRefused(_("The request has meanwhile been moved by another person."))
