"""The only writers of students and enrolments."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from eduportal.core.bulk import insert_new
from eduportal.core.text import name_sort_key, search_key
from schools.models import ClassGroup, GradeLevel, SchoolYear
from schools.services import create_classes
from students.choices import StudentStatus
from students.models import Student
from students.selectors import StudentFacts, holders_of, same_identities, student_facts
from students.services.placing import Seat, YearOfSchool, place_students
from students.services.stays import lock_roster

# What a list may say of a student; the keys of the rest are derived from the name.
FIELDS = ("ministry_code", "personal_number", "full_name", "birth_date", "sex", "ethnicity")


class RegisterChanged(Exception):
    """These students have changed since the list was compared; nothing was written."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        super().__init__(", ".join(names))


class ClassMissing(Exception):
    """The school has no class of this name in the year, and none was to be created or can be."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True)
class RosterEntry:
    """One student as a list wants it: in which class, with which status.

    `student_id` is None for a newcomer to the portal. `fields` holds only what is to be set;
    `expected` what the register said when the list was compared with it. `on` is the day the
    status began, where the list gives it.
    """

    student_id: int | None
    fields: dict[str, Any]
    class_name: str
    grade_level: int | None
    status: str
    on: datetime.date | None = None
    expected: StudentFacts | None = None

    @property
    def seat(self) -> Seat:
        return Seat(self.class_name, StudentStatus(self.status), self.on)


def enrol_students(
    *,
    school_id: int,
    school_year: SchoolYear,
    entries: Sequence[RosterEntry],
    create_classes: bool = False,
) -> None:
    """Bring a list of students into the register and into their classes of one year.

    All or nothing. A newcomer to a class gets the next place in it, in the order given; a student
    found in another class leaves that one today, and the marks follow. No student is removed.
    Repeating the call with what it has made changes nothing. Raises RegisterChanged, ClassMissing,
    StayRefused.
    """
    with transaction.atomic():
        # One list a school at a time, so that comparing and writing are one step.
        lock_roster(school_id)
        _require_unchanged(school_id, school_year, entries)
        year = YearOfSchool(school_id, school_year)
        _load_classes(year, entries, create_classes)
        students = _save_students(year, entries)
        known = {entry.student_id for entry in entries if entry.student_id is not None}
        place_students(year, [entry.seat for entry in entries], students, known)


def _require_unchanged(
    school_id: int, school_year: SchoolYear, entries: Sequence[RosterEntry]
) -> None:
    known = [entry.student_id for entry in entries if entry.student_id is not None]
    facts = student_facts(Q(pk__in=known), school_id, school_year) if known else {}
    changed = [
        str(entry.fields.get("full_name") or (entry.expected and entry.expected.full_name))
        for entry in entries
        if entry.student_id is not None and facts.get(entry.student_id) != entry.expected
    ]
    changed += _already_there(school_id, [entry for entry in entries if entry.student_id is None])
    if changed:
        raise RegisterChanged(changed)


def _already_there(school_id: int, newcomers: Sequence[RosterEntry]) -> list[str]:
    """Names of newcomers who were entered meanwhile, here or at another school."""
    by_code, by_number = holders_of(
        {e.fields["ministry_code"] for e in newcomers if e.fields.get("ministry_code")},
        {e.fields["personal_number"] for e in newcomers if e.fields.get("personal_number")},
    )
    taken = by_code.keys() | by_number.keys()
    same = same_identities(school_id, {_identity(e) for e in newcomers if not _codes_of(e)})
    return [
        entry.fields["full_name"]
        for entry in newcomers
        if taken & _codes_of(entry) or (not _codes_of(entry) and _identity(entry) in same)
    ]


def _codes_of(entry: RosterEntry) -> set[str]:
    codes = (entry.fields.get("ministry_code"), entry.fields.get("personal_number"))
    return {code for code in codes if code}


def _identity(entry: RosterEntry) -> tuple[str, datetime.date]:
    return name_sort_key(entry.fields["full_name"]), entry.fields["birth_date"]


def _load_classes(year: YearOfSchool, entries: Iterable[RosterEntry], create: bool) -> None:
    named = {entry.class_name for entry in entries}
    groups = ClassGroup.objects.filter(school=year.school_id, school_year=year.year, name__in=named)
    year.classes = {group.name: group for group in groups}
    missing = {
        entry.class_name: entry.grade_level or 0
        for entry in entries
        if entry.class_name not in year.classes
    }
    levels = GradeLevel.objects.in_bulk(list(missing.values()))
    for name, level in missing.items():
        if not create or level not in levels:
            raise ClassMissing(name)
    made = create_classes(school_id=year.school_id, school_year=year.year, levels=missing)
    year.classes |= {group.name: group for group in made}
    year.load_positions()


def _save_students(year: YearOfSchool, entries: Sequence[RosterEntry]) -> list[Student]:
    """The students of the entries, in their order, as they are now stored.

    The list of a year that is over says nothing of what a known student is today.
    """
    ids = [entry.student_id for entry in entries if entry.student_id is not None]
    known = Student.objects.in_bulk(ids) if ids else {}
    students = []
    for entry in entries:
        is_new = entry.student_id is None
        student = Student(school_id=year.school_id) if is_new else known[entry.student_id]
        for name in FIELDS:
            if name in entry.fields:
                setattr(student, name, entry.fields[name])
        came = student.status == StudentStatus.TRANSFERRED_IN
        if (is_new or year.is_running) and not (came and entry.status == StudentStatus.STUDYING):
            student.status = entry.status
        student.sort_key = name_sort_key(student.full_name)
        student.search_key = search_key(student.full_name)
        students.append(student)
    insert_new([student for student in students if student.pk is None])
    Student.objects.bulk_update(
        list(known.values()), [*FIELDS, "status", "sort_key", "search_key"], batch_size=500
    )
    return students
