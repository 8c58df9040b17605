"""The tables of columns, codes and states: data in a folder, read and checked once a process.

The folder beside this module holds what is known and, for what is not, a default with its reason.
`EDUPORTAL_CSDL_MAPPING` names another one, with the same files.
"""

import hashlib
import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from eduportal.exchange.states import RecordState

OWN = Path(__file__).with_name("tables")
TABLES = ("school", "staff", "class", "student", "result", "mark")
TYPES = ("text", "whole", "number", "tenths", "flag", "day")
Codes = Dict[str, str]


@dataclass(frozen=True)
class Column:
    """One column of a record.

    Its value is that of the first name in `sources` that says something, in the words of the code
    list `codes` where there is one, or else `value`. `pick` takes the last of several. `length` is
    that of a text at most. `unconfirmed` is the reason of what no source settles.
    """

    name: str
    sources: tuple[str, ...] = ()
    codes: str = ""
    value: Any = None
    pick: str = ""
    type: str = "text"
    length: int = 0
    required: bool = False
    unconfirmed: str = ""


@dataclass(frozen=True)
class Leave:
    """Facts that no record is made of, and why; `name` is the reason's code for people."""

    name: str
    source: str
    values: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Table:
    """One table of the Ministry: which facts its rows are made of, and what they belong to.

    Smaller `order` goes first. `name` is a column of its own: which table a class goes into
    depends on its grade.
    """

    kind: str
    order: int
    parent: str
    name: Column
    columns: tuple[Column, ...]
    leave: tuple[Leave, ...]


@dataclass(frozen=True)
class State:
    """A state of the Ministry's front end: its name there, and what it means here."""

    name: str
    ours: RecordState


@dataclass(frozen=True)
class Mapping:
    """Everything the folder says; `digest` changes with any of it."""

    tables: Dict[str, Table]
    codes: Dict[str, Codes]
    states: Dict[str, State]
    digest: str


def mapping() -> Mapping:
    """The tables in force. Raises ImproperlyConfigured for a folder that cannot be used."""
    return _read(Path(settings.EDUPORTAL_CSDL_MAPPING or OWN))


@lru_cache(maxsize=2)
def _read(folder: Path) -> Mapping:
    try:
        texts = {name: (folder / f"{name}.toml").read_bytes() for name in (*TABLES, *LISTS)}
        found = {name: tomllib.loads(text.decode()) for name, text in texts.items()}
        codes, states = found["codes"], _states(found["states"])
        tables = {kind: _table(found[kind], codes) for kind in TABLES}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ImproperlyConfigured(f"The Ministry's tables in {folder}: {problem!r}") from problem
    digest = hashlib.sha256(b"\0".join(texts.values())).hexdigest()[:16]
    return Mapping(tables, codes, states, digest)


LISTS = ("codes", "states")


def _states(given: dict[str, Any]) -> dict[str, State]:
    return {code: State(each["name"], RecordState(each["ours"])) for code, each in given.items()}


def _table(given: dict[str, Any], codes: Dict[str, Codes]) -> Table:
    name = given["table"]
    column = {"name": "table", **name} if isinstance(name, dict) else {"name": "table"}
    fixed = {} if isinstance(name, dict) else {"value": name}
    return Table(
        kind=given["kind"],
        order=given["order"],
        parent=given.get("parent", ""),
        name=_column({**column, **fixed, "required": True}, codes),
        columns=tuple(_column(each, codes) for each in given["field"]),
        leave=tuple(
            Leave(each["name"], each["from"], tuple(each["values"]), each["reason"])
            for each in given.get("leave", [])
        ),
    )


def _column(given: dict[str, Any], codes: Dict[str, Codes]) -> Column:
    """Raises ValueError for a list, type or key that is not there."""
    rest = dict(given)
    column = Column(sources=tuple(rest.pop("from", ())), **rest)
    if column.type not in TYPES or column.pick not in ("", "last"):
        raise ValueError(f"{column.name}: unknown type {column.type} or pick {column.pick}")
    if column.codes and column.codes not in codes:
        raise ValueError(f"{column.name}: there is no list {column.codes}")
    return column
