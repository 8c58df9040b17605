"""What a scheme says of one mark sheet and of one student's line on it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple, Protocol

from grades.rules.cells import AssessmentForm


class Moment(IntEnum):
    """How far the term is when a result is derived; gaps that may still be filled stay open."""

    RUNNING = 0
    TERM_OVER = 1
    YEAR_OVER = 2
    """The second term is over, and the year with it."""


class Layout(Protocol):
    """The facts a sheet keeps of its columns; a MarkSheet is one."""

    @property
    def form(self) -> str: ...
    @property
    def regular_count(self) -> int: ...
    @property
    def has_topic(self) -> bool: ...
    @property
    def periodic_count(self) -> int: ...


class Taught(NamedTuple):
    """A subject as the programme of a grade has it: what decides which cells its sheets have."""

    subject: str
    """Its code in the register."""
    grade: int
    annual_periods: int
    form: AssessmentForm
    has_topic: bool = False
    """Whether the class or one of its students studies the topics of the subject."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A layout that is not stored yet."""

    form: AssessmentForm
    regular_count: int
    """Regular assessments of the term, the study topics' mark not among them; in primary school
    the levels at the middle and at the end."""
    has_topic: bool = False
    """Whether a column for the mark of the study topics (chuyên đề) follows the regular ones."""
    periodic_count: int = 2
    """Marked tests of the term: none, one at its end, or one in its middle as well."""

    @property
    def slots(self) -> int:
        """Length of a line's `regular`."""
        return self.regular_count + self.has_topic


class Line(Protocol):
    """One student's marks on a sheet: tenths, codes or None; a MarkRecord is one."""

    @property
    def regular(self) -> Sequence[int | None]: ...
    @property
    def midterm(self) -> int | None: ...
    @property
    def final(self) -> int | None: ...
    @property
    def exempt(self) -> bool: ...
    @property
    def studies_topics(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Marks:
    """A line that is not a stored record."""

    regular: Sequence[int | None]
    midterm: int | None
    final: int | None
    exempt: bool = False
    studies_topics: bool = True
    """Whether the student studies the topics of the subject, where it has a column for them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of cells: its name, where a line keeps it, and how it enters the result."""

    name: str
    place: str
    """regular, midterm or final."""
    slot: int | None
    """Position in `regular`."""
    group: str
    """regular, topic or periodic; in primary school midterm or final."""
    weight: int
    blocks: bool
    """Whether an empty cell leaves the line without a result."""
    form: str = ""
    """How its cells are written (CellForm); empty where that is the form of the sheet."""
    opens_as: str = ""
    """The kind of column whose days of entry it has; empty where that follows from its place."""
    title: str = ""
    """The short title; empty where that follows from the name."""

    @property
    def kind(self) -> str:
        """A key of the scheme's column_kinds: where a line keeps the marks, the topics' apart."""
        return self.opens_as or ("topic" if self.group == "topic" else self.place)

    @property
    def label(self) -> str:
        """The short title teachers know: TX1, GK; CĐHT for the study topics."""
        return self.title or ("CĐHT" if self.group == "topic" else self.name.upper())

    def value(self, line: Line) -> int | None:
        """The cell of this column on a line."""
        if self.slot is not None:
            return line.regular[self.slot]
        return line.midterm if self.place == "midterm" else line.final


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """One subject of one student: its term or year average in tenths, or a CellCode."""

    subject: Hashable
    form: AssessmentForm
    result: int | None
