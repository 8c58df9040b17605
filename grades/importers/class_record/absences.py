"""What a list says of the sessions missed, beside the roll of the portal."""

from collections.abc import Iterator

from eduportal.imports.importer import Importer
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.class_record.columns import ABSENCES
from students.selectors import AbsenceCount


def absences_differing(
    importer: Importer, row: TableRow, missed: AbsenceCount
) -> Iterator[Problem]:
    """A warning for each number that the roll does not bear out; nothing of it is stored.

    A list of totals names no days, and the roll has nothing but days.
    """
    counted = {
        "excused": missed.excused,
        "unexcused": missed.unexcused,
        "absences": missed.total,
    }
    for key in ABSENCES:
        if key not in row.header.columns:
            continue
        try:
            text = number_value(row.value(key))
        except CellProblem:
            text = row.text(key)
        if not text or text == str(counted[key]):
            continue
        said = text[:100]
        yield importer.problem(
            "absences_differ",
            row.place(key),
            severity="warning",
            stated=said,
            counted=counted[key],
        )
