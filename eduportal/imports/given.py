"""What an importer is given and gives back: who asks, a question, a row, a refusal."""

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from eduportal.imports.choices import Action
from eduportal.scoping import Scope
from eduportal.workbooks.layouts import Layout
from eduportal.workbooks.problems import Param, Problem


class Change(TypedDict):
    """One line of the preview. `is_code`: old and new are msgids to be translated."""

    title: str
    old: str
    new: str
    is_code: bool


@dataclass(frozen=True)
class Context:
    """Who imports into which school, and what was chosen and answered.

    `about` is None for a file about the province. `operation` names the job; changes made by it
    carry it into the history. `as_of` is until when the file can know what it says, None where
    nobody knows.
    """

    about: int | None
    user_id: int | None
    scope: Scope
    options: Mapping[str, Any]
    answers: Mapping[str, str]
    operation: uuid.UUID
    as_of: datetime.datetime | None = None

    @property
    def school_id(self) -> int:
        """The school the file is about."""
        if self.about is None:
            raise ValueError("a file about the province has no school")
        return self.about


@dataclass(frozen=True)
class Question:
    """Something only a person can say, asked once for the whole file.

    `choices` holds (answer, msgid). A `remembered` answer counts for the school's next files.
    """

    key: str
    message: str
    choices: tuple[tuple[str, str], ...]
    params: Mapping[str, Param] = field(default_factory=dict)
    remembered: bool = True


@dataclass(slots=True)
class CheckedRow:
    """One row as understood. `values` is what `apply` gets back.

    `changes` is what people see of it; without any, a new row is shown by its values (`in_words`).
    """

    sheet: str
    number: int
    label: str
    action: Action
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class FileRefused(Exception):
    """The file cannot be used, or not any more; nothing was written."""

    def __init__(
        self, problems: Sequence[Problem], afterwards: Callable[[], None] = lambda: None
    ) -> None:
        self.problems = list(problems)
        # What the refusal itself writes, called when everything else has been undone.
        self.afterwards = afterwards
        super().__init__("; ".join(map(str, self.problems)))


class ChangedMeanwhile(FileRefused):
    """What the rows were compared with has changed since: the file has to be reviewed again."""


class ColumnsUnclear(FileRefused):
    """A person has to say first which column of these layouts is which; then the file is checked.

    `problems` say what is missing or stands twice.
    """

    def __init__(self, problems: Sequence[Problem], layouts: Sequence[Layout]) -> None:
        self.layouts = list(layouts)
        super().__init__(problems)
