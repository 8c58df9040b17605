"""What a domain supplies so that its records can travel."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import schema_hash
from eduportal.exchange.wire.numbers import decimal_text
from eduportal.exchange.wire.problem import Problem


class Feed(ABC):
    """One kind of package: its columns, what is wrong with its records, and where they go.

    The methods are given whatever a stranger put into the columns; `store` and `name_of` only
    records that `check` has passed or that came in a well-formed package.
    """

    kind: str
    schema: str
    columns: tuple[str, ...]

    @property
    def schema_hash(self) -> str:
        """Digest of the schema's name and columns: nodes that mean others by it notice."""
        return schema_hash(self.schema, self.columns)

    @abstractmethod
    def knows(self, rules: Mapping[str, Any]) -> bool:
        """Whether this node can check records that were computed under these rules."""

    @abstractmethod
    def check(self, package: Package, rows: Sequence[Sequence[Any]]) -> list[Problem]:
        """Everything wrong with the records, all at once; empty when they can be accepted."""

    @abstractmethod
    def store(self, package: Package, rows: Sequence[Sequence[Any]]) -> None:
        """Make the records the whole truth about the package's scope."""

    @abstractmethod
    def mark_sum(self, rows: Sequence[Sequence[Any]]) -> int:
        """The control total over the records, in tenths."""

    @abstractmethod
    def name_of(self, row: Sequence[Any]) -> str:
        """How a person finds the record: whose it is and about what."""

    @abstractmethod
    def nulls(self, rows: Sequence[Sequence[Any]]) -> int:
        """How many results are not there yet."""

    @abstractmethod
    def students(self, rows: Sequence[Sequence[Any]]) -> int:
        """How many students the records speak of."""


@cache
def feed_for(kind: str) -> Feed:
    """The feed of this kind; raises KeyError for a kind this node does not know."""
    feed: Feed = import_string(registry.FEEDS[kind])()
    return feed


def totals(feed: Feed, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """The control totals of a header, for a person to compare."""
    return {
        "counts": {"rows": len(rows), "students": feed.students(rows)},
        "totals": {"mark_sum": decimal_text(feed.mark_sum(rows)), "nulls": feed.nulls(rows)},
    }
