"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

PostgreSQL refuses COPY into a table under row-level security, and COPY cannot skip rows that are
there already. A temporary table has neither limit, and the INSERT obeys policies, constraints and
triggers like any other.
"""

import datetime
import io
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.backends.utils import CursorWrapper

Value: TypeAlias = (
    "str | int | float | bool | Decimal | datetime.date | uuid.UUID | Sequence[Value] | None"
)
Row: TypeAlias = Sequence[Value]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER_CHARACTERS = 1 << 16


def copy_text(value: Value) -> str:
    """One value in COPY's text format; lists become PostgreSQL arrays."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, list | tuple):
        return _array_text(value).translate(_ESCAPES)
    return str(value)


def _array_text(values: Sequence[Value]) -> str:
    """An array literal; text is quoted, so that a comma or a brace in it stays text."""
    parts = []
    for value in values:
        if value is None:
            parts.append("NULL")
        elif isinstance(value, str):
            parts.append('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
        else:
            parts.append(copy_text(value))
    return "{" + ",".join(parts) + "}"


class _CopyStream(io.TextIOBase):
    """Rows as the file COPY reads, made as it reads: memory stays flat for any number of rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = iter(rows)
        self.count = 0
        self.rest = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> str:
        wanted = _BUFFER_CHARACTERS if size is None or size < 0 else size
        parts, length = [self.rest], len(self.rest)
        while length < wanted and (row := next(self.rows, None)) is not None:
            line = "\t".join(map(copy_text, row)) + "\n"
            parts.append(line)
            length += len(line)
            self.count += 1
        text = "".join(parts)
        text, self.rest = text[:wanted], text[wanted:]
        return text


def copy_rows(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Row]
) -> int:
    """COPY rows into a table without row-level security; returns how many.

    `rows` is read while the COPY runs: a generator must not query this connection meanwhile.
    Raises the database's own error for the first value it refuses.
    """
    stream = _CopyStream(rows)
    names = ", ".join(columns)
    # psycopg2's own cursor: Django's wrapper knows no COPY.
    cursor.cursor.copy_expert(f"copy {table} ({names}) from stdin", stream)
    return stream.count


def stage_rows(
    cursor: CursorWrapper,
    staging: str,
    columns: dict[str, str],
    rows: Iterable[Row],
) -> int:
    """Make the temporary table `staging` (column: SQL type) and COPY rows into it.

    It is dropped at the end of the transaction, and before that by the next call of that name.
    """
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(f"drop table if exists pg_temp.{staging}")
    cursor.execute(f"create temporary table {staging} ({definition}) on commit drop")
    count = copy_rows(cursor, staging, list(columns), rows)
    # Temporary tables are never analysed by themselves, and joins on them are planned blindly.
    cursor.execute(f"analyze {staging}")
    return count


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
    """Let one trigger of the table sleep, in this transaction and for this transaction only."""
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
# then keys and checks. The primary key stays, and whatever key another table points at.
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
