"""One row of a list as a pupil, with everything that is wrong with it."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils import timezone

from eduportal.core.text import name_sort_key, squash
from eduportal.imports.importer import Importer
from eduportal.workbooks.cells import (
    Value,
    code_value,
    date_value,
    fold,
    personal_number_value,
    sex_value,
    text_value,
)
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from schools.models import ClassGroup
from students.choices import Sex, StudentStatus
from students.importers.roster.columns import STATUS_OF, STATUSES_LISTED
from students.models import Student

Read = TypeVar("Read")
SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
LENGTHS = {
    "full_name": Student._meta.get_field("full_name").max_length or 0,
    "ministry_code": Student._meta.get_field("ministry_code").max_length or 0,
    "student_code": Student._meta.get_field("ministry_code").max_length or 0,
    "ethnicity": Student._meta.get_field("ethnicity").max_length or 0,
    "class_name": ClassGroup._meta.get_field("name").max_length or 0,
    "class_code": ClassGroup._meta.get_field("name").max_length or 0,
}
# A problem in one of these keeps only its cell out; elsewhere it keeps the row out.
MINOR = ("sex", "ethnicity", "status_date")


@dataclass
class Pupil:
    """What one row says. A value the file does not give is "" or None and changes nothing."""

    row: TableRow
    full_name: str = ""
    birth_date: datetime.date | None = None
    ministry_code: str = ""
    personal_number: str = ""
    sex: Sex | None = None
    ethnicity: str = ""
    status: StudentStatus = StudentStatus.STUDYING
    on: datetime.date | None = None
    class_name: str = ""
    grade_level: int | None = None
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    @property
    def sort_key(self) -> str:
        return name_sort_key(self.full_name)

    @property
    def code_column(self) -> str:
        """The column the Ministry's code stands in."""
        columns = self.row.header.columns
        return "ministry_code" if "ministry_code" in columns else "student_code"

    def refuse(self, problem: Problem) -> None:
        """Keep the row out because of this."""
        self.problems.append(problem)
        self.is_refused = True


def read_pupil(importer: Importer, row: TableRow, chosen_class: str) -> Pupil:
    """The row as a pupil; every problem of every cell is found in one go."""
    pupil = Pupil(row)
    pupil.full_name = squash(_text(importer, pupil, "full_name", required=True))
    pupil.birth_date = _birth_date(importer, pupil)
    pupil.ministry_code = _text(importer, pupil, pupil.code_column, code_value)
    pupil.personal_number = _read(pupil, "personal_number", personal_number_value) or ""
    sex = _read(pupil, "sex", sex_value)
    pupil.sex = SEXES[sex] if sex else None
    pupil.ethnicity = _text(importer, pupil, "ethnicity")
    pupil.status = _status(importer, pupil)
    pupil.on = _read(pupil, "status_date", date_value)
    pupil.class_name = _class_name(importer, pupil, chosen_class)
    pupil.grade_level = _grade_level(pupil)
    return pupil


def _read(pupil: Pupil, key: str, reader: Callable[[Value], Read]) -> Read | None:
    if key not in pupil.row.header.columns:
        return None
    found: list[Problem] = []
    value = pupil.row.read(key, reader, found)
    pupil.problems += found
    if key not in MINOR and any(problem.severity == "error" for problem in found):
        pupil.is_refused = True
    return value


def _text(
    importer: Importer,
    pupil: Pupil,
    key: str,
    reader: Callable[[Value], str] = text_value,
    *,
    required: bool = False,
) -> str:
    text = _read(pupil, key, reader)
    if text is None:
        return ""
    if required and not text:
        pupil.refuse(pupil.row.problem(key, "required"))
    most = LENGTHS[key]
    if len(text) > most:
        found = importer.row_problem(pupil.row, key, "too_long", most=most, length=len(text))
        pupil.problems.append(found)
        pupil.is_refused |= key not in MINOR
        return ""
    return text


def _birth_date(importer: Importer, pupil: Pupil) -> datetime.date | None:
    before = len(pupil.problems)
    day = _read(pupil, "birth_date", date_value)
    if day is None and len(pupil.problems) == before:
        pupil.refuse(pupil.row.problem("birth_date", "required"))
    elif day is not None and day >= timezone.localdate():
        shown = f"{day:%d/%m/%Y}"
        pupil.refuse(importer.row_problem(pupil.row, "birth_date", "birth_in_future", value=shown))
    return day


def _status(importer: Importer, pupil: Pupil) -> StudentStatus:
    """The status the file gives; a list without such a column holds those who study."""
    text = _read(pupil, "status", text_value) or ""
    status = STATUS_OF.get(fold(text)) if text else StudentStatus.STUDYING
    if status is None:
        pupil.refuse(
            importer.row_problem(
                pupil.row, "status", "status_unknown", value=text[:100], known=STATUSES_LISTED
            )
        )
    return status or StudentStatus.STUDYING


def _class_name(importer: Importer, pupil: Pupil, chosen: str) -> str:
    """The class of the row's own cell, of the line above it, or as chosen for the whole file."""
    name = _text(importer, pupil, "class_name") or _text(importer, pupil, "class_code")
    name = name or pupil.row.section or chosen
    if not name and not any(problem.rule == "too_long" for problem in pupil.problems):
        pupil.refuse(importer.row_problem(pupil.row, "class_name", "class_not_given"))
    return squash(name)[: LENGTHS["class_name"]]


def _grade_level(pupil: Pupil) -> int | None:
    """1 to 12, from the column or from the beginning of the class's name ("12.6", "6A1")."""
    column = re.search(r"\d+", pupil.row.text("grade_level"))
    name = re.match(r"\d{1,2}", pupil.class_name)
    for match in (column, name):
        if match and 1 <= int(match[0]) <= 12:
            return int(match[0])
    return None
