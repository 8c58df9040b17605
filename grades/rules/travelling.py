"""How a sheet's cells travel: whole numbers, as they are stored, in the order of the layout.

Tenths of a mark from 0 to 100, the codes of cells.CellCode, NOT_TAKEN, or nothing for a cell that
was not entered. Zero, absent and nothing are three things on every node.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellCode
from grades.rules.sheets import Marks, SheetLayout

NOT_TAKEN = 219
"""In every cell of a subject that the student does not take."""
CELLS = frozenset([None, *range(HIGHEST_MARK + 1), *CellCode])
MOST_REGULAR = 6
BESIDES_REGULAR = 3
"""Midterm, final and average."""


class SubjectLayout(NamedTuple):
    """One subject of a package's layout: its code, form, regular marks and topics' marks (0, 1)."""

    subject: str
    form: str
    regular: int
    topics: int

    @property
    def width(self) -> int:
        """How many cells the subject has on a line."""
        return self.regular + self.topics + BESIDES_REGULAR

    @property
    def sheet(self) -> SheetLayout:
        """The same as the rules know it."""
        return SheetLayout(AssessmentForm(self.form), self.regular, bool(self.topics))


class SubjectCells(NamedTuple):
    """One student's cells of a subject, taken apart: the fields of a sheet's line.

    `average` is CellCode.EXEMPT for a student exempt from the subject.
    """

    regular: Sequence[int | None]
    midterm: int | None
    final: int | None
    average: int | None

    @classmethod
    def of(cls, cells: Sequence[int | None]) -> "SubjectCells":
        """Of the cells as they travel."""
        return cls(cells[:-BESIDES_REGULAR], *cells[-BESIDES_REGULAR:])

    @property
    def exempt(self) -> bool:
        return self.average == CellCode.EXEMPT

    @property
    def result(self) -> int | None:
        """The average or result as the rules give it."""
        return None if self.exempt else self.average

    @property
    def is_taken(self) -> bool:
        return self.average != NOT_TAKEN

    @property
    def cells(self) -> list[int | None]:
        """All cells, as they travel."""
        return [*self.regular, self.midterm, self.final, self.average]


def not_taken(layout: SubjectLayout) -> list[int | None]:
    """The cells of a student who does not take the subject."""
    return [NOT_TAKEN] * layout.width


def by_subject(
    layouts: Sequence[SubjectLayout], cells: Sequence[int | None]
) -> Iterator[SubjectCells]:
    """A line's cells subject by subject; the line is as wide as the layouts are together."""
    return (SubjectCells.of(cells[place]) for place in places_of(layouts))


def places_of(layouts: Iterable[SubjectLayout]) -> Iterator[slice]:
    """Where on a line the cells of each subject are."""
    start = 0
    for layout in layouts:
        end = start + layout.width
        yield slice(start, end)
        start = end


def marks_of(layout: SubjectLayout, cells: SubjectCells) -> Marks:
    """The cells as the rules know them; the topics' cell says whether they are studied at all.

    A subject of primary school travels with both its tests, empty where it has none.
    """
    regular, studies = cells.regular, True
    if layout.topics and regular[-1] == NOT_TAKEN:
        regular, studies = [*regular[:-1], None], False
    return Marks(regular, cells.midterm, cells.final, cells.exempt, studies_topics=studies)
