"""Whose row it is: by code, by personal number, by name and date of birth; never by its place."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from django.utils import timezone

from eduportal.imports.importer import Importer
from eduportal.imports.people import Person, code_column
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from grades.models import HomeroomRecord, MarkRecord
from schools.models import ClassGroup, Term
from students.models import Student
from students.selectors import sits_on

# What is said of one student's stay in a class.
Line = TypeVar("Line", MarkRecord, HomeroomRecord)


class ClassList(Generic[Line]):
    """A class in one term with a line for each student, read once for the file.

    `rows` are the rows of the file already matched, by the stay.
    """

    def __init__(self, class_group: ClassGroup, term: Term, lines: Iterable[Line]) -> None:
        self.class_group, self.term = class_group, term
        self._day = term.day_in(timezone.localdate())
        self.lines: list[Line] = list(lines)
        self.rows: dict[int, int] = {}
        self.by_code: dict[str, Line] = {}
        self.by_number: dict[str, Line] = {}
        self.by_name: dict[str, list[Line]] = {}
        for line in self.lines:
            student = line.enrolment.student
            if student.ministry_code:
                self.by_code[student.ministry_code] = line
            if student.personal_number:
                self.by_number[student.personal_number] = line
            self.by_name.setdefault(student.sort_key, []).append(line)

    def has(self, line: Line) -> bool:
        """Whether the student of the line counts in the class for the term."""
        return sits_on(line.enrolment, self._day)

    @property
    def absent(self) -> dict[int, str]:
        """Who sits in the class and is not in the file: the name by the student's id."""
        return {
            line.enrolment.student_id: line.enrolment.student.full_name
            for line in self.lines
            if line.enrolment.pk not in self.rows and self.has(line)
        }


def find_record(
    importer: Importer, row: TableRow, who: Person, book: ClassList[Line], problems: list[Problem]
) -> Line | None:
    """The student's line on the list; None, with the reason reported, if it is not certain."""
    for key, value, known in (
        (code_column(row), who.ministry_code, book.by_code),
        ("personal_number", who.personal_number, book.by_number),
    ):
        if value and value in known:
            record = known[value]
            return record if _agrees(importer, row, who, record, key, problems) else None
    return _find_by_name(importer, row, who, book, problems)


def require_usable(
    importer: Importer, row: TableRow, record: Line, book: ClassList[Line]
) -> Problem | None:
    """Why nothing can be written in this student's line from this row; None if it can."""
    if not book.has(record):
        return importer.problem("student_gone", row.place("full_name"))
    first = book.rows.setdefault(record.enrolment.pk, row.number)
    if first != row.number:
        return importer.problem("twice", row.place("full_name"), first=first)
    return None


def _agrees(
    importer: Importer,
    row: TableRow,
    who: Person,
    record: Line,
    key: str,
    problems: list[Problem],
) -> bool:
    """Whether name and date of birth, as far as given, may be those of the code's holder."""
    student = record.enrolment.student
    same = who.agreements(person_of(student))
    if all(same):
        return True
    is_other = not any(same)
    problems.append(
        importer.problem(
            "somebody_else" if is_other else "name_differs",
            row.place(key),
            severity="error" if is_other else "warning",
            value=row.text(key).strip(),
            name=student.full_name,
            birth_date=f"{student.birth_date:%d/%m/%Y}",
        )
    )
    return not is_other


def _find_by_name(
    importer: Importer, row: TableRow, who: Person, book: ClassList[Line], problems: list[Problem]
) -> Line | None:
    found = [
        (record, known)
        for record in book.by_name.get(who.sort_key, [])
        if not who.contradicts(known := person_of(record.enrolment.student))
    ]
    if len(found) != 1:
        problems.append(_not_one(importer, row, who, book, len(found)))
        return None
    ((record, known),) = found
    problems.append(
        importer.problem(
            "matched_by_name" if who.birth_date else "matched_by_name_only",
            row.place("full_name"),
            severity="warning",
            name=known.full_name,
            code=known.code or "–",
        )
    )
    return record


def _not_one(
    importer: Importer, row: TableRow, who: Person, book: ClassList[Line], count: int
) -> Problem:
    name = book.class_group.name
    if count:
        return importer.problem("student_ambiguous", row.place("full_name"), name=name)
    place = row.place(code_column(row) if who.ministry_code else "full_name")
    return importer.problem("student_unknown", place, name=name, student=who.shown or "–")


def person_of(student: Student) -> Person:
    """The student as the register knows him or her."""
    return Person(
        full_name=student.full_name,
        birth_date=student.birth_date,
        ministry_code=student.ministry_code or "",
        personal_number=student.personal_number or "",
    )
