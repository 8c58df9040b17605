"""The only writers of students and enrolments."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from eduportal.accounts.models import User
from eduportal.core.bulk import Row, insert_rows
from eduportal.core.text import name_sort_key, search_key
from schools.models import ClassGroup, GradeLevel, SchoolYear
from schools.services import create_classes
from students.choices import Sex, StudentStatus
from students.models import Student
from students.selectors import StudentFacts, holders_of, same_children, student_facts
from students.selectors.completed import Completed
from students.services.admitting import admit, changed_since, keep_receipts, lock_rosters
from students.services.placing import Seat, YearOfSchool, comes_on, place_students
from students.services.stays import lock_roster

# What a list may say of a student; the keys of the rest are derived from the name.
FIELDS = ("ministry_code", "personal_number", "full_name", "birth_date", "sex", "ethnicity")
# What is written of a new student.
NEWCOMER = (*FIELDS, "sort_key", "search_key", "status")


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

    `student_id` is None for a newcomer to the school, `admits` a newcomer who has completed at
    another one. `fields` holds only what is to be set; `expected` what the register said when the
    list was compared with it. `on` is the day the status began, where the list gives it.
    """

    student_id: int | None
    fields: dict[str, Any]
    class_name: str
    grade_level: int | None
    status: str
    on: datetime.date | None = None
    expected: StudentFacts | None = None
    admits: Completed | None = None

    @property
    def seat(self) -> Seat:
        return Seat(self.class_name, StudentStatus(self.status), self.on)


def enrol_students(
    *,
    school_id: int,
    school_year: SchoolYear,
    entries: Sequence[RosterEntry],
    create_classes: bool = False,
    by: User | None = None,
) -> None:
    """Bring a list of students into the register and into their classes of one year.

    All or nothing. A newcomer to a class gets the next place in it, in the order given; a student
    found in another class leaves that one today, and the marks follow. No student is removed.
    Children who have completed elsewhere are admitted in the name of `by`. Repeating the call with
    what it has made changes nothing. Raises RegisterChanged, ClassMissing, StayRefused.
    """
    admitted = [entry for entry in entries if entry.admits]
    with transaction.atomic():
        # One list a school at a time, so that comparing and writing are one step.
        if admitted:
            lock_rosters({school_id, *(entry.admits.school for entry in admitted if entry.admits)})
        else:
            lock_roster(school_id)
        _require_unchanged(school_id, school_year, entries)
        year = YearOfSchool(school_id, school_year)
        _load_classes(year, entries, create_classes)
        known = _save_known(year, entries)
        place_students(year, [entry.seat for entry in entries], _keys_of(year, entries), known)
        if admitted:
            _keep_receipts(year, admitted, by)


def _keys_of(year: YearOfSchool, entries: Sequence[RosterEntry]) -> list[int]:
    """The students of the entries, those who come entered."""
    admitted = [(each.admits, each.fields, each.status) for each in entries if each.admits]
    coming = iter(admit(year.school_id, admitted) if admitted else [])
    newcomers = _enter_newcomers(year, entries)
    return [
        next(coming) if entry.admits else entry.student_id or next(newcomers) for entry in entries
    ]


def _keep_receipts(year: YearOfSchool, admitted: Sequence[RosterEntry], by: User | None) -> None:
    begun = [
        (entry.admits, comes_on(year.year, entry.seat, is_new=True))
        for entry in admitted
        if entry.admits
    ]
    keep_receipts(year.school_id, begun, by)


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
    coming = [entry for entry in entries if entry.student_id is None]
    changed += _already_there(school_id, [entry for entry in coming if not entry.admits])
    since = changed_since([entry.admits for entry in coming if entry.admits])
    changed += [
        entry.fields["full_name"]
        for entry in coming
        if entry.admits and entry.admits.student in since
    ]
    if changed:
        raise RegisterChanged(changed)


def _already_there(school_id: int, newcomers: Sequence[RosterEntry]) -> list[str]:
    """Names of newcomers who were entered meanwhile, here or at another school."""
    by_code, by_number = holders_of(
        {e.fields["ministry_code"] for e in newcomers if e.fields.get("ministry_code")},
        {e.fields["personal_number"] for e in newcomers if e.fields.get("personal_number")},
    )
    taken = by_code.keys() | by_number.keys()
    same, _elsewhere = same_children(
        school_id, {_identity(e) for e in newcomers if not _codes_of(e)}
    )
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


def _save_known(year: YearOfSchool, entries: Iterable[RosterEntry]) -> dict[int, Student]:
    """The students whom the register had before, by id, as they are now stored.

    The list of a year that is over says nothing of what a known student is today.
    """
    by_id = {entry.student_id: entry for entry in entries if entry.student_id is not None}
    known = Student.objects.in_bulk(list(by_id)) if by_id else {}
    for key, student in known.items():
        entry = by_id[key]
        for name in FIELDS:
            if name in entry.fields:
                setattr(student, name, entry.fields[name])
        came = student.status == StudentStatus.TRANSFERRED_IN
        if year.is_running and not (came and entry.status == StudentStatus.STUDYING):
            student.status = entry.status
        student.sort_key = name_sort_key(student.full_name)
        student.search_key = search_key(student.full_name)
    fields = [*FIELDS, "status", "sort_key", "search_key"]
    Student.objects.bulk_update(list(known.values()), fields, batch_size=500)
    return known


def _enter_newcomers(year: YearOfSchool, entries: Iterable[RosterEntry]) -> Iterator[int]:
    """The ids of the new students, in the order of their entries."""
    rows = [_row_of(e) for e in entries if e.student_id is None and not e.admits]
    return iter(insert_rows(Student, NEWCOMER, rows, school_id=year.school_id) if rows else [])


def _row_of(entry: RosterEntry) -> Row:
    """A new student as NEWCOMER names the fields."""
    fields = entry.fields
    name = fields["full_name"]
    return (
        fields.get("ministry_code"),
        fields.get("personal_number"),
        name,
        fields["birth_date"],
        fields.get("sex", Sex.UNKNOWN),
        fields.get("ethnicity", ""),
        name_sort_key(name),
        search_key(name),
        entry.status,
    )
