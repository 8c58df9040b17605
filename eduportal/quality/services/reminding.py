"""Reminding those who mend and answer of what is overdue."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.quality.checks import Rule
from eduportal.quality.choices import Move, State
from eduportal.quality.models import Finding, FindingStep
from eduportal.quality.selectors.owners import owners_by_school
from eduportal.quality.selectors.places import Place


def remind(*, rule: Rule, place: Place, user: User) -> int:
    """Remind of the overdue findings of one rule in the place; how many schools were reminded.

    A finding is asked about once a day.
    """
    today = timezone.localdate()
    told = FindingStep.objects.filter(rule=rule.code, kind=Move.REMINDED, at__date=today)
    overdue = Finding.objects.filter(place.at(), rule=rule.code, state=State.OPEN, due_on__lt=today)
    overdue = overdue.exclude(pk__in=told.values("finding"))
    by_school: defaultdict[int, list[Finding]] = defaultdict(list)
    with transaction.atomic():
        for finding in overdue.select_for_update(of=("self",)):
            by_school[finding.school_id].append(finding)
        FindingStep.objects.bulk_create(
            FindingStep(school_id=school, finding=each, rule=rule.code, kind=Move.REMINDED, by=user)
            for school, found in by_school.items()
            for each in found
        )
        _tell(rule, by_school, user)
    return len(by_school)


def _tell(rule: Rule, by_school: Mapping[int, Sequence[Finding]], user: User) -> None:
    owners = owners_by_school(list(by_school), rule.owner)
    tell(
        (
            Told(
                user_id=owner,
                school_id=school,
                kind=NoticeKind.DATA_OVERDUE,
                about=f"{rule.code} {school}",
                key=rule.code,
                facts={"code": rule.code, "count": len(found)},
            )
            for school, found in by_school.items()
            for owner in owners[school]
        ),
        by=user.pk,
    )
