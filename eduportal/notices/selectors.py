"""Reads of notices."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.scoping import everywhere

NOTICE_ORDER = ("-at", "-pk")


def notices_of(user_id: int) -> QuerySet[Notice]:
    """The person's notices, the newest first, with who made the step."""
    return Notice.objects.filter(user=user_id).select_related("actor").order_by(*NOTICE_ORDER)


def unread_count(user_id: int) -> int:
    """How many notices the person has not read: one query."""
    return Notice.objects.filter(user=user_id, read_at=None).count()


def unread_of(user_id: int, most: int) -> list[Notice]:
    """The newest notices the person has not read: one query."""
    return list(notices_of(user_id).filter(read_at=None)[:most])


@dataclass(frozen=True)
class Reminder:
    """When a person was last reminded of a sheet, and by whom; `by` is empty for an account that
    is not visible here."""

    at: datetime.datetime
    by: str


def last_reminders(keys: Collection[str]) -> dict[tuple[int | None, str], Reminder]:
    """The last reminder of each person and each of these sheets, by person and key: one query."""
    rows = Notice.objects.filter(kind=NoticeKind.REMINDER, key__in=keys).select_related("actor")
    last = rows.order_by("user", "key", "-at", "-pk").distinct("user", "key")
    return {(row.user_id, row.key): Reminder(row.at, str(row.actor or "")) for row in last}


def digest_of(user_id: int, moment: datetime.datetime) -> list[Notice]:
    """What a mail of that moment tells (eduportal.registry.DIGEST): what is still unread of it."""
    with everywhere("a mail tells a person of notices of every school the person works at"):
        waiting = notices_of(user_id).filter(read_at=None, mailed_at=moment)
        return list(waiting.order_by("at", "pk"))
