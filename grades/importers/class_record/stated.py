"""What a list states of a student, beside what the portal has: compared, never stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from eduportal.imports.importer import Importer
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, Problem
from eduportal.workbooks.tables import TableRow
from grades.cells import CellRefused
from grades.homeroom_cells import LEVEL_LETTERS, parse_field
from grades.importers.class_record.columns import ABSENCES, LEARNING
from grades.models import TermResult
from grades.rules.levels import Level
from schools.models import ClassGroup, Term
from students.selectors import NONE_MISSED, AbsenceCount, absences_counted


@dataclass(frozen=True)
class Known:
    """Of the students of a class in one term: what they missed, by student, and the learning
    results computed when the class was sealed, by stay."""

    missed: Mapping[int, AbsenceCount] = field(default_factory=dict)
    learning: Mapping[int, int] = field(default_factory=dict)


def known_of(class_group: ClassGroup, term: Term, students: list[int]) -> Known:
    """Two queries."""
    results = TermResult.objects.filter(enrolment__class_group=class_group, term=term)
    pairs = results.values_list("enrolment", "learning")
    learning = {stay: level for stay, level in pairs if level is not None}
    return Known(absences_counted(students, term.starts_on, term.ends_on), learning)


def stated_differing(
    importer: Importer, row: TableRow, known: Known, student: int, stay: int
) -> Iterator[Problem]:
    """A warning for each number and level of the row that the portal does not bear out."""
    missed = known.missed.get(student, NONE_MISSED)
    counted = {
        "excused": missed.excused,
        "unexcused": missed.unexcused,
        "absences": missed.total,
    }
    for key in ABSENCES:
        stated = _text(row, key)
        if stated and stated != str(counted[key]):
            said: dict[str, str | int] = {"stated": stated[:100], "counted": counted[key]}
            place = row.place(key)
            yield importer.problem("absences_differ", place, severity="warning", **said)
    learning, stated = known.learning.get(stay), _text(row, LEARNING)
    if stated and learning is not None and _level(stated) != learning:
        levels = {"stated": stated[:100], "computed": LEVEL_LETTERS[Level(learning)]}
        place = row.place(LEARNING)
        yield importer.problem("learning_differs", place, severity="warning", **levels)


def _text(row: TableRow, key: str) -> str:
    """What the cell says; "" where it is empty or the file has no such column."""
    if key not in row.header.columns:
        return ""
    try:
        return number_value(row.value(key))
    except CellProblem:
        return row.text(key)


def _level(text: str) -> int | str | None:
    try:
        return parse_field("conduct", text)
    except CellRefused:
        return None
