"""From what packages say to records of the Ministry's tables."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eduportal.exchange.feeds import Fact, Key
from eduportal.exchange.ministry.mapping import Column, Mapping, Table

# The name space of every IdBanGhi: never changes, or each record would be another one.
NAMESPACE = uuid.UUID("6f1c6d0e-5a0b-5e0c-9a57-2f8d0c4b7e11")
ABSENT: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True)
class Record:
    """What the Ministry is to hold of one thing. `problems` say which columns cannot be filled.

    `record_id` is the IdBanGhi, stable over every version; `parent_id` that of what it belongs to.
    """

    record_id: uuid.UUID
    parent_id: uuid.UUID | None
    kind: str
    table: str
    order: int
    content: dict[str, Any]
    problems: list[dict[str, str]]
    unit: str
    person: str


def identity(kind: str, key: Key) -> uuid.UUID:
    """The IdBanGhi of what the key is about: UUIDv5, the same at every node and after a restore."""
    return uuid.uuid5(NAMESPACE, json.dumps([kind, *key], ensure_ascii=False))


def records_of(facts: Iterable[tuple[str, Fact]], mapping: Mapping) -> Iterator[Record]:
    """One record a thing, parents before children. `facts` come with the unit of their package."""
    chosen: dict[tuple[str, Key], tuple[str, Fact]] = {}
    for unit, fact in facts:
        before = chosen.get((fact.kind, fact.key))
        if before is None or before[1].weight < fact.weight:
            chosen[fact.kind, fact.key] = unit, fact
    for unit, fact in sorted(chosen.values(), key=lambda each: mapping.tables[each[1].kind].order):
        table = mapping.tables[fact.kind]
        if not _is_left(table, fact):
            yield _record(table, unit, fact, mapping)


def _is_left(table: Table, fact: Fact) -> bool:
    return any(str(fact.values.get(each.source)) in each.values for each in table.leave)


def _record(table: Table, unit: str, fact: Fact, mapping: Mapping) -> Record:
    content: dict[str, Any] = {}
    problems = []
    for column in (table.name, *table.columns):
        value, problem = _value(column, fact, mapping)
        if problem:
            said = str(value)[:50] if problem == "unknown_code" else ""
            problems.append({"field": column.name, "code": problem, "value": said})
        elif value not in ABSENT:
            content[column.name] = value
    return Record(
        record_id=identity(fact.kind, fact.key),
        parent_id=identity(table.parent, fact.within[table.parent]) if table.parent else None,
        kind=fact.kind,
        table=content.pop("table", ""),
        order=table.order,
        content=content,
        problems=problems,
        unit=unit,
        person=fact.person,
    )


def _value(column: Column, fact: Fact, mapping: Mapping) -> tuple[Any, str]:
    """The column's value and "", or what could not be expressed and the code of the problem."""
    said = [fact.values.get(name) for name in column.sources]
    given = [_picked(column, each) for each in said if each not in ABSENT]
    if column.codes:
        codes = mapping.codes[column.codes]
        known = [codes[str(each)] for each in given if str(each) in codes]
        if given and not known:
            return given[-1], "unknown_code"
        given = known
    value = _typed(column, given[0]) if given else column.value
    if value in ABSENT:
        lacks = column.required and ("missing" if column.sources else "not_kept")
        return None, lacks or ""
    is_too_long = column.length and len(str(value)) > column.length
    return value, "too_long" if is_too_long else ""


def _picked(column: Column, value: Any) -> Any:
    return value[-1] if column.pick == "last" and isinstance(value, list) else value


def _typed(column: Column, value: Any) -> Any:
    """As the column takes it: tenths as a number with one decimal, texts as texts."""
    if column.type == "tenths":
        return value / 10
    if column.type in ("whole", "number", "flag"):
        return int(value) if column.type != "number" else value
    return str(value)
