"""Whether a row names a child who has completed at another school, and so may be admitted."""

from collections.abc import Mapping, Sequence

from eduportal.imports.importer import Importer
from eduportal.imports.people import Person
from schools.models import SchoolYear
from students.importers.roster.reading import Entry
from students.selectors import CodeHolder
from students.selectors.completed import Completed
from students.services import Seat, comes_on


def is_of(who: Person, holder: CodeHolder) -> bool:
    """Whether the row knows name and birth date of the student who has its code.

    Otherwise a file of invented rows could ask which numbers belong to children.
    """
    return (who.sort_key, who.birth_date) == (holder.sort_key, holder.birth_date)


def admits(
    importer: Importer,
    entry: Entry,
    year: SchoolYear,
    completed: Mapping[int, Completed],
    holders: Sequence[CodeHolder],
) -> bool:
    """Whether every code is that of one child who has completed elsewhere and may begin here.

    The entry then says so, with a warning that names the school.
    """
    child = completed.get(holders[0].student_id) if holders else None
    seat = Seat(entry.class_name, entry.status, entry.on)
    if (
        child is None
        or any(each.student_id != child.student for each in holders)
        or not is_of(entry.person, holders[0])
        or not seat.is_present
        or not child.may_come(comes_on(year, seat, is_new=True), year.starts_on)
    ):
        return False
    entry.admits = child
    told = {"school": child.school_name, "class": child.class_name}
    place = entry.row.place("full_name")
    entry.problems.append(importer.problem("admitted", place, severity="warning", **told))
    return True
