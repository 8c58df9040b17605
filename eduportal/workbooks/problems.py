"""What can be wrong with a file, a sheet or a cell, in a form the caller can translate and store.

The fields of `Problem` are those of one row of the import's problem list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from eduportal.core.text import visible
from eduportal.workbooks.messages import MESSAGES

Severity = Literal["error", "warning", "question", "answered"]
Param = str | int
# Of a cell that is not written as the file has it, and nobody wanted that.
KEPT_OUT: frozenset[Severity] = frozenset(("error", "question"))

# What the table of problems has room for.
_VALUE_LENGTH = 200
_TITLE_LENGTH = 100


class UnreadableWorkbook(Exception):
    """The file as a whole is refused; nothing of it was read.

    `code` is a key of MESSAGES, `message` the English msgid, `params` what fills it.
    """

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.message = MESSAGES[code]
        self.params: dict[str, Any] = {"filename": "", **params}
        super().__init__(code)

    def __str__(self) -> str:
        return self.message % self.params


class CellProblem(Exception):
    """One cell cannot be read, or only with a remark.

    `understood` is how the cell was read all the same: a warning or a question has it, an error
    has None.
    """

    def __init__(
        self, code: str, *, severity: Severity = "error", understood: object = None, **params: Param
    ) -> None:
        self.code = code
        self.message = MESSAGES[code]
        self.severity: Severity = severity
        self.understood = understood
        self.params: dict[str, Any] = params
        super().__init__(code)

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in a file, with the sheet, cell and column title the clerk sees.

    An error keeps the cell out, a warning does not, a question waits for an answer, and what was
    answered keeps it out without being wrong. `message` is an English msgid filled by `params`;
    `rule` is its key among the messages.
    """

    sheet: str
    cell: str
    row: int | None
    column: str
    rule: str
    severity: Severity
    message: str
    params: dict[str, Param] = field(default_factory=dict)
    value: str = ""

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: in the whole file, a sheet, a row or a cell.

    `column` is the title above the cell, `seen` what the cell shows.
    """

    sheet: str = ""
    row: int | None = None
    cell: str = ""
    column: str = ""
    seen: str = ""


WHOLE_FILE = Place()


def problem(
    rule: str,
    place: Place = WHOLE_FILE,
    *,
    messages: Mapping[str, str] = MESSAGES,
    severity: Severity = "error",
    **params: Param,
) -> Problem:
    """A problem whose sentence is `messages[rule]`; a sentence about a column may name it."""
    column = visible(place.column[:_TITLE_LENGTH])
    if column:
        params["column"] = column
    # What no text may hold would be refused by the database, and the whole check with it.
    params = {
        name: visible(param) if isinstance(param, str) else param for name, param in params.items()
    }
    return Problem(
        sheet=visible(place.sheet[:_TITLE_LENGTH]),
        cell=place.cell,
        row=place.row,
        column=column,
        rule=rule,
        severity=severity,
        message=messages[rule],
        params=params,
        value=visible(place.seen[:_VALUE_LENGTH]),
    )
