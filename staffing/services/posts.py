"""The only writer of posts and duties."""

import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from schools.models import School
from staffing.choices import DutyKind, PostKind
from staffing.models import Duty, Post
from staffing.rules.load import fixed_reduction
from staffing.services.errors import require_none
from staffing.services.people import locked_staff

Dated = TypeVar("Dated", Post, Duty)


def add_post(
    *,
    staff_id: int,
    shown: str,
    kind: PostKind,
    fte: Decimal,
    is_contract: bool,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
) -> Post:
    """Give a person a post from a day on, to a last day or without end. Raises StaffRefused."""
    with transaction.atomic():
        staff = locked_staff(staff_id, shown)
        post = Post(
            school_id=staff.school_id,
            staff=staff,
            kind=kind,
            fte=fte,
            is_contract=is_contract,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        problems = _bad_days(starts_on, ends_on)
        require_none(problems or [*_held_already(post), *_too_much(post), *_second_head(post)])
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
) -> Duty:
    """Give a person a duty; without `periods` it takes off what TT 05/2025 says.

    `stage` and `is_large`: see staffing.rules.load. Raises StaffRefused, also for more periods.
    """
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
        )
        problems = [*_bad_days(starts_on, ends_on), *_bad_periods(periods, figure)]
        require_none(problems or _held_already(duty))
        duty.save()
        return duty


def end_row(row: Post | Duty, *, shown: str, on: datetime.date) -> None:
    """Record the last day of a post or duty. Raises StaffRefused."""
    with transaction.atomic():
        locked_staff(row.staff_id, shown)
        require_none(_bad_days(row.starts_on, on))
        row.ends_on = on
        row.save(update_fields=["ends_on"])


def remove_row(row: Post | Duty, *, shown: str) -> None:
    """Take away a post or duty recorded by mistake. Raises StaffRefused."""
    with transaction.atomic():
        locked_staff(row.staff_id, shown)
        row.delete()


def _bad_days(first: datetime.date, last: datetime.date | None) -> list[str]:
    if last is not None and last < first:
        return [_("The last day must not be before the first.")]
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


def _second_head(post: Post) -> list[str]:
    """One head per school (TT 20/2023)."""
    if post.kind != PostKind.HEAD:
        return []
    School.objects.select_for_update(no_key=True).get(pk=post.school_id)
    heads = Post.objects.filter(school=post.school_id, kind=PostKind.HEAD)
    found = heads.touching(post.starts_on, post.ends_on).select_related("staff").first()
    if found is None:
        return []
    sentence = _("%(name)s is the head of the school on some of these days.")
    return [sentence % {"name": found.staff}]
