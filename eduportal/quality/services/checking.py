"""Asking the rules, and keeping what they find."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from eduportal.core.hints import offer
from eduportal.quality.checks import RULES, Checked, Found, Rule, all_rules
from eduportal.quality.checks.asking import checked_today, records_looked_at
from eduportal.quality.choices import Move, State
from eduportal.quality.models import Finding, FindingStep, RuleStanding, SchoolCheck
from schools.models import School

# Schools looked at in one transaction.
SCHOOLS_A_RUN = 20
# Over which findings how right a rule is, is judged.
STANDING_DAYS = 90
CHANGED = ["facts", "state", "opened_on", "due_on", "ended_at", "other_school", "revision"]
Key = tuple[int, str, int, int]


def ask_for_check(school_ids: Collection[int]) -> None:
    """Have these schools looked at soon; each is due until it was."""
    now = timezone.now()
    SchoolCheck.objects.bulk_create(
        (SchoolCheck(school_id=pk, asked_at=now) for pk in school_ids),
        update_conflicts=True,
        unique_fields=["school"],
        update_fields=["asked_at"],
    )
    offer("quality.check_due")


def ask_for_all() -> int:
    """Have every open school looked at that works here; how many."""
    schools = School.objects.filter(closed_on=None, node="").values_list("pk", flat=True)
    ask_for_check(found := list(schools))
    return len(found)


def check_due() -> int:
    """Look at some schools that are due; how many. Safe to run twice, also at once."""
    due = SchoolCheck.objects.filter(Q(checked_at=None) | Q(checked_at__lt=F("asked_at")))
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True).order_by("asked_at", "pk")[:SCHOOLS_A_RUN]
        checks = list(rows)
        check_schools([each.school_id for each in checks])
    return len(checks)


def check_schools(school_ids: Collection[int]) -> None:
    """Ask every rule about these schools and keep what it finds, in the caller's transaction."""
    began = timezone.now()
    checked = checked_today(school_ids)
    if checked is None:
        SchoolCheck.objects.filter(school__in=school_ids).update(checked_at=began)
        return
    kept = _Kept(checked, Finding.objects.filter(school__in=school_ids))
    for rule in all_rules():
        kept.take(rule, rule.look(checked))
    kept.mend_the_rest()
    kept.write()
    records = records_looked_at(checked)
    checks = list(SchoolCheck.objects.filter(school__in=school_ids))
    for each in checks:
        each.checked_at, each.records = began, records[each.school_id]
    SchoolCheck.objects.bulk_update(checks, ["checked_at", "records"])


def count_standings() -> None:
    """Count anew how many of each rule's findings people called right as they are."""
    since = timezone.now() - datetime.timedelta(days=STANDING_DAYS)
    ended = Finding.objects.filter(ended_at__gte=since).values_list("rule").order_by()
    counted = ended.annotate(count=Count("pk"), right=Count("pk", filter=Q(state=State.RIGHT)))
    found = {rule: (count, right) for rule, count, right in counted}
    RuleStanding.objects.bulk_create(
        (
            RuleStanding(rule=code, ended=ended, right=right, counted_at=timezone.now())
            for code, (ended, right) in ((code, found.get(code, (0, 0))) for code in RULES)
        ),
        update_conflicts=True,
        unique_fields=["rule"],
        update_fields=["ended", "right", "counted_at"],
    )


@dataclass
class _Kept:
    """The stored findings of the schools beside what is found now, and what has to be written."""

    checked: Checked
    stored: Iterable[Finding]
    new: list[Finding] = field(default_factory=list)
    changed: list[Finding] = field(default_factory=list)
    steps: list[tuple[Finding, Move]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_key: dict[Key, Finding] = {
            (each.school_id, each.rule, each.key, each.second): each for each in self.stored
        }
        self.open_by_rule: defaultdict[str, set[Key]] = defaultdict(set)
        for key, each in self.by_key.items():
            if each.state == State.OPEN:
                self.open_by_rule[each.rule].add(key)

    def take(self, rule: Rule, found: Iterable[Found]) -> None:
        """What one rule finds; what it no longer finds is mended."""
        gone = self.open_by_rule.pop(rule.code, set())
        seen: set[Key] = set()
        for each in found:
            key = (each.school, rule.code, each.key, each.second)
            if key in seen:
                continue
            seen.add(key)
            finding = self.by_key.get(key)
            if finding is None:
                self._add(rule, each)
            else:
                self._compare(rule, finding, each)
        self._mend(gone - seen)

    def mend_the_rest(self) -> None:
        """What rules have found that are no more."""
        for keys in self.open_by_rule.values():
            self._mend(keys)

    def _add(self, rule: Rule, found: Found) -> None:
        finding = Finding(
            school_id=found.school,
            rule=rule.code,
            about=rule.about,
            key=found.key,
            second=found.second,
            facts=dict(found.facts),
            other_school=found.other_school,
            **self._days(rule),
        )
        self.new.append(finding)
        self.steps.append((finding, Move.FOUND))

    def _compare(self, rule: Rule, finding: Finding, found: Found) -> None:
        """An ended finding is open again where it had been mended, or is found otherwise."""
        is_same = finding.facts == dict(found.facts)
        if finding.state == State.OPEN and is_same:
            return
        if finding.state in (State.RIGHT, State.PASSED) and is_same:
            return
        finding.facts, finding.other_school = dict(found.facts), found.other_school
        finding.revision += 1
        if finding.state != State.OPEN:
            finding.state, finding.ended_at = State.OPEN, None
            for name, day in self._days(rule).items():
                setattr(finding, name, day)
            self.steps.append((finding, Move.AGAIN))
        self.changed.append(finding)

    def _days(self, rule: Rule) -> dict[str, datetime.date]:
        today = self.checked.today
        return {"opened_on": today, "due_on": today + datetime.timedelta(days=rule.days)}

    def _mend(self, keys: Iterable[Key]) -> None:
        for key in keys:
            finding = self.by_key[key]
            finding.state, finding.ended_at = State.MENDED, timezone.now()
            finding.revision += 1
            self.changed.append(finding)
            self.steps.append((finding, Move.MENDED))

    def write(self) -> None:
        Finding.objects.bulk_create(self.new, batch_size=1000)
        Finding.objects.bulk_update(self.changed, CHANGED, batch_size=500)
        FindingStep.objects.bulk_create(
            (
                FindingStep(
                    school_id=finding.school_id, finding=finding, rule=finding.rule, kind=kind
                )
                for finding, kind in self.steps
            ),
            batch_size=1000,
        )
