"""A statement of a portal stops where a test wants it to, until it is let go or its client dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.owner import owner_cursor, superuser_address

# Of nobody else: 7401 and 7402 are the exchange's own.
KEY = 7499
SPRUNG_WITHIN_SECONDS = 60
SET = f"""
create function trap() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared({KEY});
    return new;
end $$;
create trigger trap {{when}} on {{table}} for each row when ({{of}}) execute function trap();
"""
WAITING = f"""
select l.pid from pg_locks l join pg_database d on d.oid = l.database
where d.datname = current_database() and l.locktype = 'advisory' and l.objid = {KEY}
    and l.classid = 0 and not l.granted
"""


@dataclass
class Trap:
    """A place in a database where a statement waits."""

    cursor: Any

    def caught(self) -> int | None:
        """The number of the database's process that waits here, if one does."""
        self.cursor.execute(WAITING)
        found = self.cursor.fetchone()
        return int(found[0]) if found else None

    def wait(self) -> int:
        """Wait until a process of the database comes here; its number."""
        until = time.monotonic() + SPRUNG_WITHIN_SECONDS
        while (found := self.caught()) is None:
            if time.monotonic() > until:
                raise AssertionError("Nobody has come to the trap.")
            time.sleep(0.02)
        return found

    def end_connection(self) -> None:
        """The database ends the connection of the process that waits here, as a restart does."""
        self.cursor.execute("select pg_terminate_backend(%s)", [self.wait()])


@contextmanager
def trap(when: str, table: str, database: str = "", of: str = "true") -> Iterator[Trap]:
    """Let no row pass: `when` as in "before insert". At the end what still waits goes on.

    `database` is the name of another than the tests' own, `of` says which rows are meant.
    """
    with owner_cursor(superuser_address(database)) as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [KEY])
        cursor.execute(SET.format(when=when, table=table, of=of))
        try:
            yield Trap(cursor)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [KEY])
            cursor.execute("drop function trap() cascade")


@contextmanager
def refusing(table: str, code: str, condition: str, database: str = "") -> Iterator[None]:
    """The database refuses rows of a table with this code of an error, 53100 for a full disk."""
    with owner_cursor(superuser_address(database)) as cursor:
        cursor.execute(
            "create function refuse() returns trigger language plpgsql as $$ begin "
            f"raise exception 'No space left on device.' using errcode = '{code}'; end $$; "
            f"create trigger refuse before insert on {table} for each row "
            f"when ({condition}) execute function refuse()"
        )
        try:
            yield
        finally:
            cursor.execute("drop function refuse() cascade")
