"""What a list states of a student, beside what the portal has: compared, never stored."""

from collections.abc import Iterator

from eduportal.imports.importer import Importer
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, Problem
from eduportal.workbooks.tables import TableRow
from grades.cells import CellRefused
from grades.homeroom_cells import LEVEL_LETTERS, parse_field
from grades.importers.class_record.columns import ABSENCES, LEARNING
from grades.rules.levels import Level
from grades.selectors.class_book import Known
from students.selectors import NONE_MISSED


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
