"""The average that a file states, beside the one its marks give."""

import copy
from collections.abc import Iterator, Mapping

from eduportal.imports.importer import Importer
from eduportal.workbooks.number_cells import number_value
from eduportal.workbooks.problems import CellProblem, Problem
from eduportal.workbooks.tables import TableRow
from grades.cells import write_cell
from grades.models import MarkRecord
from grades.rules import mark_text
from grades.rules.cells import HIGHEST_MARK

__all__ = ["stated_average"]


def stated_average(
    importer: Importer, row: TableRow, record: MarkRecord, given: Mapping[str, int | str]
) -> Iterator[Problem]:
    """A warning where the row's average does not follow from its marks and the stored others."""
    stated = _stated(row)
    if stated is None:
        return
    line = copy.copy(record)
    line.regular = list(record.regular)
    for cell, value in given.items():
        write_cell(line, cell, value)
    computed = line.average
    if computed is not None and 0 <= computed <= HIGHEST_MARK and computed != stated:
        yield importer.problem(
            "average_differs",
            row.place("average"),
            severity="warning",
            stated=mark_text.format_cell(stated),
            computed=mark_text.format_cell(computed),
        )


def _stated(row: TableRow) -> int | None:
    """The average of the row in tenths; None where it states none that is a mark."""
    try:
        return mark_text.parse_mark(number_value(row.value("average")))
    except CellProblem as found:
        text = found.understood
        return mark_text.parse_mark(str(text)) if text is not None else None
    except mark_text.MarkTextError:
        return None
