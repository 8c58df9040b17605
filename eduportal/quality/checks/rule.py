"""What a rule of data quality says of itself, what it is asked about, and what it finds."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from eduportal.accounts.roles import Role
from eduportal.quality.choices import About, Area, Effect, Kind
from schools.models import SchoolYear, Term

Fact = str | int


@dataclass(frozen=True)
class Checked:
    """What a rule looks at: these schools, in this year and term, as of this day.

    `term` is the one of today, or the last that began. `ended` are the terms whose days of mark
    entry are over.
    """

    schools: tuple[int, ...]
    today: datetime.date
    year: SchoolYear
    term: Term
    ended: tuple[Term, ...] = ()

    def days_ago(self, days: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days)

    @property
    def day(self) -> datetime.date:
        """Today, or the nearest day of the year."""
        return self.year.day_in(self.today)

    @property
    def begun(self) -> int:
        """Days of the school year so far."""
        return (self.today - self.year.starts_on).days


@dataclass(frozen=True)
class Found:
    """One row that a rule has found. The facts name no person and do not change by themselves."""

    school: int
    key: int
    second: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)
    other_school: int | None = None


Look = Callable[[Checked], Iterable[Found]]


@dataclass(frozen=True)
class Rule:
    """One rule. `sentence` takes its words from a finding's facts.

    `page` is where its rows are mended, by its name in the URL table; `place` says what the address
    takes: the public id of what the finding is about, that and the term among the facts, or
    nothing. `basis` is empty where no law says so.
    """

    code: str
    area: Area
    kind: Kind
    about: About
    title: Promise
    sentence: Promise
    why: Promise
    mend: Promise
    effect: Effect
    owner: Role
    days: int
    page: str
    look: Look
    place: str = "about"
    basis: str = ""
    between_schools: bool = False

    @property
    def is_urgent_kind(self) -> bool:
        """Whether an overdue finding counts as urgent, unless the rule has proved unreliable."""
        return self.effect != Effect.LOOK


RULES: dict[str, Rule] = {}


def rule(code: str, **said: object) -> Callable[[Look], Look]:
    """Register the decorated function as the rule of this code."""

    def register(look: Look) -> Look:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code=code, look=look, **said)  # type: ignore[arg-type]
        return look

    return register
