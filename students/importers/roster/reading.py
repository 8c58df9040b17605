"""One row of a list understood, with everything that is wrong with it."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils import timezone

from eduportal.core.text import LOST, squash
from eduportal.imports.importer import Importer
from eduportal.imports.people import Person, code_column
from eduportal.workbooks.cells import (
    class_value,
    code_value,
    date_value,
    fold,
    name_value,
    personal_number_value,
    sex_value,
    text_value,
)
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value
from schools.models import ClassGroup
from schools.rules.class_names import grade_in
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
# What has been said of a class's cell already.
OF_A_CLASS = ("too_long", "class_became_day", "formula_error", "formula_not_computed")
CROSSES = ("x", "1", "✓", "✔", "v", "co")
# A problem in one of these keeps only its cell out; elsewhere it keeps the row out.
MINOR = ("sex", "is_female", "ethnicity", "status_date")


@dataclass
class Entry:
    """What one row says. A value the file does not give is "" or None and changes nothing."""

    row: TableRow
    person: Person = field(default_factory=Person)
    sex: Sex | None = None
    ethnicity: str = ""
    status: StudentStatus = StudentStatus.STUDYING
    on: datetime.date | None = None
    class_name: str = ""
    grade_level: int | None = None
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, problem: Problem) -> None:
        """Keep the row out because of this."""
        self.problems.append(problem)
        self.is_refused = True


def read_entry(importer: Importer, row: TableRow, chosen_class: str) -> Entry:
    """The row understood; every problem of every cell is found in one go."""
    entry = Entry(row)
    entry.person = Person(
        full_name=squash(_text(importer, entry, "full_name", name_value, required=True)),
        birth_date=_birth_date(importer, entry),
        ministry_code=_text(importer, entry, code_column(row), code_value),
        personal_number=_read(entry, "personal_number", personal_number_value) or "",
    )
    entry.sex = _sex(entry)
    entry.ethnicity = _text(importer, entry, "ethnicity")
    entry.status = _status(importer, entry)
    entry.on = _read(entry, "status_date", date_value)
    entry.class_name = _class_name(importer, entry, chosen_class)
    entry.grade_level = _grade_level(entry)
    return entry


def _read(entry: Entry, key: str, reader: Callable[[Value], Read]) -> Read | None:
    if key not in entry.row.header.columns:
        return None
    found: list[Problem] = []
    value = entry.row.read(key, reader, found)
    entry.problems += found
    if key not in MINOR and any(problem.severity in ("error", "question") for problem in found):
        entry.is_refused = True
    return value


def _sex(entry: Entry) -> Sex | None:
    """The sex by its word, or by a cross in a column of its own."""
    by_word = "sex" in entry.row.header.columns
    said: str | None
    said = _read(entry, "sex", sex_value) if by_word else _read(entry, "is_female", sex_by_cross)
    return SEXES[said] if said else None


def sex_by_cross(value: Value) -> str:
    """The sex of a row in the column “Nữ”: a cross there says it."""
    text = text_value(value)
    if text and fold(text) not in CROSSES:
        return sex_value(value) or ""
    return "female" if text else "male"


def _text(
    importer: Importer,
    entry: Entry,
    key: str,
    reader: Callable[[Value], str] = text_value,
    *,
    required: bool = False,
) -> str:
    text = _read(entry, key, reader)
    if text is None:
        return ""
    if required and not text:
        entry.refuse(importer.problem("required", entry.row.place(key)))
    most = LENGTHS[key]
    if len(text) > most:
        found = importer.problem("too_long", entry.row.place(key), most=most, length=len(text))
        entry.problems.append(found)
        entry.is_refused |= key not in MINOR
        return ""
    return text


def _birth_date(importer: Importer, entry: Entry) -> datetime.date | None:
    before = len(entry.problems)
    day = _read(entry, "birth_date", date_value)
    if day is None and len(entry.problems) == before:
        entry.refuse(importer.problem("required", entry.row.place("birth_date")))
    elif day is not None and day >= timezone.localdate():
        shown = f"{day:%d/%m/%Y}"
        place = entry.row.place("birth_date")
        entry.refuse(importer.problem("birth_in_future", place, value=shown))
    return day


def _status(importer: Importer, entry: Entry) -> StudentStatus:
    """The status the file gives; a list without such a column holds those who study."""
    text = _read(entry, "status", text_value) or ""
    status = STATUS_OF.get(fold(text)) if text else StudentStatus.STUDYING
    if status is None:
        entry.refuse(
            importer.problem(
                "status_unknown",
                entry.row.place("status"),
                value=text[:100],
                known=STATUSES_LISTED,
            )
        )
    return status or StudentStatus.STUDYING


def _class_name(importer: Importer, entry: Entry, chosen: str) -> str:
    """The class of the row's own cell, of the line above it, or as chosen for the whole file."""
    name = _text(importer, entry, "class_name", class_value)
    name = name or _text(importer, entry, "class_code", class_value)
    name = name or entry.row.section or chosen
    if not name and not any(problem.rule in OF_A_CLASS for problem in entry.problems):
        entry.refuse(importer.problem("class_not_given", entry.row.place("class_name")))
    if LOST in name:
        place = entry.row.place("class_name")
        entry.refuse(importer.problem("unreadable_character", place, value=name))
    return squash(name)[: LENGTHS["class_name"]]


def _grade_level(entry: Entry) -> int | None:
    """1 to 12, from the column or from the beginning of the class's name ("12.6", "6A1")."""
    column = re.search("[0-9]+", entry.row.text("grade_level"))
    return (grade_in(column[0]) if column else None) or grade_in(entry.class_name)
