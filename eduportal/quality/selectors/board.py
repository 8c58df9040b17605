"""The rules of data quality with what they have found in a place, and how reliable each is."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import (
    Aggregate,
    Count,
    F,
    FloatField,
    Func,
    IntegerField,
    Min,
    Q,
    Sum,
)
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks import RULES, Rule, all_rules
from eduportal.quality.choices import ENDING, OPENING, State
from eduportal.quality.models import Finding, FindingStep, RuleStanding, SchoolCheck
from eduportal.quality.selectors.places import Place

WEEKS = 7
STANDING_DAYS = 90
# Fewer findings that ended say nothing of a rule.
FEWEST_ENDED = 10
PLACES_SHOWN = 8
PERCENT = 100


class Median(Aggregate):
    """The middle of the values."""

    function = "percentile_cont"
    template = "%(function)s(0.5) within group (order by %(expressions)s)"
    output_field = FloatField()


DAYS_OPEN = Func(
    F("ended_at"),
    F("opened_on"),
    template="(%(expressions)s)",
    arg_joiner="::date - ",
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class RuleLine:
    """One rule in a place: findings that are open or overdue, by week, and its false alarms.

    `ended` and `right` are of the whole province: how reliable a rule is does not depend on where.
    """

    rule: Rule
    open: int = 0
    overdue: int = 0
    weeks: Sequence[int] = ()
    ended: int = 0
    right: int = 0

    @property
    def owner(self) -> str:
        return str(Role(self.rule.owner).label)

    @property
    def weeks_said(self) -> str:
        """The small chart in words."""
        listed = ", ".join(map(str, self.weeks))
        return _("open at the end of each week: %(weeks)s") % {"weeks": listed}

    @property
    def false_alarms(self) -> float | None:
        """Percent of the findings that people called right; None while there are too few."""
        return self.right * PERCENT / self.ended if self.ended >= FEWEST_ENDED else None

    @property
    def is_unreliable(self) -> bool:
        found = self.false_alarms
        return found is not None and found > settings.EDUPORTAL_FALSE_ALARM_PERCENT

    @property
    def urgent(self) -> int:
        """Overdue findings that count as urgent: none of an unreliable rule or one to look at."""
        return self.overdue if self.rule.is_urgent_kind and not self.is_unreliable else 0


@dataclass(frozen=True)
class Totals:
    """One place in numbers. `records` were looked at, the first of them at `since`."""

    open: int
    overdue: int
    urgent: int
    week_ago: int
    ended: int
    right: int
    median: float | None
    schools: int
    records: int
    since: datetime.datetime | None

    @property
    def change(self) -> int:
        """How many more are open than a week ago."""
        return self.open - self.week_ago

    @property
    def false_alarms(self) -> float | None:
        return self.right * PERCENT / self.ended if self.ended else None


def rule_lines(place: Place) -> list[RuleLine]:
    """Every rule in the place: three queries."""
    today = timezone.localdate()
    late = Q(due_on__lt=today)
    rows = Finding.objects.filter(place.at(), state=State.OPEN).values_list("rule").order_by()
    counted = rows.annotate(Count("pk"), late=Count("pk", filter=late))
    here = {rule: (count, overdue) for rule, count, overdue in counted}
    standings = {each.rule: each for each in RuleStanding.objects.all()}
    weeks = _weeks(place, {rule: count for rule, (count, _late) in here.items()}, today)
    lines = []
    for rule in all_rules():
        standing = standings.get(rule.code, RuleStanding())
        count, overdue = here.get(rule.code, (0, 0))
        by_week = weeks[rule.code]
        lines.append(RuleLine(rule, count, overdue, by_week, standing.ended, standing.right))
    return lines


def _weeks(place: Place, now: dict[str, int], today: datetime.date) -> defaultdict[str, list[int]]:
    """How many findings of each rule were open at the end of each week, the last being now."""
    monday = today - datetime.timedelta(days=today.weekday())
    starts = [monday - datetime.timedelta(weeks=back) for back in range(WEEKS)]
    rows = FindingStep.objects.filter(place.at(), at__date__gte=starts[-1])
    grouped = rows.annotate(week=TruncWeek("at")).values_list("rule", "week").order_by()
    moved = grouped.annotate(
        more=Count("pk", filter=Q(kind__in=OPENING)), less=Count("pk", filter=Q(kind__in=ENDING))
    )
    change = {(rule, week.date()): more - less for rule, week, more, less in moved}
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * WEEKS)
    for code in RULES:
        count, ends = now.get(code, 0), []
        for start in starts:
            ends.append(max(count, 0))
            count -= change.get((code, start), 0)
        found[code] = ends[::-1]
    return found


def totals(place: Place, lines: Iterable[RuleLine]) -> Totals:
    """The place in numbers, beside its rules: two queries."""
    lines = list(lines)
    since = timezone.now() - datetime.timedelta(days=STANDING_DAYS)
    ended: dict[str, Any] = Finding.objects.filter(place.at(), ended_at__gte=since).aggregate(
        count=Count("pk"),
        right=Count("pk", filter=Q(state=State.RIGHT)),
        median=Median(DAYS_OPEN, filter=Q(state=State.MENDED)),
    )
    checks: dict[str, Any] = SchoolCheck.objects.filter(place.at()).aggregate(
        schools=Count("pk", filter=Q(checked_at__isnull=False)),
        records=Sum("records"),
        since=Min("checked_at"),
    )
    return Totals(
        open=sum(line.open for line in lines),
        overdue=sum(line.overdue for line in lines),
        urgent=sum(line.urgent for line in lines),
        week_ago=sum(line.weeks[-2] for line in lines),
        ended=ended["count"],
        right=ended["right"],
        median=ended["median"],
        schools=checks["schools"],
        records=checks["records"] or 0,
        since=checks["since"],
    )


@dataclass(frozen=True)
class PlaceLine:
    """A commune or a school with its open findings; `key` is what an address takes."""

    key: str
    name: str
    open: int
    overdue: int
    share: float = 0


def places_with_most(place: Place, rule: str = "") -> list[PlaceLine]:
    """Communes, or schools where a commune is chosen, by what is left to do: one query."""
    rows = Finding.objects.filter(place.at(), state=State.OPEN)
    if rule:
        rows = rows.filter(rule=rule)
    by_school = place.unit is not None
    names = (
        ("school__public_id", "school__name")
        if by_school
        else (
            "school__unit__code",
            "school__unit__name",
        )
    )
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    counted = rows.values_list(*names).annotate(count=Count("pk"), late=late)
    found = list(counted.order_by("-late", "-count", names[1])[:PLACES_SHOWN])
    most = max((count for _key, _name, count, _late in found), default=1)
    return [
        PlaceLine(str(key or ""), name or "–", count, overdue, PERCENT * count / most)
        for key, name, count, overdue in found
    ]
