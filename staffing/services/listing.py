"""Writing what a list says of many people of one school, through the writers of single facts."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction

from schools.models import School
from staffing.choices import DutyKind
from staffing.models import StaffMember
from staffing.models.records import PersonRecord
from staffing.selectors.staff import revision_of
from staffing.services.errors import StaffRefused
from staffing.services.holding import PostFacts
from staffing.services.people import StaffFacts, add_staff, change_staff
from staffing.services.posts import add_duty, add_post
from staffing.services.records import add_record

# What a person's row has of StaffFacts.
KEPT = [each.name for each in fields(StaffFacts) if each.name != "left_on"]


@dataclass(frozen=True)
class Listed:
    """What a list says of one person beyond what is recorded.

    `fields` are those of StaffFacts that change, all that are known for a new person (no
    `staff_id`); `expected` is the revision the row was compared with. Duties count from `day` on.
    """

    staff_id: int | None
    expected: str
    fields: Mapping[str, Any]
    left_on: datetime.date | None
    day: datetime.date
    post: PostFacts | None
    duties: tuple[DutyKind, ...]
    records: tuple[PersonRecord, ...]


class ListRefused(ValueError):
    """One person of the list cannot be recorded so; nothing of the list was written."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}")


def write_listed(*, school_id: int, listed: Sequence[Listed]) -> None:
    """Record all of this, or nothing. Raises ListRefused."""
    with transaction.atomic():
        school = School.objects.select_for_update(no_key=True).get(pk=school_id)
        for each in listed:
            _write(school, each)


def _write(school: School, listed: Listed) -> None:
    known = StaffMember.objects.filter(pk=listed.staff_id).first() if listed.staff_id else None
    name = known.full_name if known else str(listed.fields.get("full_name", ""))
    try:
        staff = _recorded(school, listed, known)
        for duty in listed.duties:
            add_duty(
                staff_id=staff.pk,
                shown=revision_of(staff),
                kind=duty,
                periods=None,
                # The duties of lists have one figure for every school.
                stage="",
                is_large=False,
                starts_on=listed.day,
                ends_on=None,
            )
        for record in listed.records:
            add_record(record, staff_id=staff.pk, shown=revision_of(staff))
    except StaffRefused as refusal:
        raise ListRefused(name, str(refusal)) from refusal


def _recorded(school: School, listed: Listed, known: StaffMember | None) -> StaffMember:
    """The person with fields and post as the list says."""
    if known is None:
        if listed.post is None:
            raise ValueError(listed)
        return add_staff(school=school, facts=StaffFacts(**listed.fields), post=listed.post)
    now = {name: getattr(known, name) for name in KEPT}
    facts = StaffFacts(**{**now, **listed.fields, "left_on": listed.left_on})
    staff = change_staff(staff_id=known.pk, shown=listed.expected, facts=facts)
    if listed.post is not None:
        add_post(staff_id=staff.pk, shown=revision_of(staff), facts=listed.post)
    return staff
