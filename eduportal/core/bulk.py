"""Many rows at once: COPY into a temporary table, then one INSERT … SELECT.

PostgreSQL refuses COPY into a table under row-level security, and COPY cannot skip rows that are
there already. A temporary table has neither limit, and the INSERT obeys policies, constraints and
triggers like any other.
"""

import datetime
import io
import uuid
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import TypeAlias

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

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


def insert_new(objects: Sequence[Model]) -> None:
    """Insert objects of one model that have no key yet, in their order, and give them their keys.

    For plain columns: texts, numbers, days, keys. `bulk_create` asks every field of every object
    how to write it, which takes several times as long as writing it.
    """
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = {f'"{field.column}"': str(field.db_type(connection)) for field in fields}
    values = attrgetter(*(field.attname for field in fields))
    with connection.cursor() as cursor:
        rows = ((place, *values(each)) for place, each in enumerate(objects))
        stage_rows(cursor, "new_rows_staged", {"place": "int", **columns}, rows)
        names = ", ".join(columns)
        cursor.execute(
            f"insert into {meta.db_table} ({names})"
            f" select {names} from new_rows_staged order by place returning {meta.pk.column}"
        )
        for each, (key,) in zip(objects, cursor.fetchall(), strict=True):
            each.pk = key
            each._state.adding = False
            each._state.db = connection.alias
