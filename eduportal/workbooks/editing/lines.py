"""Which row of a template is whose, and where people go whom it does not name yet."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from eduportal.core.text import name_sort_key
from eduportal.workbooks.cells import code_value, date_value, display_text
from eduportal.workbooks.headers import ORDER_NUMBER, Header
from eduportal.workbooks.problems import Place, Problem, UnreadableWorkbook
from eduportal.workbooks.tables import TableRow, is_numbering, table_rows
from eduportal.workbooks.values import FormulaText
from eduportal.workbooks.values import Value as Read
from eduportal.workbooks.workbook import Sheet
from eduportal.workbooks.writing import Value

CODES = ("ministry_code", "student_code", "personal_number")
# A candidate number says who it is only where no name does: corrected lists exchange them.
NUMBER = "number"


@dataclass(frozen=True)
class Line:
    """One person: by what a row may name him or her, and what is written in the columns.

    `values` are by the place of the column from 0; `person` those that only a new row gets.
    """

    codes: Collection[str]
    name: str
    born: datetime.date
    values: Mapping[int, Value]
    person: Mapping[int, Value]

    @property
    def who(self) -> tuple[str, datetime.date]:
        return name_sort_key(self.name), self.born


@dataclass(frozen=True)
class Template:
    """A table of a template; `rows` where its rows are no lines of a list, as on cards.

    Each of these rows has a header of its own.
    """

    sheet: Sheet
    header: Header
    rows: Sequence[TableRow] | None = None


class Stranger(NamedTuple):
    """A row of the template that names nobody whom the portal has."""

    place: Place
    name: str


@dataclass
class Placed:
    """Values by row and column from 1, and what has no place.

    `like` is the row whose looks new rows have; None where the template names its people.
    """

    values: dict[int, dict[int, Value]] = field(default_factory=dict)
    strangers: list[Stranger] = field(default_factory=list)
    missing: list[Line] = field(default_factory=list)
    like: int | None = None


def placed(
    sheet: Sheet,
    header: Header,
    lines: Sequence[Line],
    belongs: Callable[[TableRow], bool] = lambda _row: True,
) -> Placed:
    """Where the lines go in one table of a template; rows that do not belong to them stay.

    Raises UnreadableWorkbook where new rows would run into something below the table.
    """
    rows = list(table_rows(sheet, header))
    if not rows:
        return _in_new_rows(sheet, header, lines)
    known, result = _Known(lines), Placed()
    found: dict[int, Line] = {}
    for row in filter(belongs, rows):
        line = known.line_of(row)
        if line is None or id(line) in found:
            result.strangers.append(Stranger(row.place("full_name"), row.text("full_name").strip()))
        else:
            found[id(line)] = line
            result.values[row.number] = {i + 1: value for i, value in line.values.items()}
    result.missing = [line for line in lines if id(line) not in found]
    return result


def placed_in_rows(
    rows: Sequence[TableRow],
    lines_for: Callable[[Header], Sequence[Line]],
    belongs: Callable[[TableRow], bool] = lambda _row: True,
) -> Placed:
    """The same where each row has columns of its own and a person has several of them."""
    result, named = Placed(), set[tuple[str, datetime.date]]()
    by_header: dict[int, _Known] = {}
    everybody: dict[tuple[str, datetime.date], Line] = {}
    strangers: dict[Place, Stranger] = {}
    for row in filter(belongs, rows):
        if id(row.header) not in by_header:
            lines = lines_for(row.header)
            by_header[id(row.header)] = _Known(lines)
            everybody |= {line.who: line for line in lines}
        if line := by_header[id(row.header)].line_of(row):
            named.add(line.who)
            cells = result.values.setdefault(row.number, {})
            cells |= {i + 1: value for i, value in line.values.items()}
        else:
            place = row.place("full_name")
            strangers[place] = Stranger(place, row.text("full_name").strip())
    result.strangers = list(strangers.values())
    result.missing = [line for who, line in everybody.items() if who not in named]
    return result


class _Known:
    """The lines by what rows may call them."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._by_code = {code: line for line in lines for code in line.codes}
        self._by_name: defaultdict[str, list[Line]] = defaultdict(list)
        for line in lines:
            self._by_name[line.who[0]].append(line)

    def line_of(self, row: TableRow) -> Line | None:
        """Whose row it is: by a code with which name or day agrees, by name and day otherwise."""
        problems: list[Problem] = []
        name = name_sort_key(row.text("full_name"))
        born = row.read("birth_date", date_value, problems)
        for key in CODES if name else (*CODES, NUMBER):
            code = row.read(key, code_value, problems) if key in row.header.columns else ""
            if line := self._by_code.get(code or ""):
                agrees = not name or line.who[0] == name or (born and line.born == born)
                return line if agrees else None
        same = [each for each in self._by_name.get(name, []) if not born or each.born == born]
        return same[0] if len(same) == 1 else None


def _in_new_rows(sheet: Sheet, header: Header, lines: Sequence[Line]) -> Placed:
    below = {number: values for number, values in sheet.rows() if number > header.last_row}
    first = header.last_row + 1
    while first in below and is_numbering(below[first]):
        first += 1
    order = header.columns.get(ORDER_NUMBER, ())
    for number in range(first, first + len(lines)):
        if _stands_below(below.get(number, []), header):
            room = {"found": number - first, "count": len(lines)}
            raise UnreadableWorkbook("template_no_room", sheet=sheet.name, row=number, **room)
    result = Placed(like=first)
    for number, line in enumerate(lines):
        cells = {**line.person, **line.values}
        if order and first + number not in below:
            cells[order[0]] = number + 1
        result.values[first + number] = {index + 1: value for index, value in cells.items()}
    return result


def _stands_below(values: list[Read], header: Header) -> bool:
    """Whether a row below the titles is taken: by words, or by a number that would be lost.

    Running numbers and what formulas of the template give are no reason.
    """
    order = header.columns.get(ORDER_NUMBER, ())
    ours = {index for places in header.columns.values() for index in places}.difference(order)
    return any(
        index in ours or (isinstance(value, str) and not isinstance(value, FormulaText))
        for index, value in enumerate(values)
        if display_text(value).strip() and index not in order
    )
