"""What the nightly clean-up deletes of plans; eduportal/privacy/retention.py says when."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils import timezone

from eduportal.core.keeping import Kept
from staffing.models import (
    InputSnapshot,
    LineConsent,
    LineObjection,
    Scenario,
    StaffDecision,
)


@dataclass(frozen=True)
class EndedPlans:
    """Plans that move teachers whose school year is over, with their lines, what was said about
    them, and the facts no other plan rests on. A plan that led to a decision stays: it says why.
    """

    def clear(self, kept: Kept, most: int) -> int:
        ended = self._rows().filter(school_year__ends_on__lt=timezone.localdate(kept.before()))
        keys = list(
            ended.order_by("school_year__ends_on", "pk").values_list("pk", flat=True)[:most]
        )
        if keys:
            for model in (LineObjection, LineConsent):
                model.objects.filter(line__scenario__in=keys).delete()
            Scenario.objects.filter(pk__in=keys).delete()
            used = Scenario.objects.filter(snapshot=OuterRef("pk"))
            InputSnapshot.objects.filter(~Exists(used)).delete()
        return len(keys)

    def oldest(self) -> datetime.datetime | None:
        day = self._rows().aggregate(oldest=Min("school_year__ends_on"))["oldest"]
        if day is None:
            return None
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))

    def _rows(self) -> QuerySet[Scenario]:
        decided = StaffDecision.objects.filter(line__scenario=OuterRef("pk"))
        return Scenario.objects.filter(~Exists(decided))


PLANS = EndedPlans()
