"""What a domain supplies so that its records can travel."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.exchange.models import Package
from eduportal.exchange.wire.problem import Problem


class Feed(ABC):
    """One kind of package: its columns, what is wrong with its records, and where they go.

    `check`, `score_sum` and `students` are given whatever a stranger put into the columns.
    """

    kind: str
    schema: str
    columns: tuple[str, ...]

    @abstractmethod
    def check(self, package: Package, rows: Sequence[Sequence[Any]]) -> list[Problem]:
        """Everything wrong with the records, all at once; empty when they can be accepted."""

    @abstractmethod
    def store(self, package: Package, rows: Sequence[Sequence[Any]]) -> None:
        """Make the records the whole truth about the package's scope."""

    @abstractmethod
    def score_sum(self, rows: Sequence[Sequence[Any]]) -> int:
        """The control total over the records, in tenths."""

    @abstractmethod
    def students(self, rows: Sequence[Sequence[Any]]) -> int:
        """How many students the records speak of."""


@cache
def feed_for(kind: str) -> Feed:
    """The feed of this kind; raises KeyError for a kind this node does not know."""
    feed: Feed = import_string(registry.FEEDS[kind])()
    return feed
