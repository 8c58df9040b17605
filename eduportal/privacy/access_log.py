"""Writing down who looked at whom, and keeping the log by month."""

import datetime
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from eduportal.core.keeping import Kept
from eduportal.core.looking import Kind, Looks, Person
from eduportal.privacy.models import Access
from eduportal.scoping import NOWHERE, Scope, everywhere

logger = logging.getLogger(__name__)
# So far ahead are months made: the nightly task may fail for a year before a page is refused.
MONTHS_AHEAD = 12
# The log belongs to no reader: an account of the Department may be shown to a school. These are
# the last words of the request's transaction, so the scope needs no way back.
OPEN = "set local eduportal.scope = '*';"
# A page that only reads does not wait for the disk: a crash of the database, not of the portal,
# may lose the entries of its last moments (docs/decisions/0017).
WITHOUT_WAITING = "set local synchronous_commit = off;"
INSERT = (
    "insert into privacy_access"
    " (user_id, role, school_id, kind, persons, door, route, request_id, client) values "
)
ROW = "(%s, %s, %s, %s, %s::bigint[], %s, %s, %s, %s)"

# Persons by kind and school, as Looks collects them.
Seen = Mapping[tuple[Kind, int | None], set[int]]


@dataclass(frozen=True)
class Reader:
    """Who is looking, through which door and at which page."""

    door: str
    route: str
    user_id: int | None = None
    scope: Scope = field(default=NOWHERE)
    request_id: str = ""
    client: str | None = None


def write_down(seen: Seen, reader: Reader, *, waits: bool) -> None:
    """One row for each kind and school: one statement. Call it last in the transaction.

    `waits`: the commit waits until the rows are on disk.
    """
    rows = [
        (
            reader.user_id,
            reader.scope.roles_at(school_id),
            school_id,
            str(kind),
            sorted(persons),
            reader.door,
            reader.route,
            reader.request_id,
            reader.client,
        )
        for (kind, school_id), persons in seen.items()
        if persons
    ]
    if not rows:
        return
    sql = OPEN + ("" if waits else WITHOUT_WAITING) + INSERT + ", ".join([ROW] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])


def shown_by_command(name: str, kind: Kind, persons: Iterable[Person]) -> None:
    """A management command prints these persons; its caller is known to the machine only."""
    looks = Looks()
    looks.add(kind, persons)
    with everywhere("the access log belongs to no scope"):
        write_down(looks.close(), Reader(door="command", route=name), waits=True)


class LoggedMonths:
    """The months of the access log. They are dropped whole: nobody can delete single entries."""

    def clear(self, kept: Kept, most: int) -> int:
        """Make the months to come as well."""
        with connection.cursor() as cursor:
            cursor.execute("select privacy_keep_months(%s, %s)", [kept.number, MONTHS_AHEAD])
            (dropped,) = cursor.fetchone()
        if dropped:
            logger.info("The access log no longer holds %s.", ", ".join(dropped))
        return len(dropped)

    def oldest(self) -> datetime.datetime | None:
        # The key begins with a number that rises with the time, and the time has no index.
        return Access.objects.order_by("pk").values_list("at", flat=True).first()
