"""Whether a row's student can come to the class it names, on its day."""

from eduportal.imports.importer import Importer
from eduportal.workbooks.problems import Problem
from schools.rules.class_names import class_key
from students.choices import StudentStatus
from students.importers.roster.matching import Register
from students.importers.roster.reading import Entry
from students.selectors import StudentFacts
from students.services import ONE_DAY, Seat, comes_on


def why_sealed(
    importer: Importer, entry: Entry, facts: StudentFacts | None, register: Register
) -> Problem | None:
    """Why the student cannot come to the class, or go there from another, on the day."""
    if not register.sealed:
        return None
    seat = Seat(entry.class_name, entry.status, entry.on)
    known = facts is not None and facts.class_name != ""
    was_there = facts is not None and facts.status in StudentStatus.present()
    names = {entry.class_name} | ({facts.class_name} if facts and known else set())
    if known and not seat.is_present:
        return _left_before(importer, entry, seat, register) if was_there else None
    if len(names) == 1 and was_there:
        return None
    day = comes_on(register.year, seat, is_new=not known)
    found = register.sealed_between(sorted(names), day)
    if found is None:
        return None
    group, term = found
    return importer.problem(
        "class_sealed",
        entry.row.place("class_name"),
        number=term.number,
        name=group.name,
        first=f"{term.ends_on + ONE_DAY:%d/%m/%Y}",
    )


def _left_before(
    importer: Importer, entry: Entry, seat: Seat, register: Register
) -> Problem | None:
    """Why the student cannot have left by the day: the class has reported him or her since."""
    day = comes_on(register.year, seat, is_new=False)
    group = register.classes.get(class_key(entry.class_name))
    term = register.sealed.get(group.pk) if group else None
    if term is None or day >= term.starts_on:
        return None
    first = f"{term.starts_on:%d/%m/%Y}"
    return importer.problem("left_before_seal", entry.row.place("status"), first=first)


def why_away(
    importer: Importer, entry: Entry, student_id: int | None, register: Register
) -> Problem | None:
    """Why no list brings the student back: another school has him or her, or is about to."""
    if student_id not in register.gone:
        return None
    if not Seat(entry.class_name, entry.status).is_present:
        return None
    return importer.problem("away", entry.row.place("full_name"))


def moves(importer: Importer, entry: Entry, old: str) -> Problem:
    """The warning that the student leaves the old class for the one of the row."""
    return importer.problem(
        "class_changes",
        entry.row.place("class_name"),
        severity="warning",
        old=old,
        new=entry.class_name,
    )
