"""From which school leavers of grade 9 went to which: a table of pairs, small numbers left out.

A number below the smallest looks like none at all, and there are no sums of rows or columns: so
nothing can be subtracted (docs/decisions/0091-what-is-left-of-paths.md).
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schools.models import School
from students.models import LeaverCohort
from students.selectors.flows import flows, schools_told

# Columns of the page; the file has all.
MOST_COLUMNS = 12


@dataclass(frozen=True)
class FlowRow:
    """One school of grade 9 and its numbers in the order of the columns; None: few, or none."""

    school: School
    counts: list[int | None]


@dataclass(frozen=True)
class FlowTable:
    """Schools of grade 9 against the schools their leavers went to."""

    columns: list[School]
    rows: list[FlowRow]

    def cut(self, most: int) -> "FlowTable":
        """The first so many columns, those with the most leavers."""
        return FlowTable(
            self.columns[:most], [FlowRow(row.school, row.counts[:most]) for row in self.rows]
        )


def flow_table(
    cohorts: Sequence[LeaverCohort], schools: Iterable[School], smallest: int, on: datetime.date
) -> FlowTable:
    """The cohorts together. Columns: schools with a number to be shown, the most chosen first."""
    own = {each.pk: each for each in schools}
    counted = flows(cohorts, on)
    shown = {pair: count for pair, count in counted.items() if pair[0] in own and count >= smallest}
    chosen = Counter[int]()
    for (_from, to), count in shown.items():
        chosen[to] += count
    columns = sorted(schools_told(chosen), key=lambda each: (-chosen[each.pk], each.name))
    leaving = sorted({pair[0] for pair in counted if pair[0] in own}, key=lambda pk: own[pk].name)
    rows = [FlowRow(own[pk], [shown.get((pk, column.pk)) for column in columns]) for pk in leaving]
    return FlowTable(columns, rows)
