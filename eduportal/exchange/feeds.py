"""What a domain supplies so that its records can travel."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange.models import Package
from eduportal.exchange.sentences import sentence
from eduportal.exchange.wire.header import schema_hash
from eduportal.exchange.wire.numbers import decimal_text
from eduportal.exchange.wire.problem import Problem


class Feed(ABC):
    """One kind of package: its columns, what is wrong with its records, and where they go.

    Rows come from another node and may hold anything; `store` and `name_of` get only records that
    `check` has passed or that came in a well-formed package. `sentences` says what the codes of
    `check` mean, for people.
    """

    kind: str
    schema: str
    columns: tuple[str, ...]
    sentences: Mapping[str, str | Promise] = {}

    @property
    def schema_hash(self) -> str:
        """Digest of name and columns: two nodes that mean other columns by one name notice it."""
        return schema_hash(self.schema, self.columns)

    @abstractmethod
    def knows(self, rules: Mapping[str, Any]) -> bool:
        """Whether this node can check records that were computed under these rules."""

    @property
    def description(self) -> dict[str, Any]:
        """How the records are to be read, as a header states it."""
        return {
            "schema": self.schema,
            "schema_hash": self.schema_hash,
            "columns": list(self.columns),
        }

    @abstractmethod
    def check(self, package: Package, rows: Sequence[Sequence[Any]]) -> list[Problem]:
        """Everything wrong with the records, all at once; empty when they can be accepted."""

    @abstractmethod
    def store(self, package: Package, rows: Sequence[Sequence[Any]]) -> None:
        """Replace the records of the package's scope with these."""

    @abstractmethod
    def mark_sum(self, rows: Sequence[Sequence[Any]]) -> int:
        """The control total over the records, in tenths."""

    @abstractmethod
    def name_of(self, row: Sequence[Any]) -> str:
        """The name a person finds the record by: its student and its subject."""

    @abstractmethod
    def persons_of(self, records: Sequence[str]) -> list[Person]:
        """The students of this node's register whom records are about, by the records' identities.

        A record may bear any text; one of a school that keeps its own register means nobody here.
        """

    @abstractmethod
    def nulls(self, rows: Sequence[Sequence[Any]]) -> int:
        """How many results are still missing."""

    @abstractmethod
    def students(self, rows: Sequence[Sequence[Any]]) -> int:
        """How many students the records are about."""


@cache
def feed_for(kind: str) -> Feed:
    """The feed of this kind; raises KeyError for a kind this node does not know."""
    feed: Feed = import_string(registry.FEEDS[kind])()
    return feed


def explained(kind: str, code: str, otherwise: str) -> str:
    """A problem's code in the reader's language; `otherwise` for one this version does not know."""
    own = feed_for(kind).sentences if kind in registry.FEEDS else {}
    return str(own[code]) if code in own else sentence(code, otherwise)


def totals(feed: Feed, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """The control totals of a header, for a person to compare."""
    return {
        "counts": {"rows": len(rows), "students": feed.students(rows)},
        "totals": {"mark_sum": decimal_text(feed.mark_sum(rows)), "nulls": feed.nulls(rows)},
    }
