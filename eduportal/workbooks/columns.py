"""The cells of one column understood together: equal ones once."""

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Generic, TypeVar, cast

from eduportal.workbooks.problems import CellProblem, Problem, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value

Read = TypeVar("Read")
# Names, days, classes and sexes repeat; codes do not, and would only fill memory.
_REMEMBERED = 20_000
_PLAIN = frozenset((str, float))
_NEW = object()


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
        found = self._recalled(cells)
        problems: list[tuple[int, Problem]] = []
        for at, value in enumerate(found):
            if value is not _NEW:
                continue
            try:
                found[at] = self._understood(cells[at])
            except CellProblem as wrong:
                place = rows[at].place(self.key)
                problems.append(
                    (at, problem(wrong.code, place, severity=wrong.severity, **wrong.params))
                )
                found[at] = wrong.understood
        return cast("list[Read | None]", found), problems

    def _recalled(self, cells: Sequence[Value]) -> list[object]:
        """What is known of each cell; _NEW where it has to be understood first."""
        if _PLAIN.issuperset(map(type, cells)):
            return list(map(self._known.get, cells, repeat(_NEW)))
        known = self._known
        return [known.get(cell, _NEW) if type(cell) in _PLAIN else _NEW for cell in cells]

    def _understood(self, cell: Value) -> Read:
        is_plain = type(cell) in _PLAIN
        # An equal cell may stand a few rows above.
        if is_plain and cell in self._known:
            return self._known[cell]
        read = self._reader(cell)
        if is_plain and len(self._known) < _REMEMBERED:
            self._known[cell] = read
        return read
