"""Writing down who looked at whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection

from eduportal.core.looking import Kind, Looks, Person
from eduportal.scoping import NOWHERE, Scope, everywhere

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
    _shown(Reader(door="command", route=name), kind, persons)


def shown_to_node(route: str, kind: Kind, persons: Iterable[Person]) -> None:
    """An answer tells another node of these persons."""
    _shown(Reader(door="sync", route=route), kind, persons)


def _shown(reader: Reader, kind: Kind, persons: Iterable[Person]) -> None:
    looks = Looks()
    looks.add(kind, persons)
    with everywhere("the access log belongs to no scope"):
        write_down(looks.close(), reader, waits=True)
