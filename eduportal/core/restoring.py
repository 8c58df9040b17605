"""Putting rows back as they were: for the services that take something back."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

# A row as PostgreSQL writes it down: value by column.
Stored = Mapping[str, Any]


@dataclass(frozen=True)
class RowChange:
    """What became of one row: `old` is None for one that came, `new` for one that went."""

    model: type[Model]
    key: int
    old: Stored | None
    new: Stored | None

    @property
    def facts(self) -> Stored:
        """The row as it is, or was last."""
        return self.new or self.old or {}

    @property
    def columns(self) -> set[str]:
        """The columns that hold something else than before."""
        old, new = self.old or {}, self.new or {}
        return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def rows_now(model: type[Model], keys: Collection[int]) -> dict[int, Stored]:
    """The rows of these keys as they are stored: one query."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, to_jsonb(t) from {table} t where id = any(%s)",
            [list(keys)],
        )
        return {key: json.loads(row) for key, row in cursor.fetchall()}


def changed_since(changes: Iterable[RowChange]) -> list[RowChange]:
    """Those of the rows that are not as they were left: one query a table."""
    by_model: defaultdict[type[Model], list[RowChange]] = defaultdict(list)
    for change in changes:
        by_model[change.model].append(change)
    return [
        change
        for model, some in by_model.items()
        for now in [rows_now(model, [change.key for change in some])]
        for change in some
        if now.get(change.key) != change.new
    ]


def restore(changes: Sequence[RowChange]) -> None:
    """Let the rows be what they were: first those that came go, so that days are free again."""
    with connection.cursor() as cursor:
        for change in sorted(changes, key=lambda change: change.old is not None):
            cursor.execute(*_statement(change))


def restore_families(
    changes: Sequence[RowChange], parent: type[Model], pointer: str
) -> list[RowChange]:
    """The same for rows with others that hang on them by the column `pointer`, family by family.

    A family of which anything is not as it was left stays whole: one change of each such family is
    returned.
    """

    def head_of(change: RowChange) -> int:
        return change.key if change.model is parent else int(change.facts[pointer])

    stays = {head_of(change) for change in changed_since(changes)}
    back = [change for change in changes if head_of(change) not in stays]
    # What hangs on a row goes before it and comes after it.
    restore([each for each in back if each.model is not parent and each.old is None])
    restore([each for each in back if each.model is parent])
    restore([each for each in back if each.model is not parent and each.old is not None])
    kept = {head_of(change): change for change in changes if head_of(change) in stays}
    return list(kept.values())


def _statement(change: RowChange) -> tuple[str, list[Any]]:
    table = connection.ops.quote_name(change.model._meta.db_table)
    if change.old is None:
        return f"delete from {table} where id = %s", [change.key]
    former = f"jsonb_populate_record(null::{table}, %s::jsonb)"
    row = json.dumps(change.old)
    if change.new is None:
        return f"insert into {table} select * from {former}", [row]
    columns = ", ".join(map(connection.ops.quote_name, sorted(change.columns)))
    return (
        f"update {table} set ({columns}) = (select {columns} from {former}) where id = %s",
        [row, change.key],
    )
