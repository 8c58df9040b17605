"""What a domain supplies so that its records can travel."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.looking import Person
from eduportal.exchange.feeds.draft import Draft
from eduportal.exchange.feeds.enrolment import Contradiction
from eduportal.exchange.models import Package
from eduportal.exchange.sentences import sentence
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from eduportal.exchange.wire.scope import NONE, ScopeKey
from schools.models import School

__all__ = ["Draft", "Fact", "Feed", "LedgerRow", "Row", "explained", "feed_for", "order_of"]

Row = Sequence[Any]
LAST = 99
# What a grade level may be (schools.GradeLevel).
GRADES = range(1, 200)


class LedgerRow(NamedTuple):
    """What a package says of one student, as the ledger keeps it (models.Line)."""

    student_uid: str
    standing: str
    cells: Sequence[int | None]
    result: Sequence[int | None]


Key = tuple[str, ...]


class Fact(NamedTuple):
    """What a package says of one thing, by names, for a projection to another shape.

    `kind` is what it is: school, staff, class, student, result or mark; `key` which one, the same
    in every version. `within` are the keys of what it belongs to, by their kinds. Of several facts
    about the same thing, the one with the greatest `weight` counts. `person` is the uid of the
    student or teacher; empty for neither.
    """

    kind: str
    key: Key
    values: Mapping[str, Any]
    within: Mapping[str, Key]
    weight: tuple[Any, ...] = ()
    person: str = ""


class Feed(ABC):
    """One kind of package: what its lines are, what is wrong with them, and what counts.

    Lines come from another node and may hold anything; only `check` meets those. `schemas` are
    those this node reads, the newest first. `on_request` are schemas with sensitive columns: a node
    names them only where its settings say so, and they are written only where every node above
    names them. Packages of a smaller `order` go before: school, staff, class, student, results.
    The drafts of a feed that `is_whole` name every scope: one that is not among them is no more.
    `sentences` says what the codes of `check` mean, `title` what people call the feed. It is sealed
    in each of `periods`, of a school year where it `has_year`: once a school, or where
    `is_of_class` once a class, of the levels of education in `stages`, all where there are none. It
    is not expected of anybody before the portal keeps its data.
    """

    name: str
    title: str | Promise = ""
    periods: tuple[str, ...] = (NONE,)
    has_year = True
    is_of_class: bool = False
    stages: tuple[str, ...] = ()
    is_expected = True
    schemas: tuple[str, ...]
    on_request: tuple[str, ...] = ()
    order: int
    is_whole = False
    sentences: Mapping[str, str | Promise] = {}
    why_template = ""

    def scope_problems(self, scope: ScopeKey) -> list[Problem]:
        """Whether year, period and unit are those of this feed: others would count beside it."""
        named = (scope.year != NONE, scope.unit != NONE)
        if scope.period in self.periods and named == (self.has_year, self.is_of_class):
            return []
        message = "Year, period and unit of the scope are not those of the feed."
        return [Problem("bad_scope", message, column="scope")]

    def about_problems(self, about: Mapping[str, Any]) -> list[Problem]:
        """Whether the header of a class's package says its programme and grade."""
        programme, grade = about.get("programme"), about.get("grade")
        is_named = isinstance(programme, str) and type(grade) is int and grade in GRADES
        if is_named or not self.is_of_class:
            return []
        return [Problem("bad_header", "It names no programme and grade.", column="about")]

    @abstractmethod
    def check(self, header: Header, lines: Sequence[Row]) -> list[Problem]:
        """Everything wrong with the lines, all at once; empty when they can be accepted."""

    @abstractmethod
    def totals(self, header: Header, lines: Sequence[Row]) -> dict[str, Any]:
        """The control totals over lines that `check` has passed, for a person to compare."""

    @abstractmethod
    def records(self, totals: Mapping[str, Any]) -> int:
        """How many records the totals speak of."""

    def expected_periods(self, year: str) -> Sequence[str]:
        """In which of `periods` of a school year packages are waited for."""
        return self.periods

    def ledger_rows(self, header: Header, lines: Sequence[Row]) -> Iterable[LedgerRow]:
        """What counts of the lines; nothing for a feed whose packages are all there is."""
        return ()

    def facts(self, header: Header, lines: Sequence[Row]) -> Iterable[Fact]:
        """What accepted lines say, thing by thing; nothing for a feed that nobody projects."""
        return ()

    def drafts(self, school: School, schema: str) -> Iterable[Draft]:
        """What this node would seal of the school by itself now, a draft a scope, in this schema.

        Nothing for a feed that people seal.
        """
        return ()

    def says(self, plain: bytes, draft: Draft) -> bool:
        """Whether sealed bytes say already what the draft would."""
        return draft.is_said_by(plain)

    def missing(self, school: School, header: Header, lines: Sequence[Row]) -> str:
        """What must come before the package can be judged, as a sentence; empty for nothing.

        Meets lines that nobody has checked.
        """
        return ""

    def contradiction(
        self, school: School, header: Header, lines: Sequence[Row]
    ) -> Contradiction | None:
        """What the school's own lists do not bear out of the lines; None for nothing.

        Meets lines that nobody has checked.
        """
        return None

    def store(self, package: Package, lines: Sequence[Row]) -> bool:
        """Write what the package that counts says into this node's register, where it belongs.

        False for a feed whose packages are the store.
        """
        return False

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

    def why(
        self, header: Header, line: Row, beside: Sequence[tuple[Header, Row]]
    ) -> Mapping[str, Any]:
        """How the derived values of an accepted line came about, from what was sealed alone, each
        by its thing as `in_words` names it; pages show one by `why_template`, as `explained`.

        `beside` are the lines of the same student in other packages of the year.
        """
        return {}

    def page_of(self, package: Package) -> str:
        """The address where its school seals the scope again; empty where no person does."""
        return ""

    def persons_of(self, lines: Iterable[Row]) -> list[Person]:
        """The students of this node's register whom lines are about."""
        return []


@cache
def feed_for(name: str) -> Feed:
    """The feed of this name; raises KeyError for one this node does not know."""
    feed: Feed = import_string(registry.FEEDS[name])()
    return feed


def all_feeds() -> list[Feed]:
    """Every feed of the registry, in the order in which their packages go."""
    return sorted(map(feed_for, registry.FEEDS), key=lambda feed: (feed.order, feed.name))


def title_of(name: str) -> str:
    """What people call the feed; its name where this node does not know it."""
    return (str(feed_for(name).title) if name in registry.FEEDS else "") or name


def order_of(name: str) -> int:
    """Where a feed stands in the order of dependency; one this node does not know comes last."""
    return feed_for(name).order if name in registry.FEEDS else LAST


def explained(name: str, code: str, otherwise: str) -> str:
    """A problem's code in the reader's language; `otherwise` for one this version does not know."""
    own = feed_for(name).sentences if name in registry.FEEDS else {}
    return str(own[code]) if code in own else sentence(code, otherwise)
