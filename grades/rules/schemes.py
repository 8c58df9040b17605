"""The one way to a circular: by programme, grade level and school year.

A sibling package of `tt22` is entered in `_BUILT`, its first regulation set in
`grades.services.default_regulations`, its golden cases in `eduportal.operations.vectors`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, NamedTuple, Protocol

from grades.rules.answers import Answer, Lack
from grades.rules.cells import AssessmentForm
from grades.rules.explaining import Explaining
from grades.rules.in_sql import InSql
from grades.rules.levels import Award, Level, Promotion
from grades.rules.settings import Setting, Value, gettext_noop
from grades.rules.sheets import Column, Layout, Line, Moment, SheetLayout, SubjectResult, Taught
from grades.rules.traits import CodedTrait
from grades.rules.tt22.learning import LearningOutcome as LearningOutcome
from grades.rules.tt22.scheme import Secondary
from grades.rules.tt27.scheme import Primary
from grades.rules.tt43.scheme import Continuing
from grades.rules.year_rules import YearRules

# Codes of the programmes, as classes carry them.
GENERAL, CONTINUING = "gdpt-2018", "gdtx"


class Scheme(YearRules, Protocol):
    """One circular under one set of readings."""

    code: ClassVar[str]
    """TT22, as stored with a regulation set."""
    circular: ClassVar[str]
    """22/2021/TT-BGDĐT."""
    forms: ClassVar[tuple[AssessmentForm, ...]]
    """The forms of assessment that the circular knows."""
    column_kinds: ClassVar[Mapping[str, str]]
    """The kinds of columns a sheet may have (Column.kind), each with its short title."""
    remarks: ClassVar[Mapping[str, str]]
    """The teacher's remarks on a student's line, each with its title."""
    has_average: ClassVar[bool]
    """Whether the result of a term is derived from several cells, and so stands beside them."""
    gives_term_level: ClassVar[bool]
    """Whether a term ends with a level of learning over all subjects."""

    @property
    def in_sql(self) -> InSql:
        """The same results for a whole province, as statements."""

    @property
    def explaining(self) -> Explaining | None:
        """How the values this scheme derives came about; None where it derives none of a term."""

    def settings(self) -> dict[str, Value]:
        """Every setting with its value."""

    def digest(self) -> str:
        """Twelve hexadecimal digits, equal where the circular is read in the same way."""

    def layout(self, taught: Taught) -> SheetLayout:
        """Which cells a new sheet of a subject has."""

    @property
    def takes_exempt_cells(self) -> bool:
        """Whether a single cell may hold M."""

    @property
    def takes_outside_marks(self) -> bool:
        """Whether marks given outside the portal are entered, and then count as own marks."""

    def columns(self, sheet: Layout) -> tuple[Column, ...]:
        """The columns of a sheet, from left to right."""

    def parse(self, sheet: Layout, cell: str, text: str | None) -> int | None:
        """A typed cell as it is stored; `cell` is the name of a column. Raises MarkTextError."""

    def problem(self, sheet: Layout, line: Line) -> str:
        """Why a line cannot be one of this sheet: a code, or empty."""

    def average(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> int | None:
        """The line's result of the term: tenths, or the code of a result or level.

        `undue` are the kinds of columns that were open on no day of the student's stay: the moment
        decides nothing for want of a mark in them.
        """

    def is_low(self, form: AssessmentForm, result: int) -> bool:
        """Whether pages show the result of a term as one that is not passed: an average below the
        bar of Đạt, Chưa đạt, Chưa hoàn thành."""

    def for_browser(self, sheet: Layout) -> dict[str, object]:
        """What the mark grid needs to read cells, and to estimate a result where one is computed
        (static/marksheet/provisional.js)."""

    def cells_to_fill(self, sheet: Layout, line: Line) -> tuple[str, ...]:
        """Names of the empty cells that are to be filled; none for an exempt student."""

    def settled(
        self, sheet: Layout, line: Line, moment: Moment, undue: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Names of the cells whose gap or absence is decided by the moment alone."""

    def lacks(self, sheet: Layout, line: Line, undue: Collection[str] = ()) -> tuple[Lack, ...]:
        """The cells for want of which a line has no result when the term is over."""

    def answers(
        self, lacks: Collection[Lack], *, has_every_result: bool, readings_differ: bool = False
    ) -> dict[Answer, str]:
        """What may be decided on a student without a level, each answer with its clause.

        `lacks` are those of all subjects; with every result there the student lacks subjects,
        or the readings of the one-level adjustment give different levels.
        """

    def cells_by(self, answer: Answer, sheet: Layout, lacks: Collection[Lack]) -> dict[str, int]:
        """What the answer writes into which cells of a line that lacks these."""

    def waits_for(self, answer: Answer | None) -> bool:
        """Whether the class is not sealed before; None where nobody has decided."""

    def learning(
        self,
        subjects: Iterable[SubjectResult],
        *,
        own_list: Collection[Hashable] | None,
        optional: Collection[Hashable],
    ) -> LearningOutcome | None:
        """A student's level over all subjects of a term or year; None if not classifiable, and
        under a circular without such levels.

        `own_list` holds the compulsory and the chosen subjects, None while they are not known;
        `optional` the freely chosen ones.
        """

    def year_result(self, form: AssessmentForm, term1: int | None, term2: int | None) -> int | None:
        """A subject's result of the year from those of its terms."""

    def year_conduct(self, term1: Level, term2: Level) -> Level | None:
        """Conduct over the year; None under a circular that has none."""

    def promotion(
        self,
        learning: Level | None,
        conduct: Level | None,
        absences: int,
        *,
        reassessed_learning: Level | None = None,
        retrained_conduct: Level | None = None,
        summer_over: bool = False,
    ) -> Promotion | None:
        """What follows from a student's levels of the year; None where the circular knows none."""

    def award(
        self,
        learning: Level | None,
        conduct: Level | None,
        subjects: Iterable[SubjectResult],
        *,
        optional: Collection[Hashable],
    ) -> Award | None:
        """The title a student earns by these levels at the end of the year."""

    def traits(self, grade: int) -> Sequence[CodedTrait]:
        """The qualities and competences assessed in the grade, in the order in which lists of
        levels keep them; none where conduct is given instead."""

    @property
    def most_absences(self) -> int | None:
        """The sessions a student may miss in the year; None for as many as there are."""

    def countable_absences(self, sessions_a_day: Iterable[int]) -> int:
        """The sessions that count, from those missed on each day."""


MESSAGES = {
    "not_built": gettext_noop(
        "Grade %(grade)s is assessed by circular %(circular)s in %(year)s, which this portal does "
        "not compute."
    ),
    "no_circular": gettext_noop(
        "No circular on marks is known for grade %(grade)s of the programme “%(programme)s” in "
        "%(year)s."
    ),
    "no_set": gettext_noop("No regulation set for circular %(circular)s is in force in %(year)s."),
}


class NoScheme(LookupError):
    """There are no rules for these classes here. The sentence is MESSAGES[code] % params."""

    def __init__(self, code: str, params: Mapping[str, object]) -> None:
        self.code, self.params = code, params
        super().__init__(MESSAGES[code] % params)


class Circular(NamedTuple):
    """A circular: its code in this portal and its number."""

    code: str
    number: str


TT22 = Circular("TT22", "22/2021/TT-BGDĐT")
TT27 = Circular("TT27", "27/2020/TT-BGDĐT")
TT43 = Circular("TT43", "43/2021/TT-BGDĐT")
TT58 = Circular("TT58", "58/2011/TT-BGDĐT")
TT22_2016 = Circular("TT22-2016", "22/2016/TT-BGDĐT")

_BUILT: dict[str, type[Secondary] | type[Primary]] = {
    TT22.code: Secondary,
    TT27.code: Primary,
    TT43.code: Continuing,
}

# Grade level -> calendar year in which the first school year under the circular begins: 22/2021
# Điều 21 (43/2021 follows the same years), 27/2020 for grades 1 to 5.
_SECONDARY_SINCE = {6: 2021, 7: 2022, 10: 2022, 8: 2023, 11: 2023, 9: 2024, 12: 2024}
_PRIMARY_SINCE = {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024}


def circular_for(programme: str, grade_level: int, school_year: str) -> Circular:
    """The circular that governs a class; raises NoScheme where none is known.

    `programme` is the code of a class (gdpt-2018, gdtx), `school_year` reads "2026-2027".
    """
    begins = int(school_year[:4])
    if programme == GENERAL and grade_level in _SECONDARY_SINCE:
        return TT22 if begins >= _SECONDARY_SINCE[grade_level] else TT58
    if programme == GENERAL and grade_level in _PRIMARY_SINCE:
        return TT27 if begins >= _PRIMARY_SINCE[grade_level] else TT22_2016
    if programme == CONTINUING and begins >= _SECONDARY_SINCE.get(grade_level, begins + 1):
        return TT43
    params = {"programme": programme, "grade": grade_level, "year": school_year}
    raise NoScheme("no_circular", params)


def scheme_for(
    programme: str,
    grade_level: int,
    school_year: str,
    settings: Mapping[str, object] = MappingProxyType({}),
) -> Scheme:
    """The rules a class is assessed by; a setting that is absent takes its default.

    The only way from a class to its circular: a regulation set fills in the settings
    (grades.selectors.regulations). Raises NoScheme for a class whose circular is not known or not
    computed here, BadSettings for values that are no settings of it.
    """
    circular = circular_for(programme, grade_level, school_year)
    if circular.code not in _BUILT:
        params = {"grade": grade_level, "circular": circular.number, "year": school_year}
        raise NoScheme("not_built", params)
    return scheme_of(circular.code, settings)


def scheme_of(code: str, settings: Mapping[str, object]) -> Scheme:
    """The scheme a stored regulation set describes; raises KeyError, BadSettings."""
    return _BUILT[code].from_settings(settings)


def column_kinds() -> dict[str, str]:
    """The kinds of columns of every circular computed here, each with its short title."""
    return {kind: label for each in _BUILT.values() for kind, label in each.column_kinds.items()}


def settings_of(code: str) -> tuple[Setting, ...]:
    """The settings of a circular, each with its clause, its question and its state."""
    return _BUILT[code].settings_list


def number_of(code: str) -> str:
    """The number of a circular computed here: "22/2021/TT-BGDĐT" for "TT22"."""
    return _BUILT[code].circular


def built_circulars() -> tuple[Circular, ...]:
    """The circulars this portal computes."""
    return tuple(each for each in (TT22, TT27, TT43) if each.code in _BUILT)
