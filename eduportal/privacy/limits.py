"""How many students an account may be shown in an hour and in a day.

They are counted from the access log itself, so that there is no second account of who saw whom.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.privacy.access_log import OPEN
from eduportal.scoping import Scope

HOURS = (1, 24)
# Held until the entries are written: of two requests at once, the second counts the first.
LOCK = "select pg_advisory_xact_lock(hashtextextended('privacy_access', %(user)s));"
# Times are written as constants, the end as well: PostgreSQL then plans for one month of the log
# and not for all that were made ahead.
# The same page looked at again shows the same students: it is counted once, by its last time.
PAGES = """(
    select persons, max(at) as at from privacy_access
    where user_id = %(user)s and kind = %(kind)s and at > %(since)s and at < %(end)s
    group by persons
) page"""
SHOWN = f"""
select coalesce(sum(cardinality(persons)) filter (where at > %(hour)s), 0),
    coalesce(sum(cardinality(persons)), 0)
from {PAGES}
"""
# When the others, besides the students asked for now, were last shown: the newest first. The one
# behind as many as there is room for must be forgotten before the new ones may be shown.
IN_THE_WAY = f"""
select max(at), count(*) over () + %(asked)s from {PAGES}, unnest(persons) person
group by person having person <> all (%(students)s::bigint[])
order by max(at) desc offset %(room)s limit 1
"""


@dataclass(frozen=True)
class TooMany:
    """The answer would show `count` students within `hours`; the account may see `limit`.

    `again_at` is when this answer can be given; None when it alone shows too many.
    """

    count: int
    limit: int
    hours: int
    again_at: datetime.datetime | None


def limits_of(scope: Scope) -> tuple[int, ...] | None:
    """Students an hour and a day: the most that a role in force allows; None for no limit."""
    roles = {role for held in scope.roles_by_school.values() for role in held}
    limits = settings.EDUPORTAL_READING_LIMITS
    if not roles or not roles <= limits.keys():
        return None
    return tuple(max(pair) for pair in zip(*(limits[role] for role in roles), strict=True))


def too_many(user_id: int, scope: Scope, students: Collection[int]) -> TooMany | None:
    """Why these students may not be shown to the account now; None when they may.

    Call it last in the transaction: it leaves every school in scope, and the account's next
    request waits here for its end.
    """
    limits = limits_of(scope)
    if limits is None:
        return None
    since = [timezone.now() - datetime.timedelta(hours=hours) for hours in HOURS]
    asked: dict[str, Any] = {
        "user": user_id,
        "kind": str(Kind.STUDENT),
        "students": sorted(students),
        "asked": len(students),
        "end": timezone.now() + datetime.timedelta(hours=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN + LOCK + SHOWN, asked | {"hour": since[0], "since": since[1]})
        windows = zip(HOURS, since, limits, cursor.fetchone(), strict=True)
        for hours, begin, limit, shown in windows:
            room = limit - len(students)
            if room < 0:
                return TooMany(len(students), limit, hours, None)
            # Counting each student once is needed only where not every showing has room.
            if shown > room:
                cursor.execute(IN_THE_WAY, asked | {"since": begin, "room": room})
                for last, count in cursor.fetchall():
                    return TooMany(count, limit, hours, last + datetime.timedelta(hours=hours))
    return None
