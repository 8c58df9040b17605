"""What an importer is given and gives back: who asks, a question, a row, a refusal."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    def later_than(self) -> datetime.datetime | None:
        """The first moment that is after the file's, which files say to the second."""
        return self.as_of and self.as_of + datetime.timedelta(seconds=1)

    @property
    def school_id(self) -> int:
        """The school the file is about."""
        if self.about is None:
            raise ValueError("a file about the province has no school")
        return self.about


@dataclass(frozen=True)
class Question:
    """Something only a person can say, asked once for the whole file.

    `choices` holds (answer, msgid). A `remembered` answer counts for the school's next files. With
    a `default` nobody has to answer. The answers that begin with one of `dated` name a day as well,
    "left@2026-11-03"; such questions stand together in a table.
    """

    key: str
    message: str
    choices: tuple[tuple[str, str], ...]
    params: Mapping[str, Param] = field(default_factory=dict)
    remembered: bool = True
    default: str = ""
    dated: tuple[str, ...] = ()

    def answer_of(self, given: Mapping[str, str]) -> str | None:
        """The answer among those given, or the default; None for none, and for no answer of it."""
        answer = given.get(self.key, "")
        is_one = is_answer(answer, self.choices, self.dated)
        return answer if is_one else self.default or None


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


def choice_and_day(answer: str) -> tuple[str, datetime.date | None]:
    """What was chosen, and the day named with it."""
    choice, _at, day = answer.partition("@")
    try:
        return choice, datetime.date.fromisoformat(day) if day else None
    except ValueError:
        return choice, None


def is_answer(answer: str, choices: Iterable[Sequence[str]], dated: Sequence[str]) -> bool:
    """Whether it is one of the choices, with a day where the choice asks for one."""
    choice, day = choice_and_day(answer)
    needs_day = bool(dated) and choice.startswith(tuple(dated))
    return choice in {value for value, _text in choices} and needs_day is (day is not None)


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
