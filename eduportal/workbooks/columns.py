"""The cells of one column understood together: equal ones once."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, cast

from eduportal.workbooks.problems import CellProblem, Problem, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value

Read = TypeVar("Read")
# Names, days, classes and sexes repeat; codes do not, and would only fill memory.
_REMEMBERED = 20_000
_PLAIN = (str, float)


class ColumnReader(Generic[Read]):
    """Reads one column of one file, some rows at a time."""

    def __init__(self, key: str, reader: Callable[[Value], Read]) -> None:
        self.key = key
        self._reader = reader
        # Plain values alone: a number that is shown otherwise equals one that is not.
        self._known: dict[Value, Read] = {}

    def read(self, rows: Sequence[TableRow]) -> tuple[list[Read | None], list[tuple[int, Problem]]]:
        """What each row of one table says in the column; what is wrong, by the row's place here.

        None where the file has no such column or the cell cannot be read. A warning or a question
        does not hide the value.
        """
        places = rows[0].header.columns.get(self.key, ())
        if not places:
            return [None] * len(rows), []
        is_one, first = len(places) == 1, places[0]
        cells = [row.values[first] if is_one else row.value(self.key) for row in rows]
        known = self._known
        found: list[Read | None] = []
        problems: list[tuple[int, Problem]] = []
        for at, cell in enumerate(cells):
            if type(cell) in _PLAIN and cell in known:
                found.append(known[cell])
                continue
            try:
                found.append(self._understood(cell))
            except CellProblem as wrong:
                place = rows[at].place(self.key)
                problems.append(
                    (at, problem(wrong.code, place, severity=wrong.severity, **wrong.params))
                )
                found.append(cast("Read | None", wrong.understood))
        return found, problems

    def _understood(self, cell: Value) -> Read:
        read = self._reader(cell)
        if type(cell) in _PLAIN and len(self._known) < _REMEMBERED:
            self._known[cell] = read
        return read
