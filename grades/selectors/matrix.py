"""Where the holes are: the classes of a school by subject."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from uuid import UUID

from eduportal.notices.selectors import Reminder
from grades.choices import SheetState
from grades.selectors.classes import CLASS_STATES, class_state
from grades.selectors.sheets import SheetRow
from schools.models import ClassGroup, School, Subject

NO_REMINDERS: Mapping[UUID, Reminder] = MappingProxyType({})


@dataclass(frozen=True)
class MatrixLine:
    """One class: its sheets in the order of the matrix's subjects, None where it has none.

    `reminders` are the last ones of its sheets that are not handed in.
    """

    class_group: ClassGroup
    cells: list[SheetRow | None]
    reminders: Mapping[UUID, Reminder] = field(default_factory=dict)

    @property
    def places(self) -> list[tuple[SheetRow | None, Reminder | None]]:
        """The cells, each with the last reminder of its sheet."""
        return [
            (row, self.reminders.get(row.sheet.public_id) if row else None) for row in self.cells
        ]

    @property
    def sheets(self) -> list[SheetRow]:
        return [cell for cell in self.cells if cell]

    @property
    def gaps(self) -> int:
        """Empty cells of the sheets that are still with the teachers."""
        return sum(each.gaps for each in self.sheets if each.sheet.state == SheetState.OPEN)

    @property
    def state(self) -> str:
        return class_state([each.sheet.state for each in self.sheets])

    @property
    def state_label(self) -> str:
        return str(CLASS_STATES[self.state])


@dataclass(frozen=True)
class Matrix:
    """The sheets of one school in one term."""

    school: School
    subjects: list[Subject]
    lines: list[MatrixLine]

    @property
    def reminded(self) -> list[tuple[SheetRow, Reminder]]:
        """The sheets of which a teacher was reminded, the newest reminder first."""
        places = [place for line in self.lines for place in line.places]
        found = [(row, reminder) for row, reminder in places if row and reminder]
        return sorted(found, key=lambda place: place[1].at, reverse=True)

    @property
    def foot(self) -> list[tuple[Subject, int]]:
        """The sheets still with the teachers, by subject."""
        columns = zip(*(line.cells for line in self.lines), strict=True)
        counts = [
            sum(cell is not None and cell.sheet.state == SheetState.OPEN for cell in column)
            for column in columns
        ]
        return list(zip(self.subjects, counts, strict=True))


def matrices_of(
    rows: Sequence[SheetRow], reminders: Mapping[UUID, Reminder] = NO_REMINDERS
) -> list[Matrix]:
    """One matrix a school; `rows` stand by school and class."""
    by_school = groupby(rows, key=lambda row: row.sheet.class_group.school)
    return [_matrix(school, list(sheets), reminders) for school, sheets in by_school]


def _matrix(school: School, rows: Sequence[SheetRow], reminders: Mapping[UUID, Reminder]) -> Matrix:
    named = {row.sheet.subject_id: row.sheet.subject for row in rows}
    subjects = sorted(named.values(), key=lambda subject: (subject.position, subject.pk))
    lines = []
    for class_group, sheets in groupby(rows, key=lambda row: row.sheet.class_group):
        by_subject = {row.sheet.subject_id: row for row in sheets}
        cells = [by_subject.get(each.pk) for each in subjects]
        lines.append(MatrixLine(class_group, cells, reminders))
    return Matrix(school, subjects, lines)
