"""The rows of a list understood column by column, with everything that is wrong with each."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils import timezone

from eduportal.core.text import LOST, squash
from eduportal.imports.importer import Importer
from eduportal.imports.people import Person, code_column
from eduportal.workbooks.cells import (
    class_value,
    code_value,
    date_value,
    display_text,
    fold,
    name_value,
    personal_number_value,
    sex_value,
    text_value,
)
from eduportal.workbooks.columns import ColumnReader
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import OpenDate, Value
from schools.models import ClassGroup
from schools.rules.class_names import grade_in
from students.choices import Sex, StudentStatus
from students.importers.roster.columns import STATUS_OF, STATUSES_LISTED
from students.models import Student
from students.selectors.completed import Completed

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


NOBODY = Person()


@dataclass(slots=True)
class Entry:
    """What one row says. A value the file does not give is "" or None and changes nothing.

    `open_day`: the day of birth, while nobody has said which number of it is the month.
    `admits`: the newcomer is a child who has completed at another school.
    """

    row: TableRow
    person: Person = NOBODY
    open_day: OpenDate | None = None
    sex: Sex | None = None
    ethnicity: str = ""
    status: StudentStatus = StudentStatus.STUDYING
    on: datetime.date | None = None
    class_name: str = ""
    grade_level: int | None = None
    admits: Completed | None = None
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False

    def refuse(self, problem: Problem) -> None:
        """Keep the row out because of this."""
        self.problems.append(problem)
        self.is_refused = True

    @property
    def born(self) -> datetime.date | OpenDate | None:
        """The day of birth as far as it is known."""
        return self.person.birth_date or self.open_day


class EntryReader:
    """Understands the rows of one file; every problem of every cell is found in one go."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self._columns: dict[str, ColumnReader[Any]] = {
            key: ColumnReader(key, reader) for key, reader in READERS.items()
        }

    def read(self, rows: Sequence[TableRow], chosen_class: str) -> list[Entry]:
        """Rows of one table; `chosen_class` is that of a row that names none."""
        entries = [Entry(row) for row in rows]
        people = zip(
            self._texts(entries, "full_name", required=True),
            self._birth_dates(entries),
            self._texts(entries, code_column(rows[0])),
            self._cells(entries, "personal_number"),
            strict=True,
        )
        for entry, (name, born, code, number) in zip(entries, people, strict=True):
            entry.person = Person(name, born, code, number or "")
        self._read_sexes(entries)
        for entry, text in zip(entries, self._texts(entries, "ethnicity"), strict=True):
            entry.ethnicity = text
        self._read_statuses(entries)
        for entry, on in zip(entries, self._cells(entries, "status_date"), strict=True):
            entry.on = on
        self._read_classes(entries, chosen_class)
        for entry, grade in zip(entries, self._cells(entries, "grade_level"), strict=True):
            entry.grade_level = grade or _grade_of_class(entry.class_name)
        return entries

    def _cells(self, entries: Sequence[Entry], key: str) -> list[Any]:
        found, problems = self._columns[key].read([entry.row for entry in entries])
        for at, problem in problems:
            entries[at].problems.append(problem)
            if key not in MINOR and problem.severity in ("error", "question"):
                entries[at].is_refused = True
        return found

    def _texts(self, entries: Sequence[Entry], key: str, *, required: bool = False) -> list[str]:
        most = LENGTHS[key]
        texts: list[str | None] = self._cells(entries, key)
        for at, text in enumerate(texts):
            if required and text == "":
                entry = entries[at]
                entry.refuse(self._importer.problem("required", entry.row.place(key)))
            elif text is not None and len(text) > most:
                self._refuse_long(entries[at], key, len(text))
                texts[at] = ""
        return [text or "" for text in texts]

    def _refuse_long(self, entry: Entry, key: str, length: int) -> None:
        place = entry.row.place(key)
        found = self._importer.problem("too_long", place, most=LENGTHS[key], length=length)
        entry.problems.append(found)
        entry.is_refused |= key not in MINOR

    def _birth_dates(self, entries: Sequence[Entry]) -> list[datetime.date | None]:
        before = [len(entry.problems) for entry in entries]
        days: list[datetime.date | None] = self._cells(entries, "birth_date")
        today = timezone.localdate()
        for at, (entry, day, count) in enumerate(zip(entries, days, before, strict=True)):
            if day is None:
                value = entry.row.value("birth_date")
                entry.open_day = value if isinstance(value, OpenDate) else None
                if len(entry.problems) == count:
                    place = entry.row.place("birth_date")
                    entry.refuse(self._importer.problem("required", place))
            elif day >= today:
                days[at] = None
                place, shown = entry.row.place("birth_date"), f"{day:%d/%m/%Y}"
                entry.refuse(self._importer.problem("birth_in_future", place, value=shown))
        return days

    def _read_sexes(self, entries: Sequence[Entry]) -> None:
        """The sex by its word, or by a cross in a column of its own."""
        by_word = "sex" in entries[0].row.header.columns
        said = self._cells(entries, "sex" if by_word else "is_female")
        for entry, sex in zip(entries, said, strict=True):
            entry.sex = SEXES[sex] if sex else None

    def _read_statuses(self, entries: Sequence[Entry]) -> None:
        """The status the file gives; a list without such a column holds those who study."""
        for entry, text in zip(entries, self._cells(entries, "status"), strict=True):
            status = _status_of(text) if text else StudentStatus.STUDYING
            if status is None:
                place = entry.row.place("status")
                told = {"value": text[:100], "known": STATUSES_LISTED}
                entry.refuse(self._importer.problem("status_unknown", place, **told))
            entry.status = status or StudentStatus.STUDYING

    def _read_classes(self, entries: Sequence[Entry], chosen: str) -> None:
        """The class of the row's own cell, of the line above it, or as chosen for the file."""
        for entry, name in zip(entries, self._texts(entries, "class_name"), strict=True):
            entry.class_name = name
        if unnamed := [entry for entry in entries if not entry.class_name]:
            for entry, name in zip(unnamed, self._texts(unnamed, "class_code"), strict=True):
                entry.class_name = name or entry.row.section or chosen
        for entry in entries:
            self._require_class(entry)
            entry.class_name = _as_stored(entry.class_name)

    def _require_class(self, entry: Entry) -> None:
        name = entry.class_name
        if not name and not any(problem.rule in OF_A_CLASS for problem in entry.problems):
            place = entry.row.place("class_name")
            entry.refuse(self._importer.problem("class_not_given", place))
        if LOST in name:
            place = entry.row.place("class_name")
            entry.refuse(self._importer.problem("unreadable_character", place, value=name))


@lru_cache(maxsize=2000)
def _as_stored(name: str) -> str:
    return squash(name)[: LENGTHS["class_name"]]


@lru_cache(maxsize=2000)
def _status_of(text: str) -> StudentStatus | None:
    return STATUS_OF.get(fold(text))


@lru_cache(maxsize=2000)
def _grade_of_class(name: str) -> int | None:
    """1 to 12, from the beginning of the class's name ("12.6", "6A1")."""
    return grade_in(name)


def _grade_value(value: Value) -> int | None:
    """The grade that a cell of its own says: 1 to 12."""
    column = re.search("[0-9]+", display_text(value))
    return grade_in(column[0]) if column else None


def _full_name(value: Value) -> str:
    return squash(name_value(value))


def sex_by_cross(value: Value) -> str:
    """The sex of a row in the column “Nữ”: a cross there says it."""
    text = text_value(value)
    if text and fold(text) not in CROSSES:
        return sex_value(value) or ""
    return "female" if text else "male"


READERS = {
    "full_name": _full_name,
    "birth_date": date_value,
    "ministry_code": code_value,
    "student_code": code_value,
    "personal_number": personal_number_value,
    "sex": sex_value,
    "is_female": sex_by_cross,
    "ethnicity": text_value,
    "status": text_value,
    "status_date": date_value,
    "class_name": class_value,
    "class_code": class_value,
    "grade_level": _grade_value,
}
