"""The only writer of quotas."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from schools.models import School, SchoolYear
from staffing.choices import PostKind
from staffing.models import Quota
from staffing.services.errors import StaffRefused, require_none


@dataclass(frozen=True)
class QuotaFacts:
    """What a decision gives a school of one kind of post, and what the plan lets it recruit."""

    posts: int
    decision: str
    decided_on: datetime.date
    approved: int | None = None
    filled: int | None = None
    plan: str = ""


def record_quota(
    *, school: School, year: SchoolYear, kind: PostKind, facts: QuotaFacts, shown: str
) -> Quota:
    """Record or correct the quota of the year. Raises StaffRefused.

    `shown` is the quota's revision on the page, empty where there was none.
    """
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        which = {"school": school, "school_year": year, "kind": kind}
        quota = Quota.objects.filter(**which).first()
        if quota_revision(quota) != shown:
            changed = _("The quota has changed since this page was opened. Nothing was done.")
            raise StaffRefused([changed])
        require_none(quota_problems(facts))
        quota = quota or Quota(**which)
        for name, value in vars(facts).items():
            setattr(quota, name, value)
        quota.save()
        return quota


def remove_quota(*, quota: Quota, shown: str) -> None:
    """Remove the quota of a year that was recorded by mistake. Raises StaffRefused."""
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=quota.school_id)
        stored = Quota.objects.filter(pk=quota.pk).first()
        if quota_revision(stored) != shown:
            raise StaffRefused(
                [_("The quota has changed since this page was opened. Nothing was done.")]
            )
        Quota.objects.filter(pk=quota.pk).delete()


def quota_revision(quota: Quota | None) -> str:
    """What a page shows of the quota, as one text; empty without one."""
    if quota is None:
        return ""
    numbers = (quota.posts, quota.decision, quota.decided_on, quota.approved, quota.filled)
    return " ".join(map(str, (*numbers, quota.plan)))


def quota_problems(facts: QuotaFacts) -> list[str]:
    """A sentence for each reason why the quota cannot be recorded so."""
    problems = []
    if (facts.approved is None) != (facts.filled is None):
        problems.append(_("Give both numbers of the recruitment, or neither."))
    if facts.approved is not None and facts.filled is not None and facts.filled > facts.approved:
        problems.append(_("More posts cannot be filled than were to be recruited."))
    return problems
