"""What a derived value was derived from: data alone, no sentences.

Every circular explains its values in these terms (Scheme.explaining). Marks and averages are
tenths or codes of `cells.CellCode`; keys are names of columns, subjects or terms, whatever the
question was about. Nothing here says what another mark would have led to.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, Protocol

from grades.rules.cells import AssessmentForm
from grades.rules.levels import AnyLevel, Award, Level, Promotion
from grades.rules.sheets import Layout, Line, Moment, SubjectResult

Result = int | AnyLevel | Promotion | Award | None


class Derived(StrEnum):
    """The values that are derived and can be explained."""

    TERM_AVERAGE = "term_average"
    TERM_RESULT = "term_result"
    """Of a comment-only subject."""
    YEAR_AVERAGE = "year_average"
    YEAR_RESULT = "year_result"
    LEVEL = "level"
    """Over all subjects of a term or year."""
    YEAR_CONDUCT = "year_conduct"
    PROMOTION = "promotion"
    AWARD = "award"


class Part(StrEnum):
    """What an input is to the value."""

    COUNTED = "counted"
    SETTLED = "settled"
    """An absence that counts as 0 or Chưa đạt once the make-up is over."""
    MISSING = "missing"
    """Nothing is there, and the value waits for it or fails for it."""
    OPEN = "open"
    """Nothing is there, and nothing waits for it."""
    LEFT_OUT = "left_out"
    """Exempt, not studied, or not counted by the readings."""
    NOT_COUNTED = "not_counted"
    """There, and of no influence: the first term of a comment-only subject."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing a value was derived from: what is stored, and what it counts as."""

    key: Hashable
    value: int | None
    counts_as: int | None
    part: Part
    weight: int | None = None

    @property
    def product(self) -> int | None:
        """Weight times what it counts as; None where the value is no weighted sum."""
        if self.weight is None or self.counts_as is None:
            return None
        return self.weight * self.counts_as


@dataclass(frozen=True, slots=True)
class Division:
    """A weighted sum over its weights, rounded once. `rounding` is a word of the readings."""

    total: int
    weights: int
    rounding: str

    @property
    def exact(self) -> Fraction:
        """The quotient in marks, not in tenths, before it is rounded."""
        return Fraction(self.total, 10 * self.weights)


class Asks(StrEnum):
    """What a condition asks."""

    EVERY = "every"
    """Every scored subject has at least `bar`; `keys` have less."""
    ENOUGH = "enough"
    """At least `needed` scored subjects have `bar`; `found` have it."""
    COMMENTED = "commented"
    """At most `needed` comment-only subjects are Chưa đạt; `keys` are."""
    ABSENCES = "absences"
    """At most `needed` sessions missed; `found` were."""
    CONDUCT = "conduct"
    """Conduct of at least the level `bar`; `found` is the level."""
    LEARNING = "learning"
    """The same of learning."""
    SUBJECTS = "subjects"
    """At least `needed` scored subjects are assessed at all; `found` are."""
    LEVELS = "levels"
    """Every subject and activity has at least the level `bar`; `keys` have less."""
    TRAITS = "traits"
    """Every quality and competence has at least the level `bar`; `keys` have less."""
    TESTS = "tests"
    """Every test at the end of the year has at least `bar`; `keys` have less."""
    RECOGNISED = "recognised"
    """A person gives a title for what the class recognises in the student."""


class YearKey(NamedTuple):
    """An input of a year of primary school that is no subject's result: by TESTS the test of a
    subject, by TRAITS a quality or competence at its place."""

    asks: Asks
    of: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition, and whether it is met. `bar` and `found`: see Asks."""

    asks: Asks
    is_met: bool
    clause: str
    bar: int | None = None
    needed: int | None = None
    found: int | None = None
    keys: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One possible result with its conditions, of which all must be met."""

    result: AnyLevel | Award
    conditions: tuple[Condition, ...]

    @property
    def is_reached(self) -> bool:
        return all(each.is_met for each in self.conditions)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A level before and after the adjustment for one subject.

    `because_of` is the subject that triggered it, None where nothing was adjusted; `without` the
    level but for it; `reading` the word of the readings by which the clause was read;
    `readings_differ` says that another reading gives another level.
    """

    before: Level
    after: Level
    because_of: Hashable | None
    without: Level | None
    reading: str
    readings_differ: bool


class Why(StrEnum):
    """Why a value is what no sum and no table shows, or why there is none."""

    EXEMPT = "exempt"
    WAITING = "waiting"
    """The cells or subjects that are missing may still come."""
    NO_REGULAR = "no_regular"
    """Without any regular mark there is no average."""
    ALL_PASSED = "all_passed"
    ONE_FAILED = "one_failed"
    NOT_FULL = "not_full"
    """The term is over without the full number of assessments."""
    SECOND_TERM = "second_term"
    """The second term alone decides."""
    NO_FIRST_TERM = "no_first_term"
    CHOICE_OPEN = "choice_open"
    """It is not recorded which subjects are the student's own."""
    UNDECIDED = "undecided"
    """A person has to decide first."""
    TOO_FEW = "too_few"
    """Fewer scored subjects than the table needs."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one value came about. `clauses` are places as settings cite them, by what they say.

    `conditions` are those without which there is no value at all, or no promotion; `steps` the
    possible results from the highest down.
    """

    derived: Derived
    result: Result
    inputs: tuple[Input, ...]
    clauses: Mapping[str, str]
    why: Why | None = None
    division: Division | None = None
    conditions: tuple[Condition, ...] = ()
    steps: tuple[Step, ...] = ()
    adjustment: Adjustment | None = None

    @property
    def missing(self) -> tuple[Hashable, ...]:
        """The cells or subjects for want of which there is no value, or only a failed one."""
        return tuple(each.key for each in self.inputs if each.part is Part.MISSING)


class Explaining(Protocol):
    """What a circular can explain; the arguments are those of the Scheme's own methods."""

    def term(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> Explanation:
        """A subject's result of a term; keys are names of columns."""

    def year(self, form: AssessmentForm, term1: int | None, term2: int | None) -> Explanation:
        """A subject's result of the year; keys are 1 and 2."""

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> Explanation:
        """The level over all subjects of a term or year; keys are subjects."""

    def year_conduct(self, term1: Level | None, term2: Level | None) -> Explanation:
        """Conduct over the year; keys are 1 and 2."""

    def promotion(
        self,
        learning: Level | None,
        conduct: Level | None,
        absences: int,
        *,
        reassessed_learning: Level | None = None,
        retrained_conduct: Level | None = None,
        summer_over: bool = False,
    ) -> Explanation:
        """What follows from a student's year; keys are "conduct" and "learning"."""

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Explanation:
        """The title at the end of the year; keys are subjects."""
