"""Reading an institution's list: a spreadsheet with a name and a birth date in each row."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.core.text import squash
from eduportal.imports.people import COLUMN_PARTS, COLUMNS
from eduportal.workbooks.cells import date_value, name_value, personal_number_value, text_value
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.headers import HeaderProblem, find_headers
from eduportal.workbooks.problems import Problem, UnreadableWorkbook, problem
from eduportal.workbooks.reading import read_workbook
from eduportal.workbooks.tables import TableRow, table_rows

TITLES = {key: COLUMNS[key] for key in ("personal_number", "full_name", "birth_date")} | {
    key: COLUMNS[key] for names in COLUMN_PARTS.values() for key in names
}
TITLES["former_school"] = [
    "Trường THCS", "Trường cũ", "Trường đã học", "Trường lớp 9", "Trường học lớp 9",
    "Tốt nghiệp THCS tại", "Nơi học lớp 9",
]  # fmt: skip
REQUIRED = ("full_name", "birth_date")
MOST_ROWS, MOST_BYTES, LONGEST = 5000, 5 * 1024 * 1024, 150
LONGEST_FILE_NAME = 255
LIMITS = Limits(max_bytes=MOST_BYTES)
NO_ROW = gettext_noop("The file has no row under its titles.")
TOO_MANY = gettext_noop("Rows in the file: %(count)s; at most %(most)s are read.")


class ListRefused(ValueError):
    """A file that is no list; `facts` holds a message and what it names for each reason."""

    def __init__(self, facts: Sequence[tuple[str, dict[str, Any]]]) -> None:
        self.facts = list(facts)
        super().__init__(" ".join(message for message, _params in self.facts))

    @property
    def problems(self) -> list[str]:
        """A sentence for each reason."""
        return [_(message) % params for message, params in self.facts]


@dataclass(frozen=True)
class Listed:
    """One row as the institution wrote it; `is_readable` is false where a cell cannot be read.

    `problems` say which cells and why, as a row of a list keeps them.
    """

    place: int
    number: str
    full_name: str
    birth_date: datetime.date | None
    former_school: str
    is_readable: bool
    problems: Sequence[dict[str, Any]] = ()


def read_list(content: bytes, name: str) -> list[Listed]:
    """The rows of the file, of all its sheets. Raises ListRefused."""
    try:
        workbook = read_workbook(content, name, LIMITS)
        found = find_headers(workbook, TITLES, REQUIRED, COLUMN_PARTS)
    except UnreadableWorkbook as error:
        raise ListRefused([(error.message, dict(error.params))]) from error
    except HeaderProblem as error:
        facts = [(each.message, dict(each.params)) for each in error.problems]
        raise ListRefused(facts) from error
    rows = [row for sheet, header in found for row in table_rows(sheet, header)]
    if not rows:
        raise ListRefused([(NO_ROW, {})])
    if len(rows) > MOST_ROWS:
        raise ListRefused([(TOO_MANY, {"count": len(rows), "most": MOST_ROWS})])
    return [_listed(place, row) for place, row in enumerate(rows, 1)]


def _listed(place: int, row: TableRow) -> Listed:
    problems: list[Problem] = []
    number: Any = row.read("personal_number", personal_number_value, problems)
    name: Any = row.read("full_name", name_value, problems)
    born: Any = row.read("birth_date", date_value, problems)
    former: Any = row.read("former_school", text_value, problems)
    for key, read in (("full_name", name), ("birth_date", born)):
        if not read and not any(each.cell == row.place(key).cell for each in problems):
            problems.append(problem("required", row.place(key)))
    wrong = [each for each in problems if each.severity != "warning"]
    shown = squash(name or row.text("full_name"))[:LONGEST]
    return Listed(
        place, number or "", shown, born, squash(former or "")[:200], not wrong,
        [{"cell": each.cell, "value": each.value, "message": each.message, "params": each.params}
         for each in wrong],
    )  # fmt: skip
