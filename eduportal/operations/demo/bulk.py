"""Filling empty tables fast: neighbouring keys, and guards taken away and put back.

Only the demo does this: what holds real rows keeps its constraints.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import Row, copy_rows


def insert_rows(
    cursor: CursorWrapper,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    on_conflict: str = "",
) -> int:
    """Insert rows into any table, row-level security included; returns how many were inserted.

    `on_conflict` is an ON CONFLICT clause, for example "on conflict do nothing".
    """
    staging, names = f"staged_{table}", ", ".join(columns)
    cursor.execute(f"drop table if exists pg_temp.{staging}")
    cursor.execute(
        f"create temporary table {staging} on commit drop as"
        f" select {names} from {table} with no data"
    )
    copy_rows(cursor, staging, columns, rows)
    cursor.execute(f"insert into {table} ({names}) select {names} from {staging} {on_conflict}")
    inserted: int = cursor.rowcount
    cursor.execute(f"drop table pg_temp.{staging}")
    # What follows in this transaction joins these rows before autovacuum has seen them.
    cursor.execute(f"analyze {table}")
    return inserted


def reserve_ids(cursor: CursorWrapper, table: str, count: int) -> range:
    """Take `count` neighbouring primary keys from the table's sequence, for rows that point at
    each other. The table stays locked against other writers until the transaction ends."""
    cursor.execute(f"lock table {table} in share row exclusive mode")
    cursor.execute(f"select nextval(pg_get_serial_sequence('{table}', 'id'))")
    first: int = cursor.fetchone()[0]
    if count > 1:
        cursor.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), %s)", [first + count - 1]
        )
    return range(first, first + count)


@contextmanager
def without_guards(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Fill an empty table without its indexes, foreign keys and checks, then put them back.

    Building an index once and validating a constraint by one join is several times faster than
    keeping them row by row. PostgreSQL validates every constraint when it comes back, so bad rows
    still fail the transaction. The table is locked meanwhile. On a table that holds rows nothing
    is taken away: rebuilding would cost more than it saves.
    """
    cursor.execute(f"select exists (select 1 from {table})")
    guards = [] if cursor.fetchone()[0] else _guards(cursor, table)
    settle(cursor)
    for drop, _ in guards:
        cursor.execute(drop)
    yield
    for _, restore in reversed(guards):
        cursor.execute(restore)


@contextmanager
def without_trigger(cursor: CursorWrapper, table: str, trigger: str) -> Iterator[None]:
    """Disable one trigger until the block ends."""
    settle(cursor)
    cursor.execute(f"alter table {table} disable trigger {trigger}")
    yield
    settle(cursor)
    cursor.execute(f"alter table {table} enable trigger {trigger}")


def settle(cursor: CursorWrapper) -> None:
    """Run the checks that wait for the commit now: a table with one waiting cannot be altered."""
    cursor.execute("set constraints all immediate")
    cursor.execute("set constraints all deferred")


# Constraints first: dropping one drops its index as well. Put back in reverse: plain indexes,
# then keys and checks. The primary key stays, and every key another table points at.
_CONSTRAINTS = """
select c.conname, pg_get_constraintdef(c.oid)
from pg_constraint c
where c.conrelid = %s::regclass and c.contype in ('f', 'c', 'u')
    and (c.contype <> 'u' or not exists (
        select 1 from pg_constraint r where r.contype = 'f' and r.conindid = c.conindid))
order by c.contype = 'u', c.conname
"""
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index i
where i.indrelid = %s::regclass
    and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
order by 1
"""


def _guards(cursor: CursorWrapper, table: str) -> list[tuple[str, str]]:
    """Pairs of the statement that drops one guard and the one that puts it back."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql, [table])
        return list(cursor.fetchall())

    constraints = [
        (
            f'alter table {table} drop constraint "{name}"',
            f'alter table {table} add constraint "{name}" {definition}',
        )
        for name, definition in rows(_CONSTRAINTS)
    ]
    indexes = [(f"drop index {name}", definition) for name, definition in rows(_INDEXES)]
    return constraints + indexes
