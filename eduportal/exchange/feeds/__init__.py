"""What a domain supplies so that its records can travel."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange.sentences import sentence
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem

Row = Sequence[Any]


class LedgerRow(NamedTuple):
    """What a package says of one student, as the ledger keeps it (models.Line)."""

    student_uid: str
    standing: str
    cells: Sequence[int | None]
    result: Sequence[int | None]


class Feed(ABC):
    """One kind of package: what its lines are, what is wrong with them, and what counts.

    Lines come from another node and may hold anything; only `check` meets those. `schemas` are
    those this node reads, the one it writes first. Packages of a smaller `order` go before:
    school, staff, class, student, results. `sentences` says what the codes of `check` mean.
    """

    name: str
    schemas: tuple[str, ...]
    order: int
    sentences: Mapping[str, str | Promise] = {}

    @abstractmethod
    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        """Everything wrong with the lines, all at once; empty when they can be accepted."""

    @abstractmethod
    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        """The control totals over lines that `check` has passed, for a person to compare."""

    @abstractmethod
    def records(self, totals: Mapping[str, Any]) -> int:
        """How many records the totals speak of."""

    def ledger_rows(self, header: Header, lines: Sequence[Row]) -> Iterable[LedgerRow]:
        """What counts of the lines; nothing for a feed whose packages are all there is."""
        return ()

    def knows(self, rules: str) -> bool:
        """Whether this node can check lines that were computed under these rules."""
        return True

    def rule_sets(self) -> list[str]:
        """The names of the rules this node checks by, as headers name them."""
        return []

    def name_of(self, line: Row) -> str:
        """The name a person finds the line by."""
        return str(line[0]) if line else ""

    def key_of(self, line: Row) -> str:
        """What a line is about, the same in every version."""
        return str(line[0]) if line else ""

    def in_words(self, header: Header) -> Callable[[Row], dict[str, str]]:
        """What says a line in words for a person: by the name of each thing, its value."""
        return lambda line: {"": ", ".join(map(str, line))}

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        """The students of this node's register whom lines are about."""
        return []


@cache
def feed_for(name: str) -> Feed:
    """The feed of this name; raises KeyError for one this node does not know."""
    feed: Feed = import_string(registry.FEEDS[name])()
    return feed


def explained(name: str, code: str, otherwise: str) -> str:
    """A problem's code in the reader's language; `otherwise` for one this version does not know."""
    own = feed_for(name).sentences if name in registry.FEEDS else {}
    return str(own[code]) if code in own else sentence(code, otherwise)
