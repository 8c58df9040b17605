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
from typing import Any, TypeAlias

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, UUIDField

Value: TypeAlias = (
    "str | int | float | bool | Decimal | datetime.date | uuid.UUID | Sequence[Value] | None"
)
Row: TypeAlias = Sequence[Value]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER_CHARACTERS = 1 << 16


def copy_text(value: Value) -> str:
    """One value in COPY's text format; lists become PostgreSQL arrays."""
    # Most values are texts with nothing to escape, and to ask so is quicker than to translate.
    if type(value) is str and value.isprintable() and "\\" not in value:
        return value
    if type(value) is int:
        return str(value)
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
    _make_table(cursor, staging, columns)
    count = copy_rows(cursor, staging, list(columns), rows)
    # Temporary tables are never analysed by themselves, and joins on them are planned blindly.
    cursor.execute(f"analyze {staging}")
    return count


def _make_table(cursor: CursorWrapper, staging: str, columns: dict[str, str]) -> None:
    definition = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    cursor.execute(
        f"drop table if exists pg_temp.{staging};"
        f" create temporary table {staging} ({definition}) on commit drop"
    )


def insert_rows(
    model: type[Model], names: Sequence[str], rows: Iterable[Row], **same: Value
) -> list[int]:
    """Insert rows of one model: `names` are the fields given, `same` is said of all rows.

    All other fields get their defaults. Returns the keys in the order of the rows. For plain
    columns: texts, numbers, days, keys. `bulk_create` asks every field of every object how to write
    it, which takes several times as long as writing it.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = {f'"{fields[name].column}"': str(fields[name].db_type(connection)) for name in names}
    others = [
        each for each in fields.values() if not each.primary_key and each.attname not in names
    ]
    columns = ", ".join([*given, *(f'"{field.column}"' for field in others)])
    values = ", ".join([*given, *(_default_of(field) for field in others)])
    defaults = [
        same.get(field.attname, field.get_default())
        for field in others
        if not isinstance(field, UUIDField)
    ]
    insert = (
        f"insert into {model._meta.db_table} ({columns})"
        f" select {values} from new_rows_staged order by place"
        f" returning {model._meta.pk.column}"
    )
    return _inserted(given, rows, insert, defaults)


def _inserted(
    columns: dict[str, str], rows: Iterable[Row], insert: str, defaults: Sequence[Any]
) -> list[int]:
    """The keys of what `insert` has taken over from the rows, which it finds staged."""
    numbered = ((place, *row) for place, row in enumerate(rows))
    with connection.cursor() as cursor:
        _make_table(cursor, "new_rows_staged", {"place": "int", **columns})
        copy_rows(cursor, "new_rows_staged", ["place", *columns], numbered)
        cursor.execute(insert, defaults)
        return [key for (key,) in cursor.fetchall()]


def _default_of(field: Any) -> str:
    """What stands for a field that no row gives: a new identity for each, else its default."""
    if isinstance(field, UUIDField):
        return "gen_random_uuid()"
    return f"%s::{field.db_type(connection)}"


def insert_new(objects: Sequence[Model]) -> None:
    """Insert objects of one model that have no key yet, in their order, and give them their keys.

    For plain columns, as insert_rows.
    """
    if not objects:
        return
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key]
    names = [field.attname for field in fields]
    keys = insert_rows(type(objects[0]), names, map(attrgetter(*names), objects))
    for each, key in zip(objects, keys, strict=True):
        each.pk = key
        each._state.adding = False
        each._state.db = connection.alias
