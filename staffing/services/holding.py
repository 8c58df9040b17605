"""What a post is before it is stored, and what forbids it whoever holds it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from schools.models import School
from staffing.choices import Contract, PostKind
from staffing.models import Post, StaffMember


@dataclass(frozen=True)
class PostFacts:
    """What a form says of one post: from a day on, to a last day or without end."""

    kind: PostKind
    fte: Decimal
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    contract: Contract = Contract.PAYROLL
    decision: str = ""


def make_post(staff: StaffMember, facts: PostFacts) -> Post:
    """The person's post, not stored yet."""
    return Post(school_id=staff.school_id, staff=staff, **vars(facts))


def new_post_problems(post: Post) -> list[str]:
    """Why nobody can hold the post: its days, or the head the school has."""
    return bad_days(post.starts_on, post.ends_on) or _second_head(post)


def bad_days(first: datetime.date, last: datetime.date | None) -> list[str]:
    if last is not None and last < first:
        return [_("The last day must not be before the first.")]
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
