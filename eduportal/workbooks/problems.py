"""What can be wrong with a file, a sheet or a cell, in a form the caller can translate and store.

The fields of `Problem` are those of one row of the import's problem list.
"""

from dataclasses import dataclass, field
from typing import Literal

from eduportal.workbooks.messages import MESSAGES

Severity = Literal["error", "warning", "question"]
Param = str | int

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
        self.params: dict[str, Param] = {"filename": "", **params}
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
        self.params = params
        super().__init__(code)

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in a file, with the sheet, cell and column title the clerk sees.

    An error keeps the cell out, a warning does not, a question waits for an answer. `message` is
    an English msgid filled by `params`; `rule` is its key in MESSAGES.
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


def problem(
    rule: str,
    *,
    sheet: str,
    cell: str = "",
    row: int | None = None,
    column: str = "",
    severity: Severity = "error",
    seen: str = "",
    **params: Param,
) -> Problem:
    """A problem whose sentence is looked up by its rule; `seen` is what the cell shows."""
    if column:
        # The sentences about a column name it.
        params["column"] = column[:_TITLE_LENGTH]
    return Problem(
        sheet=sheet[:_TITLE_LENGTH],
        cell=cell,
        row=row,
        column=column[:_TITLE_LENGTH],
        rule=rule,
        severity=severity,
        message=MESSAGES[rule],
        params=params,
        value=seen[:_VALUE_LENGTH],
    )
