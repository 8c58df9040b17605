"""The only writer of posts and duties."""

import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from staffing.choices import DutyKind
from staffing.models import Duty, Elsewhere, Post, Training
from staffing.models.records import PersonRecord
from staffing.rules.load import fixed_reduction
from staffing.services.errors import require_none
from staffing.services.holding import PostFacts, bad_days, make_post, new_post_problems
from staffing.services.people import locked_staff
from staffing.services.sharing import mirror

Dated = TypeVar("Dated", Post, Duty)
Kept = Post | Duty | PersonRecord


def add_post(*, staff_id: int, shown: str, facts: PostFacts) -> Post:
    """Give a person one more post. Raises StaffRefused."""
    with transaction.atomic():
        post = make_post(locked_staff(staff_id, shown), facts)
        problems = bad_days(post.starts_on, post.ends_on)
        require_none(problems or [*_held_already(post), *_too_much(post), *new_post_problems(post)])
        post.save()
        return post


def add_duty(
    *,
    staff_id: int,
    shown: str,
    kind: DutyKind,
    periods: Decimal | None,
    stage: str,
    is_large: bool,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    decision: str = "",
) -> Duty:
    """Give a person a duty; without `periods` it takes off what TT 05/2025 says. `stage`
    and `is_large`: see staffing.rules.load. Raises StaffRefused, also for more periods."""
    figure = fixed_reduction(kind, stage=stage, is_large=is_large)
    with transaction.atomic():
        staff = locked_staff(staff_id, shown)
        duty = Duty(
            school_id=staff.school_id,
            staff=staff,
            kind=kind,
            weekly_periods=periods if periods is not None else figure or Decimal(0),
            starts_on=starts_on,
            ends_on=ends_on,
            decision=decision,
        )
        bad = [*bad_days(starts_on, ends_on), *_bad_periods(periods, figure)]
        require_none(bad or _held_already(duty))
        duty.save()
        return duty


def end_row(row: Kept, *, shown: str, on: datetime.date) -> None:
    """Record the last day of a post, a duty or another fact. Raises StaffRefused."""
    with transaction.atomic():
        staff = locked_staff(row.staff_id, shown)
        require_none(bad_days(row.starts_on, on) or _has_ended(row))
        row.ends_on = on
        row.save(update_fields=["ends_on"])
        mirror(staff)


def remove_row(row: Kept, *, shown: str) -> None:
    """Take away what was recorded by mistake. Raises StaffRefused."""
    with transaction.atomic():
        staff = locked_staff(row.staff_id, shown)
        gone = frozenset([row.uid]) if isinstance(row, Elsewhere) else frozenset()
        row.delete()
        mirror(staff, gone)


def _has_ended(row: Kept) -> list[str]:
    """Training that was finished or broken off keeps its day: what is owed is counted from it."""
    if isinstance(row, Training) and row.outcome:
        return [_("This training has ended already.")]
    return []


def _bad_periods(periods: Decimal | None, figure: Decimal | None) -> list[str]:
    if periods is None and figure is None:
        return [_("Circular 05/2025 sets no figure for this duty: enter the periods a week.")]
    if periods is not None and figure is not None and periods > figure:
        most = _("Circular 05/2025 takes off %(most)s periods a week for this duty.")
        return [most % {"most": figure}]
    return []


def _held_already(row: Dated) -> list[str]:
    same = type(row).objects.filter(staff=row.staff, kind=row.kind)
    if same.touching(row.starts_on, row.ends_on).exists():
        return [_("The person holds this post or duty on some of these days already.")]
    return []


def _too_much(post: Post) -> list[str]:
    others = list(Post.objects.filter(staff=post.staff).touching(post.starts_on, post.ends_on))
    begins = {max(post.starts_on, each.starts_on) for each in (post, *others)}
    held = max(
        sum(each.fte for each in others if each.starts_on <= day <= (each.ends_on or day))
        for day in begins
    )
    if held + post.fte > 1:
        return [_("The person's posts of these days would be more than one full post.")]
    return []
